"""The language of the project: codebooks, text and spans, codings, actor codes, validation, the Label Studio form."""

from schemas.actors import ActorCode, ActorError, actor_table, parse_actor
from schemas.codebook import SHIPPED, Code, Codebook, load_codebook, parse_codebook
from schemas.coding import EMPTY, Coding, Event, Fragment, Mention, Provenance, dump_coding, parse_coding
from schemas.hashing import canonical_json, content_hash, text_hash
from schemas.labelstudio.config import from_label_config, to_label_config
from schemas.labelstudio.controls import Control, Controls, config_controls
from schemas.labelstudio.result import ResultError, from_result, reconcile_offsets, result_problems, to_result
from schemas.labelstudio.xmltree import ConfigError
from schemas.text import OffsetError, TextError, Utf16Map, check_text, normalise_newlines, slice_matches
from schemas.validation import Problem, errors, problems, warnings

__all__ = [
    "EMPTY",
    "SHIPPED",
    "ActorCode",
    "ActorError",
    "Code",
    "Codebook",
    "Coding",
    "ConfigError",
    "Control",
    "Controls",
    "Event",
    "Fragment",
    "Mention",
    "OffsetError",
    "Problem",
    "Provenance",
    "ResultError",
    "TextError",
    "Utf16Map",
    "actor_table",
    "canonical_json",
    "check_text",
    "config_controls",
    "content_hash",
    "dump_coding",
    "errors",
    "from_label_config",
    "from_result",
    "load_codebook",
    "normalise_newlines",
    "parse_actor",
    "parse_codebook",
    "parse_coding",
    "problems",
    "reconcile_offsets",
    "result_problems",
    "slice_matches",
    "text_hash",
    "to_label_config",
    "to_result",
    "warnings",
]

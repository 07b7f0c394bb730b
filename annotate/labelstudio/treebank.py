"""Penn Treebank tokens with their places, as the CoNLL export has them.

The rules are those of Robert MacIntyre's sed script for the Penn Treebank: each puts a space where a token ends.
"""

from __future__ import annotations

import re

_QUOTE = re.compile(r"``|''|\"")
_BEFORE = (  # opening quotes, punctuation, brackets
    (r'^"', "`` "),
    (r"``", " `` "),
    (r"""([ (\[{<])(?:"|'')""", r"\1 `` "),
    (r"([:,])(\D)", r" \1 \2"),
    (r"([:,])$", r" \1 "),
    (r"\.\.\.", " ... "),
    (r"[;@#$%&]", r" \g<0> "),
    (r"""([^.])\.([\])}>"']*)\s*$""", r"\1 .\2 "),
    (r"[?!]", r" \g<0> "),
    (r"([^'])' ", r"\1 ' "),
    (r"[\[\](){}<>]", r" \g<0> "),
    (r"--", " -- "),
)
_AFTER = (  # closing quotes, clitics, contractions; the text has a space at both ends by now
    (r"''", " '' "),
    (r'"', " '' "),
    (r"([^' ])('[sSmMdD]|') ", r"\1 \2 "),
    (r"([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", r"\1 \2 "),
    *(
        (rf"(?i)\b({head})({tail})\b", r" \1 \2 ")
        for head, tail in (
            ("can", "not"),
            ("d", "'ye"),
            ("gim", "me"),
            ("gon", "na"),
            ("got", "ta"),
            ("lem", "me"),
            ("more", "'n"),
        )
    ),
    (r"(?i)\b(wan)(na)(?=\s)", r" \1 \2 "),
    (r"(?i) ('t)(is|was)\b", r" \1 \2 "),
)
_STEPS = tuple((re.compile(pattern), put) for pattern, put in (*_BEFORE, (r"\A|\Z", " "), *_AFTER))


def tokens(text: str) -> list[tuple[str, int]]:
    """Each token as it stands in the text, with where it begins."""
    spaced = text
    for pattern, put in _STEPS:
        spaced = pattern.sub(put, spaced)
    quotes = iter(_QUOTE.findall(text)) if '"' in text or "''" in text else None
    found, at = [], 0
    for token in spaced.split():
        written = token
        if quotes is not None and token in {"``", "''", '"'}:
            written = next(quotes, token)
        start = text.find(written, at)
        if start < 0:  # only where a rule has changed the text itself
            continue
        found.append((written, start))
        at = start + len(written)
    return found

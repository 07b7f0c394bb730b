"""What the baseline refuses."""

from __future__ import annotations

from annotate.errors import AnnotateError


class TooLittleData(AnnotateError):
    """Not enough coded triggers to train or to score on."""

    code = "too-little-data"


class ModelRefused(AnnotateError):
    """A model folder that is damaged, foreign, or not made by this program."""

    code = "model-refused"


class Leak(AnnotateError):
    """A story on both sides of a fold."""

    code = "leak"

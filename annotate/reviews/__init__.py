"""Judgements on codings, and the history in which they stand beside the revisions."""

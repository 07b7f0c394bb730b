"""Remarks on codings."""

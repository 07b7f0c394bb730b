"""Codings that a model proposes."""

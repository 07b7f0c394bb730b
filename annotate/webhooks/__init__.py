"""Telling listed addresses what happened, by a job, signed, never following a redirect."""

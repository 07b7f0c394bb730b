"""Releases: records, formats, split, manifest."""

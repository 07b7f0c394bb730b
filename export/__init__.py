"""Finished codings -> files: records, formats, split, release. Pure: takes iterators, knows no database."""

"""Codebooks as label configs and codings as result lists, both ways, without loss."""

from __future__ import annotations

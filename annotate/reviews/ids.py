"""Revisions and reviews stand in one history: even ids are revisions, odd ones reviews."""

from __future__ import annotations


def of_revision(revision_id: int) -> int:
    return 2 * revision_id


def of_review(review_id: int) -> int:
    return 2 * review_id + 1


def revision_of(history_id: int) -> int | None:
    return None if history_id % 2 else history_id // 2


def review_of(history_id: int) -> int | None:
    return history_id // 2 if history_id % 2 else None

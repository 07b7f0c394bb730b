"""Moments as Label Studio's clients read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from annotate.clock import iso

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-3))])


@given(st.integers(-(10**16), 10**17), ZONES)  # microseconds: the years 1653 to 5138
@example(0, UTC)
@example(40, UTC)
def test_microseconds_and_z_whatever_the_zone(since, zone):
    moment = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=since)).astimezone(zone)
    assert iso(moment) == moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_no_moment_is_none():
    assert iso(None) is None

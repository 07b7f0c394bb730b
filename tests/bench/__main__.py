"""Runs every bench, one after the other."""

from tests.bench import cycles, startup

startup.main()
cycles.main()

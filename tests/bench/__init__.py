"""Figures, each beside its floor in the same run: ``make bench``. Nothing here decides whether a test passes."""

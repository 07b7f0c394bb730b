"""Figures, each beside its floor in the same run: ``make bench``. Nothing here decides whether a test passes."""

import annotate.reliability  # noqa: F401  (before numpy: it sets what the server sets for it)

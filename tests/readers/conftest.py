"""The shared data, where there is any."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shared() -> Path:
    folder = Path(os.environ.get("ANNOTATE_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; set ANNOTATE_SHARED")
    return folder

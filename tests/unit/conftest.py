"""The command as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.fixture
def run(tmp_path):
    """Run ``annotate`` in an empty folder."""

    def annotate(*arguments, **environment):
        env = {k: v for k, v in os.environ.items() if not k.startswith("ANNOTATE_")} | environment
        env["PYTHONPATH"] = os.getcwd()
        command = [sys.executable, "-m", "annotate", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)

    return annotate

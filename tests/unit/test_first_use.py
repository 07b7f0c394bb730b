"""What a fresh process does first finds its tables ready."""

from __future__ import annotations

import subprocess
import sys

CODE = """
from annotate.access import _PROJECT_FIELDS, _loose
from annotate.models import Project
print(_loose(Project, _PROJECT_FIELDS, ["x"] * len(_PROJECT_FIELDS)).label_config)
"""


def test_a_project_is_put_together_before_anything_else_was_read():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "x", done.stderr[-500:]

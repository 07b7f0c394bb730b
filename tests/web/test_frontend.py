"""The front end's own checks, run with the Node that the build uses; a missing tool is a failure, not a skip."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "annotate/web"
TYPESCRIPT = "node_modules/typescript/bin/tsc"
VITEST = "node_modules/vitest/vitest.mjs"


@pytest.fixture(scope="module")
def node() -> str:
    sys.path.insert(0, str(ROOT))
    try:
        import hatch_build
    finally:
        sys.path.remove(str(ROOT))
    if not (WEB / TYPESCRIPT).is_file():
        hatch_build.build(ROOT, "force")
    return hatch_build.find_node()[0]


def run(node: str, *command: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "CI": "1", "NO_COLOR": "1"}
    return subprocess.run([node, *command], cwd=WEB, env=env, text=True, capture_output=True, check=False, timeout=170)


def test_front_end_types_hold(node: str) -> None:
    done = run(node, TYPESCRIPT, "-p", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_front_end_unit_tests_pass(node: str) -> None:
    done = run(node, VITEST, "run")
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    assert "passed" in done.stdout

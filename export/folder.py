"""A folder that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from export.errors import ExportError

_DISK = {errno.EACCES, errno.EDQUOT, errno.EEXIST, errno.EIO, errno.ENOSPC, errno.ENOTEMPTY, errno.EPERM, errno.EROFS}


class FolderError(ExportError):
    """The folder is there already, or cannot be written."""


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` that takes its name when the block ends, and is gone when the block fails.

    ``target`` must not exist, or be an empty folder; its parent must exist. Raises FolderError otherwise and when
    the disk refuses.
    """
    _check_target(target)
    folder = target.absolute().parent / f".{target.name}.{uuid.uuid4().hex}.partial"
    try:
        folder.mkdir()
        yield folder
        for path in (*folder.iterdir(), folder):
            _to_disk(path)
        folder.rename(target)
        _to_disk(target.absolute().parent)
    except OSError as error:
        if error.errno not in _DISK:
            raise  # what the block read from failed, not the disk
        raise FolderError(f"{target} cannot be written: {error.strerror}; nothing was kept") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # gone already when all went well


def _check_target(target: Path) -> None:
    if target.is_dir():
        if any(target.iterdir()):
            raise FolderError(f"{target} exists and is not empty; name a new folder, nothing is ever overwritten")
    elif target.exists() or target.is_symlink():
        raise FolderError(f"{target} is a file; name a new folder")
    if not target.absolute().parent.is_dir():
        raise FolderError(f"the folder {target.absolute().parent} does not exist; make it first")


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

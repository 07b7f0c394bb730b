"""Password hashes (argon2id) and which passwords are refused."""

from __future__ import annotations

import threading
from functools import cache
from importlib import resources

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from annotate.errors import Invalid

SHORTEST, LONGEST = 10, 256

# 19 MiB and two passes for each hash: the strength OWASP asks for at one lane. The turn keeps a burst of
# log-ins from taking more memory than this at once.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
_turn = threading.Semaphore(4)


def hash_password(password: str) -> str:
    with _turn:
        return _hasher.hash(password)


def verify(password: str, stored: str | None) -> bool:
    """True when it is the password. Takes as long for an account without a password, or none at all."""
    with _turn:
        right = _hasher.verify(password, stored or _dummy())
    return right and stored is not None


def check_strength(password: str, *about: str) -> None:
    """Raises Invalid for a password that is short, common, repetitive or made of the person's own name or e-mail."""
    lower = password.casefold()
    own = {part for text in about for part in (text.casefold(), text.casefold().partition("@")[0]) if len(part) >= 3}
    reason = None
    if len(password) < SHORTEST:
        reason = f"Use {SHORTEST} characters or more."
    elif len(password) > LONGEST:
        reason = f"Use {LONGEST} characters at most."
    elif lower in common() or len(set(lower)) < 4:
        reason = "This password is among the first anybody would try; choose another."
    elif any(lower.replace(part, "").strip("0123456789!.-_ ") == "" for part in own):
        reason = "This password is only your name or e-mail address; choose another."
    if reason:
        raise Invalid(reason, fields={"password": [reason]})


@cache
def _dummy() -> str:
    return _hasher.hash("no account has this password")


@cache
def common() -> frozenset[str]:
    """Passwords long enough to pass the length rule and still among the first that anybody tries."""
    return frozenset((resources.files("annotate.users") / "common_passwords.txt").read_text("utf-8").split())

"""Where webhooks may go: hosts that the operator lists, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from annotate.errors import Invalid

_listed: dict[str, frozenset[str]] = {}  # by database: a process may serve more than one in tests


@dataclass(frozen=True, slots=True)
class Address:
    secure: bool
    host: str
    port: int
    target: str


def allow(db_url: str, hosts: str) -> None:
    """Take the operator's comma-separated list of HOST or HOST:PORT."""
    _listed[db_url] = frozenset(h.strip().lower() for h in hosts.split(",") if h.strip())


def checked(db_url: str, url: str) -> Address:
    """The parts of an address that may be called; raises Invalid (field ``url``) for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("This is not an address.") from None
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host:
        raise _refused("Give an address that begins with http:// or https://.")
    if parts.username is not None or parts.password is not None or any(c <= " " or c == "\x7f" for c in url):
        raise _refused("The address holds a user name, a password or white space; use headers instead.")
    if not _listed.get(db_url, frozenset()) & {host, f"{host}:{port}"}:
        raise _refused(f"The operator of this server has not listed {host} in ANNOTATE_WEBHOOK_HOSTS.")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme == "https", host, port or (443 if parts.scheme == "https" else 80), target)


def _refused(why: str) -> Invalid:
    return Invalid(why, fields={"url": [why]})

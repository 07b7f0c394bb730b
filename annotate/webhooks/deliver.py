"""One delivery: a signed POST to a listed host. No redirect is followed and no answer is kept but its status.

``X-Annotate-Signature`` is ``t=<unix seconds>,v1=<hex>``: HMAC-SHA256 with the webhook's secret over ``<t>.<body>``.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import time
from typing import Any

import orjson

from annotate import __version__
from annotate.db import Database
from annotate.errors import Invalid
from annotate.jobs.service import RetryLater
from annotate.jobs.work import Work
from annotate.webhooks import hosts, store
from annotate.webhooks.payload import payload

TIMEOUT = 5.0  # seconds
GIVE_UP_AFTER = 20  # deliveries in a row that never arrived: the webhook is switched off
_LATER = frozenset({408, 425, 429})


def deliver(db: Database, work: Work) -> dict[str, Any] | None:
    """The function of the ``webhook`` job; None when there is nobody to tell any more."""
    with db.read() as session:
        hook = store.find(session, int(work.params["webhook"]))
        if hook is None or not hook.is_active:
            return None
        about = (str(work.params["action"]), work.params["project"], work.params["ids"])
        body = orjson.dumps(payload(session, *about, whole=hook.send_payload))
    try:
        status = _sent(hosts.checked(db.url, hook.url), hook, body, work.id)
        why = "" if 200 <= status < 300 else f"The address answered {status}."
        later = status >= 500 or status in _LATER
    except (OSError, http.client.HTTPException) as error:
        why, later = f"The address cannot be reached ({type(error).__name__}).", True
    except Invalid as error:
        why, later = error.detail, False
    if not why:
        _note(db, hook, failures=0)
        return {"status": status}
    if later and work.attempts < work.max_attempts:
        raise RetryLater(why)
    _note(db, hook, failures=hook.failures + 1)
    raise Invalid(why)


def _sent(address: hosts.Address, hook: Any, body: bytes, delivery: int) -> int:
    kind = http.client.HTTPSConnection if address.secure else http.client.HTTPConnection
    connection = kind(address.host, address.port, timeout=TIMEOUT)
    headers = {
        **orjson.loads(hook.headers),
        "Content-Type": "application/json",
        "User-Agent": f"event-annotate/{__version__}",
        "X-Annotate-Delivery": str(delivery),  # the same when it is tried again
        "X-Annotate-Signature": signature(hook.secret, body, int(time.time())),
    }
    try:
        connection.request("POST", address.target, body=body, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def signature(secret: str, body: bytes, moment: int) -> str:
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def _note(db: Database, hook: Any, *, failures: int) -> None:
    if failures == hook.failures:
        return
    values: dict[str, Any] = {"failures": failures}
    if failures >= GIVE_UP_AFTER:
        values["is_active"] = False
    with db.write() as session:
        store.change(session, hook.id, values)

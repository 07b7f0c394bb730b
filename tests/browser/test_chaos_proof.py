"""The runs of chaos can fail: each broken promise, brought about on purpose, is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson
import pytest
from playwright.sync_api import Browser

from schemas.hashing import content_hash
from tests.browser.chaos import Broken, House, house, play
from tests.browser.chaos_script import Script

pytestmark = pytest.mark.browser

FORGETS = """(() => {
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function (value, ...rest) {
        if (this.name !== 'codings') return put.call(this, value, ...rest)
        window.__seen[value.task] = value.coding
        return this.get([value.key, value.client_id])
    }
})()"""


@pytest.fixture
def made(chaos_house: House, browser: Browser) -> Iterator[House]:
    """The house with a network and a browser of its own, which the test may spoil."""
    with house(chaos_house.server, browser) as one:
        yield one


def script(*steps: str, faults: tuple[str, ...] = ()) -> Script:
    return Script(0, steps, faults)


def says_saved_too_early(made: House) -> Script:
    """An answer that acknowledges what the server never got."""

    def lie(line: bytes, body: bytes) -> bytes | None:
        if not line.startswith(b"PUT"):
            return None
        sent = orjson.loads(body)
        answer = {"seq": sent["seq"], "hash": content_hash(sent["coding"]), "saved_at": "2026-03-14T14:02:11Z"}
        return orjson.dumps(answer)

    made.proxy.lie = lie
    return script("none", "wait", "wait")


def forgets_before_the_acknowledgement(made: House) -> Script:
    """A browser that keeps nothing of what it was told to keep."""
    made.context.add_init_script(FORGETS)
    return script("none", "offline", "note", "kill", "online")


def overwrites_unseen(made: House) -> Script:
    """A page that claims to have seen whatever the server has."""

    def forge(line: bytes, body: bytes) -> bytes:
        if not line.startswith(b"PUT"):
            return body
        task = int(line.split(b"/")[4])
        now = made.coder.client.get(f"/api/app/tasks/{task}").json()["draft"]
        return orjson.dumps({**orjson.loads(body), "seen": now and now["hash"]})

    made.proxy.forge = forge
    return script("none", "wait", "saved", "rival", "none", "wait", "saved")


def submits_something_else(made: House) -> Script:
    """A submission that goes through with another content than the page shows."""

    def lie(line: bytes, body: bytes) -> bytes | None:
        if not line.startswith(b"POST /api/tasks"):
            return None
        coding = orjson.loads(body)["coding"]
        path = line.split(b" ")[1].decode()
        made.coder.client.post(path, json={"coding": {**coding, "note": "garbled"}}).raise_for_status()
        return orjson.dumps({"id": 1, "version": 1, "content_hash": content_hash(coding)})

    made.proxy.lie = lie
    return script("nothing-and-submit", "wait")


def throws(made: House) -> Script:
    made.context.add_init_script("addEventListener('keydown', () => { throw new Error('on purpose') })")
    return script("none")


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (says_saved_too_early, "the page says Saved"),
        (forgets_before_the_acknowledgement, "seen last"),
        (overwrites_unseen, "rivals wrote"),
        (submits_something_else, "garbled"),
        (throws, "on purpose"),
    ],
)
def test_a_broken_promise_is_noticed(made: House, mistake: Callable[[House], Script], said: str) -> None:
    with pytest.raises(Broken, match=said):
        play(made, mistake(made))


def test_the_same_scripts_hold_without_the_mistakes(made: House) -> None:
    play(made, script("none", "offline", "note", "kill", "online"))
    play(made, script("none", "wait", "rival", "none", "wait", "wait"))
    play(made, script("nothing-and-submit", "wait"))

"""The walk over the whole contract against our server, compared with what Label Studio 1.23.2 answered.

``make interop`` makes the same walk on a real Label Studio and compares its answers with the transcript kept here.
"""

from __future__ import annotations

import inspect
import json
import os
from fnmatch import fnmatchcase
from operator import attrgetter
from pathlib import Path

import pytest
from label_studio_sdk import LabelStudio

from tests.sdk.contract import compare
from tests.sdk.contract.label_studio import label_studio
from tests.sdk.contract.steps import GROUPS, STEPS
from tests.sdk.contract.walk import Walk
from tests.support.server import running_server

# the SDK itself uses what its Pydantic will drop
pytestmark = [pytest.mark.sdk, pytest.mark.filterwarnings("ignore:The `parse_obj` method:DeprecationWarning")]
REFUSALS = {"ApiError", "BadRequestError", "UnauthorizedError", "ForbiddenError", "NotFoundError"}
SDK_GROUPS = [
    "versions", "users", "tokens", "jwt_settings", "organizations", "organizations.members", "organizations.invites",
    "projects", "projects.exports", "projects.members", "projects.members.bulk", "projects.members.paginated",
    "projects.roles", "projects.assignments", "projects.stats", "tasks", "tasks.agreement_matrix", "annotations",
    "predictions", "actions", "views", "webhooks", "files", "comments", "annotation_reviews", "annotation_history",
]  # fmt: skip
PEER = os.environ.get("ANNOTATE_LABEL_STUDIO", "")


@pytest.fixture
def ours(database):
    with running_server(database, webhook_hosts="127.0.0.1:9") as server:
        return Walk(server.url, server.admin.token).run(STEPS)


def test_our_answers_are_theirs_but_for_named_differences(ours):
    found = compare.differences(compare.load(), ours)
    rows = compare.named()
    unnamed = [one for one in found if not any(row.covers(one) for row in rows)]
    assert unnamed == []
    idle = [row for row in rows if not any(row.covers(one) for one in found)]
    assert idle == [], "rows of the table that cover nothing"
    assert all(len(row.why) > 10 for row in rows)


def test_every_step_is_answered_and_none_by_a_fault_of_ours(ours):
    answered = {entry["step"] for entry in ours if "call" in entry}
    assert answered == set(STEPS)
    assert [e for e in ours if e.get("status", 0) >= 500] == []
    faults = [e for e in ours if e.get("raised", "ApiError") not in REFUSALS]
    assert faults == [], "the SDK could not read an answer"


def test_the_kept_transcript_is_of_this_walk():
    theirs = compare.load()
    assert {entry["step"] for entry in theirs} == set(STEPS)
    rows = compare.named()
    assert [row for row in rows if not any(fnmatchcase(step, row.step) for step in STEPS)] == []


def test_every_call_of_the_sdks_groups_is_walked_or_named_with_a_reason():
    source = "".join(map(inspect.getsource, GROUPS))
    left = {call for call in _calls() if f"sdk.{call}(" not in source}
    rows = compare.unwalked()
    assert {call for call in left if not any(fnmatchcase(call, row) for row in rows)} == set()
    assert [row for row in rows if not any(fnmatchcase(call, row) for call in left)] == []
    assert all(len(why) > 10 for why in rows.values())


def _calls():
    """Every public method of the groups, as it is written behind the client."""
    client = LabelStudio(base_url="http://127.0.0.1:9", api_key="unused")
    for group in SDK_GROUPS:
        for name, _ in inspect.getmembers(attrgetter(group)(client), inspect.ismethod):
            if not name.startswith("_"):
                yield f"{group}.{name}"


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not PEER, reason="a real Label Studio takes 1 GB and minutes: 'make interop' starts one")
def test_a_real_label_studio_answers_as_the_transcript_says(tmp_path):
    with label_studio(Path(PEER), tmp_path) as (url, token):
        theirs = Walk(url, token).run(STEPS)
    if os.environ.get("ANNOTATE_KEEP_TRANSCRIPT"):
        compare.THEIRS.write_text(json.dumps(theirs, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")
    assert theirs == compare.load()

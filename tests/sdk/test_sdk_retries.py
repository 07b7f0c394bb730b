"""Answers that are lost on the way: the SDK repeats the request by itself, and everything is stored once."""

from __future__ import annotations

import httpx
import pytest
from label_studio_sdk import LabelStudio
from sqlmodel import func, select

from annotate.models import Annotation, Revision
from tests.sdk.codings import NOTHING, TEXT, as_result

pytestmark = pytest.mark.sdk


class LosesFirstAnswer(httpx.HTTPTransport):
    """Delivers every request, and loses the answer to the first one with this method."""

    def __init__(self, method: str) -> None:
        super().__init__()
        self.method = method
        self.lost = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        if request.method == self.method and not self.lost:
            self.lost += 1
            answer.read()
            answer.close()
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        return answer


@pytest.mark.parametrize("unique_id", [None, "one-of-a-kind"])
def test_create_whose_answer_was_lost_is_stored_once(server, unique_id):
    (task,) = server.tasks(server.project(), [TEXT])
    lossy = LosesFirstAnswer("POST")
    with httpx.Client(transport=lossy) as http:
        client = LabelStudio(base_url=server.url, api_key=server.admin.token, httpx_client=http)
        more = {"unique_id": unique_id} if unique_id else {}
        made = client.annotations.create(task, result=as_result(), lead_time=3, **more)
    assert lossy.lost == 1
    assert made.result == as_result()
    with server.db.read() as session:
        assert session.exec(select(Annotation.id)).all() == [made.id]
        assert session.exec(select(func.count()).select_from(Revision)).one() == 1


def test_update_whose_answer_was_lost_adds_one_revision(server, sdk):
    (task,) = server.tasks(server.project(), [TEXT])
    made = sdk(server.admin).annotations.create(task, result=as_result())
    lossy = LosesFirstAnswer("PATCH")
    with httpx.Client(transport=lossy) as http:
        client = LabelStudio(base_url=server.url, api_key=server.admin.token, httpx_client=http)
        changed = client.annotations.update(made.id, result=as_result(NOTHING))
    assert (lossy.lost, changed.version) == (1, 2)
    with server.db.read() as session:
        assert session.exec(select(func.count()).select_from(Revision)).one() == 2

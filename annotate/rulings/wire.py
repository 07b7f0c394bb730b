"""What /api/app takes and gives for rulings."""

from __future__ import annotations

from pydantic import ConfigDict

from annotate.users.wire import In, Out


class RulingIn(In):
    code: str
    text: str

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "1041", "text": "A hashtag that demands a resignation counts."}]}
    )


class RulingOut(Out):
    id: int
    code: str
    label: str
    text: str
    at: str

"""Articles into a project, for our own pages: the file itself is the body."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from annotate.articles import service
from annotate.direct import Late
from annotate.readers.article import ReadOptions
from annotate.security import CallerDep, DbDep

router = APIRouter(prefix="/api/app", tags=["articles"], route_class=Late)
Name = Annotated[str, Query(max_length=200)]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def _file(request: Request) -> bytes:
    return await request.body()


def _options(
    *,
    format: Annotated[str, Query(description="auto, text, html, jsonl, json, csv, coded or classed")] = "auto",
    text_field: Name = "",
    id_field: Name = "",
    title_field: Name = "",
    date_field: Name = "",
    lang: Name = "",
    encoding: Name = "",
) -> ReadOptions:
    return ReadOptions(format, text_field, id_field, title_field, date_field, lang, encoding)


@router.post("/projects/{project_id}/articles", summary="Import a file of articles (managers)", openapi_extra=_BODY)
def import_articles(
    *,
    project_id: int,
    db: DbDep,
    caller: CallerDep,
    content: Annotated[bytes, Depends(_file)],
    options: Annotated[ReadOptions, Depends(_options)],
    filename: Annotated[str, Query(max_length=500, description="its ending tells the format")] = "",
    dry_run: Annotated[bool, Query(description="only report what would be stored")] = False,
) -> Response:
    """All of the file is stored, or nothing. What is in the project already is left out and reported."""
    report = service.import_file(db, caller, project_id, content, filename, options=options, dry_run=dry_run)
    return Response(orjson.dumps(report.to_json()), media_type="application/json")

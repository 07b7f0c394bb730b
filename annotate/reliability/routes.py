"""Agreement for our own pages: the numbers, and the items behind each of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Response

from annotate.access import SEES_ALL, project_for
from annotate.annotations.checking import codebook_for
from annotate.direct import Late
from annotate.reliability import behind, resampling, service, store
from annotate.reliability.chosen import CHOSEN
from annotate.security import CallerDep, DbDep

router = APIRouter(prefix="/api/app", tags=["agreement"], route_class=Late)
SECTIONS = Literal[
    "measures", "ladder", "codes", "confusion", "pairs", "people", "pulls", "series", "choices", "suggestions", "trends"
]


@router.get("/projects/{project_id}/agreement", summary="How far coders agree: every measure, with its interval")
def read_agreement(
    *,
    project_id: int,
    db: DbDep,
    caller: CallerDep,
    choice: Any = CHOSEN,
    by: Annotated[str | None, Query(description="series by day, week, month, or a field of the articles")] = None,
    part: Annotated[list[SECTIONS] | None, Query(description="only these sections; default all")] = None,
) -> Response:
    """Annotators get the main figures over the whole project; everything else is for the other roles."""
    body = service.report(db, caller, project_id, service.Asked(choice, by, tuple(part or ())))
    return Response(body, media_type="application/json")


@router.get("/projects/{project_id}/agreement/items", summary="The disagreements behind a number")
def read_items(
    *,
    project_id: int,
    db: DbDep,
    caller: CallerDep,
    measure: Annotated[str, Query(description="the key of a measure, or step_… of the ladder")],
    choice: Any = CHOSEN,
    given: Annotated[list[str] | None, Query(description="only events to which all these codes were given")] = None,
    coder: Annotated[int | None, Query(description="only where this person differs from somebody")] = None,
    task: Annotated[int | None, Query(description="only this article")] = None,
    after: Annotated[int, Query(ge=0, description="the `next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="a page ends with the article that reaches it")] = 50,
) -> Response:
    """In the order of articles, each with its sentence and what each coder has there."""
    from annotate.agreement.items import Wanted

    with db.read() as session:
        access = project_for(session, caller, project_id)
        wanted = Wanted(measure, codebook_for(session, access.project), frozenset(given or ()))
        found = behind.items(
            session, caller, project_id, choice=choice, wanted=wanted, page=behind.Page(after, limit, coder, task)
        )
    return Response(orjson.dumps(found), media_type="application/json")


@router.get("/projects/{project_id}/agreement/bootstrap", summary="Intervals from resampled articles, where asked for")
def read_bootstrap(project_id: int, db: DbDep, caller: CallerDep, choice: Any = CHOSEN) -> Response:
    found = resampling.shown(db, caller, project_id, choice)
    return Response(orjson.dumps(found), media_type="application/json")


@router.post("/projects/{project_id}/agreement/bootstrap", summary="Resample articles, as a job", status_code=202)
def begin_bootstrap(project_id: int, db: DbDep, caller: CallerDep, choice: Any = CHOSEN) -> Response:
    """For the same filters as the numbers; the intervals are then in the answer of the GET."""
    found = resampling.begin(db, caller, project_id, choice)
    return Response(orjson.dumps(found), media_type="application/json", status_code=202)


@router.get("/projects/{project_id}/agreement/changes", summary="When the guideline was changed")
def read_changes(project_id: int, db: DbDep, caller: CallerDep) -> Response:
    """Apart from the numbers, which are asked for again and again."""
    with db.read() as session:
        project_for(session, caller, project_id, *SEES_ALL)
        found = store.guideline_changes(session, project_id)
    return Response(orjson.dumps({"guideline": found}), media_type="application/json")

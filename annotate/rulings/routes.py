"""Rulings of a project, for our own pages."""

from __future__ import annotations

from fastapi import APIRouter

from annotate.access import project_for
from annotate.direct import Late
from annotate.rulings import service
from annotate.rulings.wire import RulingIn, RulingOut
from annotate.security import CallerDep, DbDep

router = APIRouter(prefix="/api/app/projects/{project_id}/rulings", tags=["projects"], route_class=Late)


@router.get("", summary="What the team has decided about codes, in the codebook's order")
def list_rulings(project_id: int, db: DbDep, caller: CallerDep) -> list[RulingOut]:
    with db.read() as session:
        access = project_for(session, caller, project_id)
        return [RulingOut.model_validate(ruling) for ruling in service.listed(session, access.project)]


@router.post("", status_code=201, summary="Decide about a code (managers, adjudicators)")
def add_ruling(project_id: int, body: RulingIn, db: DbDep, caller: CallerDep) -> RulingOut:
    with db.write() as session:
        return RulingOut.model_validate(service.add(session, caller, project_id, body.code, body.text))


@router.delete("/{ruling_id}", status_code=204, summary="Withdraw a ruling (managers, adjudicators)")
def withdraw_ruling(project_id: int, ruling_id: int, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        service.withdraw(session, caller, project_id, ruling_id)

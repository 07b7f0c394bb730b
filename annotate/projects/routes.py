"""Projects, their codebooks and their people, for our own pages."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from annotate.access import project_for
from annotate.direct import Late
from annotate.projects import codebooks, service, store, wire
from annotate.security import CallerDep, DbDep
from annotate.settings import Settings
from annotate.users import links
from schemas.actors import actor_table

router = APIRouter(prefix="/api/app", tags=["projects"], route_class=Late)


@router.get("/codebooks", summary="Codebooks to choose from")
def list_codebooks(caller: CallerDep) -> list[wire.CodebookChoice]:
    return [wire.CodebookChoice.model_validate(book) for book in codebooks.shipped()]


@router.get("/actors", summary="Blocks of actor codes and the order in which they are looked up")
def list_actors(caller: CallerDep) -> Response:
    table = orjson.dumps(actor_table())
    return Response(table, media_type="application/json", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/projects", summary="My projects, newest first")
def list_projects(db: DbDep, caller: CallerDep) -> list[wire.ProjectCard]:
    with db.read() as session:
        return [wire.ProjectCard.model_validate(card) for card in service.cards(session, caller)]


@router.post("/projects", status_code=201, summary="Make a project; its maker becomes manager")
def create_project(body: wire.NewProjectIn, db: DbDep, caller: CallerDep) -> wire.NewProjectOut:
    new = service.NewProject(**body.model_dump())
    with db.write() as session:
        return wire.NewProjectOut(id=service.create(session, caller, new).id or 0)


@router.get("/projects/{project_id}", summary="A project's home: progress, people, agreement, score")
def read_project(project_id: int, db: DbDep, caller: CallerDep) -> wire.ProjectHome:
    with db.read() as session:
        access = project_for(session, caller, project_id)
        return wire.ProjectHome.model_validate(service.home(session, caller, access))


@router.patch("/projects/{project_id}", summary="Change title, description, instructions or overlap (managers)")
def change_project(project_id: int, body: wire.ProjectChange, db: DbDep, caller: CallerDep) -> wire.ProjectHome:
    changes = {k: v for k, v in body.model_dump(exclude_unset=True).items() if v is not None}
    with db.write() as session:
        access = project_for(session, caller, project_id, "manager")
        service.change(session, caller, access.project, changes)
        session.flush()
        return wire.ProjectHome.model_validate(service.home(session, caller, access))


@router.delete("/projects/{project_id}", status_code=204, summary="Delete a project (managers)")
def delete_project(project_id: int, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        service.delete(session, caller, project_for(session, caller, project_id, "manager").project)


@router.get("/projects/{project_id}/codebook", summary="The whole codebook", response_class=Response)
def read_codebook(project_id: int, request: Request, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        access = project_for(session, caller, project_id)
        book = store.codebook(session, access.project.codebook_id)
    headers = {"ETag": f'"{book.sha256}"', "Cache-Control": "private, no-cache"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = f'{{"sha256":"{book.sha256}",{book.body[1:]}'
    return Response(body, media_type="application/json", headers=headers)


@router.post("/projects/{project_id}/invites", status_code=201, summary="A one-time link into the project (managers)")
def invite(project_id: int, body: wire.InviteIn, db: DbDep, caller: CallerDep, request: Request) -> wire.InviteOut:
    settings: Settings = request.app.state.settings
    address = settings.public_url or str(request.base_url)  # else as this caller reached us
    with db.write() as session:
        project_for(session, caller, project_id, "manager")
        role = service.checked_role(body.role)
        token, link = links.make_invite(session, project_id, role, body.email, caller.user_id)
        return wire.InviteOut(link=links.link_url(address, token), expires_at=link.expires_at)


@router.patch("/projects/{project_id}/people/{user_id}", status_code=204, summary="Give a person a role (managers)")
def set_role(project_id: int, user_id: int, body: wire.RoleIn, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        project_for(session, caller, project_id, "manager")
        service.set_role(session, caller, project_id, user_id, service.checked_role(body.role))


@router.delete("/projects/{project_id}/people/{user_id}", status_code=204, summary="Take a person out, or leave")
def remove_person(project_id: int, user_id: int, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        service.remove(session, caller, project_for(session, caller, project_id), user_id)

"""Fills a project with the sample articles and the simulated coders' work, through the same services as everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import orjson
from sqlmodel import Session, col, func, select

from annotate.annotations import service as coding_service
from annotate.db import Database
from annotate.demo.coders import CODERS, OPEN, Coder, assignments, simulate
from annotate.demo.corpus import DemoArticle, load_corpus
from annotate.labelstudio.body import Body
from annotate.models import Annotation, Membership, Project, Task, User
from annotate.projects import service as projects
from annotate.readers.structure import analyse
from annotate.rulings import service as rulings
from annotate.security import Caller, caller_as
from annotate.tasks.service import NewTask, add_articles
from annotate.users import service as users
from annotate.users import store as user_store
from schemas.coding import dump_coding

TITLE = "World news, a tour"
VISITOR = "visitor@example.org"
DESCRIPTION = "Sample articles, coded by three simulated coders; some are left for you."
GUIDELINE = """\
# How we code here

An **event** is something that one actor does to another, in words or deeds, told in the text as a single happening.

- Mark the shortest words that carry the event as its trigger: *demanded*, *was shelled*, *a ceasefire*.
- Choose the most specific code that the text supports. Where it is silent, take the code that ends in 0.
- The source acts, the target is acted upon; in the passive voice too.
- A capital that acts stands for its government: *Manila accused* has the source PHLGOV.
- What has not happened is coded with its modality: future, hypothetical or negated.
- An event told twice is coded twice, and the second points to the first.
- If nothing is codable, say so with `0`; never leave an article empty.
"""
RULINGS = {
    "1041": "A slogan on a banner counts when the article quotes it.",
    "173": "Held for questioning and let go the same day still counts.",
}


@dataclass(frozen=True)
class Filled:
    """The demo project: what it holds and who the visitor is."""

    project_id: int
    visitor_id: int
    articles: int
    codings: int
    open_articles: int


def fill(db: Database, progress: Callable[[int, int], None] = lambda done, total: None) -> Filled:
    """Make the demo project, or finish the one that is there; ``progress`` hears of each stored coding."""
    with db.read() as session:
        there = session.exec(select(Project).where(Project.title == TITLE, col(Project.deleted_at).is_(None))).first()
    corpus = ordered_corpus()
    given = assignments(corpus)
    if there is None:
        with db.write() as session:
            project_id, people = _people_and_project(session)
            tasks = _articles(session, project_id, people[VISITOR], corpus)
        _codings(db, dict(zip((a.id for a in corpus), tasks, strict=True)), people, corpus, progress)
    else:
        project_id = there.id or 0
        _finish(db, project_id, corpus, progress)
    with db.read() as session:
        visitor = user_store.user_by_email(session, VISITOR)
    codings = sum(len(coders) for coders in given.values())
    open_articles = sum(1 for coders in given.values() if len(coders) < len(CODERS))
    return Filled(project_id, (visitor.id or 0) if visitor else 0, len(corpus), codings, open_articles)


def _finish(db: Database, project_id: int, corpus: list[DemoArticle], progress: Callable[[int, int], None]) -> None:
    """Store what an interrupted start left out; what is there keeps its unique id and is not stored again."""
    with db.read() as session:
        ours = (col(Annotation.project_id) == project_id, col(Annotation.unique_id).startswith("demo-"))
        stored = session.exec(select(func.count()).where(*ours)).one()
        if stored >= sum(1 for _ in _work(corpus)):
            return
        rows = session.exec(select(Task.external_id, Task.id).where(Task.project_id == project_id)).all()
        tasks = {name: number for name, number in rows if name and number}
        emails = [coder.email for coder in CODERS]
        people = {user.email: caller_as(user) for user in session.exec(select(User).where(col(User.email).in_(emails)))}
    _codings(db, tasks, people, corpus, progress)


def ordered_corpus() -> list[DemoArticle]:
    """The articles, those that nobody has coded first: the queue serves in this order."""
    return sorted(load_corpus(), key=lambda a: OPEN.index(a.id) if a.id in OPEN else len(OPEN))


def _people_and_project(session: Session) -> tuple[int, dict[str, Caller]]:
    visitor = user_store.user_by_email(session, VISITOR)
    if visitor is None:
        visitor = users.create_user(session, VISITOR, name="Visitor", is_admin=True)
    people = {VISITOR: caller_as(visitor)}
    new = projects.NewProject(
        title=TITLE, codebook="cameo", overlap=len(CODERS), description=DESCRIPTION, instructions=GUIDELINE
    )
    project_id = projects.create(session, people[VISITOR], new).id or 0
    for coder in CODERS:
        user = user_store.user_by_email(session, coder.email) or users.create_user(
            session, coder.email, name=coder.name
        )
        users.join(session, user.id or 0, project_id, "annotator", by=visitor.id)
        people[coder.email] = caller_as(user)
    session.flush()
    for code, text in RULINGS.items():
        rulings.add(session, people[VISITOR], project_id, code, text)
    if session.exec(select(Membership).where(Membership.project_id == project_id)).first() is None:
        raise RuntimeError("the demo project has no members")
    return project_id, people


def _articles(session: Session, project_id: int, visitor: Caller, corpus: list[DemoArticle]) -> list[int]:
    project = session.get_one(Project, project_id)
    return add_articles(session, project, (_task(article) for article in corpus), None, visitor)


def _task(article: DemoArticle) -> NewTask:
    data = {
        "text": article.text,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat(),
        "id": article.id,
    }
    return NewTask(
        data=data,
        text=article.text,
        title=article.title,
        outlet=article.outlet,
        place=article.place,
        published=article.published,
        lang=article.lang,
        external_id=article.id,
        layout=analyse(article.text, article.lang),
    )


def _codings(
    db: Database,
    tasks: dict[str, int],
    people: dict[str, Caller],
    corpus: list[DemoArticle],
    progress: Callable[[int, int], None],
) -> None:
    work = list(_work(corpus))
    for done, (article, coder) in enumerate(work, start=1):
        body = _body(article, coder)
        coding_service.create(db, people[coder.email], tasks[article.id], body)
        progress(done, len(work))


def _work(corpus: list[DemoArticle]) -> Iterator[tuple[DemoArticle, Coder]]:
    given = assignments(corpus)
    return ((article, coder) for article in corpus for coder in given[article.id])


def _body(article: DemoArticle, coder: Coder) -> Body:
    """The request that the coding screen would have sent."""
    coding = simulate(article, coder)
    pace = Random(f"pace:{coder.email}:{article.id}")  # noqa: S311  (repeatable on purpose)
    seconds = 20 + len(article.text.split()) / 4 + sum(pace.uniform(11, 34) for _ in coding.events)
    data = {
        "coding": dump_coding(coding),
        "lead_time": round(seconds, 1),
        "unique_id": f"demo-{article.id}-{coder.email}"[:64],
    }
    return Body(orjson.dumps(data), data)

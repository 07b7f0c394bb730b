"""What agreement is reckoned from: a record of whole numbers for each article that two people have coded."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel


class AgreementState(SQLModel, table=True):
    """A project's records as a whole.

    ``seq`` grows with every change, so that whoever has read up to a number reads on from it. ``generation``: the
    records that are shown; ``rules``: what they were made by. ``building``: the rules of the next generation, while
    it is being made.
    """

    __tablename__ = "agreement_state"

    project_id: int = Field(primary_key=True, foreign_key="project.id")
    seq: int = 0
    generation: int = 1
    rules: str
    building: str | None = None


class AgreementRecord(SQLModel, table=True):
    """An article's record, see ``annotate.agreement.record``. ``words`` is JSON; the sections are packed numbers.

    An article that no longer counts keeps an empty record, so that readers learn of it.
    """

    __tablename__ = "agreement_record"
    __table_args__ = (Index("ix_agreement_record_seq", "project_id", "generation", "seq"),)

    task_id: int = Field(primary_key=True, foreign_key="task.id")
    generation: int = Field(primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    seq: int
    length: int
    words: str = Field(sa_column=Column(Text, nullable=False))
    codings: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    pairs: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    events: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    matches: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    actors: bytes = Field(sa_column=Column(LargeBinary, nullable=False))

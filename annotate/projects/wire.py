"""What /api/app takes and gives for projects."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from annotate.users.wire import In, Moment, Out

LONGEST_GUIDELINE = 200_000
"""Characters; a team's whole coding manual fits."""

Guideline = Annotated[str, Field(max_length=LONGEST_GUIDELINE)]


class CodebookChoice(Out):
    name: str
    title: str
    version: str
    codes: int
    description: str


class CodebookName(Out):
    name: str
    version: str


class CodebookBrief(CodebookName):
    id: int
    title: str
    sha256: str


class Progress(Out):
    """Every article counts in exactly one of unassigned, in_progress, partly and complete."""

    tasks: int
    unassigned: int
    in_progress: int = Field(description="somebody is coding it, nobody has submitted")
    partly: int = Field(description="submitted by some, awaiting more coders")
    complete: int
    annotations: int
    skipped: int
    mine_done: int
    mine_open: int

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tasks": 40,
                    "unassigned": 12,
                    "in_progress": 3,
                    "partly": 10,
                    "complete": 15,
                    "annotations": 41,
                    "skipped": 1,
                    "mine_done": 14,
                    "mine_open": 22,
                }
            ]
        }
    )


class ProjectCard(Out):
    id: int
    title: str
    description: str
    role: str
    codebook: CodebookName
    overlap: int
    progress: Progress
    updated_at: Moment
    my_open: int


class NewProjectIn(In):
    title: str
    description: str = ""
    codebook: str = "cameo"
    overlap: int = 1
    instructions: Guideline = ""


class NewProjectOut(Out):
    id: int


class SuggestionRules(Out):
    """Where predictions are shown to coders. The reliability sample is drawn when articles are loaded."""

    suggestions: bool = Field(description="whether predictions are shown to coders at all")
    reliability_share: float = Field(description="share of the articles loaded from now on that are coded unaided")
    first_unaided: int = Field(description="how many articles a coder codes without suggestions first")
    by_margin: bool = Field(description="articles of which the model is least sure are served first")
    least_score: float = Field(description="an event scored lower is not shown, only its code among others")


class ProjectChange(In):
    by_margin: bool | None = None
    suggestions: bool | None = None
    reliability_share: float | None = Field(None, ge=0, le=1)
    first_unaided: int | None = Field(None, ge=0, le=100_000)
    least_score: float | None = Field(None, ge=0, le=1)
    title: str | None = None
    description: str | None = None
    instructions: Guideline | None = None
    overlap: int | None = None


class PersonAtWork(Out):
    user_id: int
    name: str
    email: str | None = Field(description="for managers and adjudicators; null for others")
    role: str
    submitted: int
    skipped: int
    drafts: int
    last_at: Moment | None
    median_seconds: float | None = Field(description="median time per article, skipped ones left out")
    hasty: int = Field(description="articles submitted in under a fifth of that, once ten have been timed")


class ImportBrief(Out):
    id: int
    file: str
    tasks: int
    at: Moment


class ProjectHome(Out):
    id: int
    title: str
    description: str
    instructions: str
    role: str
    codebook: CodebookBrief
    overlap: int
    progress: Progress
    people: list[PersonAtWork]
    agreement: dict[str, Any] | None
    score: dict[str, Any] | None
    imports: list[ImportBrief]
    rules: SuggestionRules


class InviteIn(In):
    role: str
    email: str | None = None


class InviteOut(Out):
    link: str = Field(description="give it to one person; it works once")
    expires_at: Moment


class RoleIn(In):
    role: str

"""Texts that would run, break the layout or shift an offset if anything were taken for more than text."""

from __future__ import annotations

from sqlmodel import Session

from annotate.models import Project
from annotate.projects import codebooks
from schemas.codebook import Codebook, load_codebook
from tests.support.server import Server

# each one marks the window if it is ever run
RUNS = (
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=2>",
    "\"'><svg onload=window.ran=3>",
    "</textarea></title><iframe srcdoc='<script>parent.ran=4</script>'></iframe>",
    "[press](javascript:window.ran=5) ![x](javascript:window.ran=6) <javascript:window.ran=7>",
    "<a href=&#106;avascript:window.ran=8 onfocus=window.ran=9 autofocus>here</a>",
    "<style>@import 'https://evil.example/x.css';body{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example/><form action=//evil.example><math><mtext></form><form><mglyph><style></math>",
    "${window.ran=10} {{constructor.constructor('window.ran=11')()}} <%= 1 %> \\u003cscript\\u003e &lt;script&gt;",
)
OVERRIDE = "\u202egnirts sdrawkcab"  # runs to the left, and is never closed
ISOLATES = "\u2067\u2066\u2068 three isolates nobody closes"
INVISIBLE = "ze\u200bro\u200dwi\ufeffdth \u2060joined\u00ad"
NUL_LIKE = "\\u0000 \\x00 %00 &#0; \u2400 \\ud83d \ufffd"
LONG_LINE = "q" * 100_000
MARKS = "e" + "\u0301\u0316\u0489" * 3_334
ALL = " ".join((*RUNS, OVERRIDE, ISOLATES, INVISIBLE, NUL_LIKE))
NAME = f"{RUNS[1]} \u202egnirts \u2067\u2066 {'w' * 48}"  # as long as names may be

# What is coded stands among all of it: before, between, behind and inside.
EVENT = "Protesters 🔥 in Łódź demanded that Mayor \u202eeoZ\u202c Nowak resign, \u2067said"
ARTICLE = f"""{RUNS[0]} {OVERRIDE} {RUNS[1]}

{ISOLATES} {EVENT} the radio.

{LONG_LINE}

{MARKS} {RUNS[2]} {INVISIBLE} {NUL_LIKE}

{ALL} The army gave the parties 48 hours.

Later police detained two reporters outside the town hall. {"z" * 5000}"""

GUIDELINE = f"""# {RUNS[0]} {OVERRIDE}

{ALL}

- {RUNS[4]}
- {MARKS[:900]}

| {RUNS[1]} | {"y" * 900} |
| --- | --- |
| {ISOLATES} | {RUNS[5]} |

```
{RUNS[7]} {"x" * 900}
```

> {RUNS[6]}

{LONG_LINE[:2000]}"""


def hostile_codebook() -> Codebook:
    """The twenty root codes with every text of theirs poisoned; codes and search words stay."""
    book = load_codebook("cameo-root")
    codes = tuple(
        code.model_copy(
            update={
                "label": f"{code.label} {RUNS[i % len(RUNS)]} {OVERRIDE}",
                "definition": f"{ALL} {'v' * 2000}",
                "say": f"{{S}} {RUNS[i % len(RUNS)]} {ISOLATES} {{T}}",
                "note": ALL,
                "examples": (f"{RUNS[i % len(RUNS)]} [{ALL} {'w' * 2000}] {OVERRIDE}", ALL),
                "not_to_confuse": tuple(n.model_copy(update={"question": ALL}) for n in code.not_to_confuse),
            }
        )
        for i, code in enumerate(book.codes)
    )
    body = book.model_dump() | {"title": NAME, "version": RUNS[1][:40], "codes": [c.model_dump() for c in codes]}
    return Codebook.model_validate(body)  # a copy would keep the old hash


def poison(server: Server, project: int) -> None:
    """Gives the project that codebook."""
    with server.db.write() as session:
        _set_codebook(session, project)


def _set_codebook(session: Session, project: int) -> None:
    row = codebooks.row_for(session, hostile_codebook())
    session.flush()
    found = session.get_one(Project, project)
    assert row.id is not None
    found.codebook_id = row.id
    session.add(found)

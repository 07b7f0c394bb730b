"""The shipped codebooks: whole, right, and written for people. The known traps of public copies stand here by value."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.codebook import SHIPPED, Code, Codebook, load_codebook

SHARED = Path(os.environ.get("ANNOTATE_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "reference"
CAMEO = load_codebook("cameo")


def reference(name: str) -> Iterator[dict[str, str]]:
    file = SHARED / name
    if not file.is_file():
        pytest.skip(f"no reference table {name}: set ANNOTATE_SHARED to the folder that holds reference/")
    with file.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


@pytest.fixture(params=SHIPPED)
def codebook(request: pytest.FixtureRequest) -> Codebook:
    return load_codebook(request.param)


def cameo(code: str) -> Code:
    found = CAMEO.get(code)
    assert found is not None, code
    return found


def test_cameo_has_every_code_of_the_manual_and_flags_the_rest() -> None:
    assert len([c for c in CAMEO.codes if c.extra is None]) == 316
    assert {c.code: c.extra for c in CAMEO.codes if c.extra} == {"1213": "icews"}


def test_cameo_equals_the_reference_table() -> None:
    rows = list(reference("cameo_event_codes.csv"))
    assert {r["code"] for r in rows} == set(CAMEO.by_code)
    quads = {"1": "verbal_cooperation", "2": "material_cooperation", "3": "verbal_conflict", "4": "material_conflict"}
    for row in rows:
        code = cameo(row["code"])
        assert code.label == row["label"]
        assert code.parent == (row["parent"] or None)
        assert code.level == int(row["level"])
        assert CAMEO.root(code.code) == row["root"]
        assert code.generic == (row["is_generic"] == "1")
        assert code.quad == quads[row["quad_class"]]
        assert code.penta == {**quads, "0": "neutral"}[row["penta_class"]]
        assert code.goldstein == (float(row["goldstein"]) if row["goldstein"] else None), code.code


def test_cameo_maps_to_plover_as_the_reference_does() -> None:
    events: dict[str, list[str]] = {}
    for row in reference("cameo_to_plover.csv"):
        events.setdefault(row["cameo"], []).append(row["plover_event"])
    for code in CAMEO.codes:  # two codes split over two event types; the first stands
        assert code.plover in [None if e == "(dropped)" else e for e in events.get(code.code, ["(dropped)"])], code.code


def test_plover_equals_the_reference_tables() -> None:
    plover = load_codebook("plover")
    events = list(reference("plover_events.csv"))
    assert {c.code for c in plover.codes if c.level == 1} == {r["event"] for r in events}
    for row in events:
        code = plover.by_code[row["event"]]
        assert code.quad == row["quad"].lower().replace(" ", "_")
        assert (code.target == "required") == (row["requires_recipient"] == "Yes")
        assert code.goldstein == (-3.0 if row["event"] == "ACCUSE" else float(row["score"]))
    modes = {(r["event"], r["mode"]): r["score"] for r in reference("plover_modes.csv")}
    ours = {(c.parent, c.code.removeprefix(f"{c.parent}-")) for c in plover.codes if c.level == 2}
    assert ours == set(modes)
    for (event, mode), score in modes.items():
        found = plover.by_code[f"{event}-{mode}"].goldstein
        assert found == (float(score) if score else None), (event, mode)
    assert set(plover.contexts) == {r["context"] for r in reference("plover_contexts.csv")}


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("101", "Demand material cooperation, not specified below"),
        ("102", "Demand diplomatic cooperation (such as policy support)"),
        ("103", "Demand material aid, not specified below"),
        ("105", "Demand that target yields, not specified below"),
        ("106", "Demand meeting, negotiation"),
        ("107", "Demand settling of dispute"),
        ("108", "Demand mediation"),
        ("1056", "Demand de-escalation of military engagement"),
    ],
)
def test_labels_that_a_public_list_gets_wrong(code: str, label: str) -> None:
    assert cameo(code).label == label


def test_codes_that_a_public_list_lacks_are_here() -> None:
    for code in ("106", "155", "176", "1834", "1951", "1952", "1213"):
        assert cameo(code).parent == code[:-1]


def test_suicide_and_other_bombing_is_183_and_1883_does_not_exist() -> None:
    assert CAMEO.get("1883") is None
    assert {c.code for c in CAMEO.children("183")} == {"1831", "1832", "1833", "1834"}


def test_leading_zeros_make_different_codes() -> None:
    assert cameo("010") is not CAMEO.get("10")
    assert CAMEO.path("0871") == ("08", "087", "0871")


@pytest.mark.parametrize(
    ("root", "quad", "penta"),
    [
        ("01", "verbal_cooperation", "neutral"),
        ("02", "verbal_cooperation", "neutral"),
        ("09", "verbal_conflict", "verbal_conflict"),
        ("14", "material_conflict", "material_conflict"),
        ("16", "material_conflict", "verbal_conflict"),
        ("20", "material_conflict", "material_conflict"),
    ],
)
def test_class_conventions(root: str, quad: str, penta: str) -> None:
    family = [c for c in CAMEO.codes if CAMEO.root(c.code) == root]
    assert {c.quad for c in family} == {quad}
    assert {c.penta for c in family} == {penta}


@pytest.mark.parametrize(
    ("code", "value"),
    [("010", 0.0), ("057", 8.0), ("072", 8.3), ("0871", 9.0), ("112", -2.0), ("1041", -5.0), ("173", -5.0),
     ("190", -10.0), ("04", 1.0), ("20", -10.0)],
)  # fmt: skip
def test_goldstein_values(code: str, value: float) -> None:
    assert cameo(code).goldstein == value


def test_plover_accuse_is_negative() -> None:
    assert load_codebook("plover").by_code["ACCUSE"].goldstein == -3.0


def test_conventions_are_named(codebook: Codebook) -> None:
    assert codebook.quad or codebook.penta
    for name in ("quad", "penta"):
        if found := getattr(codebook, name):
            assert "verbal" in found.convention
            assert {getattr(c, name) for c in codebook.codes} == set(found.classes)


def test_every_code_can_be_understood_and_found(codebook: Codebook) -> None:
    for code in codebook.codes:
        assert 20 <= len(code.definition) <= 400, code.code
        assert code.definition.endswith((".", "?", ")")), code.code
        assert len(code.words) >= 3, code.code
        assert all(word == word.lower().strip() and word for word in code.words), code.code
        assert code.say is None or "{S}" in code.say, code.code
    definitions = Counter(c.definition for c in codebook.codes)
    assert definitions.most_common(1)[0][1] == 1


def test_cameo_words_tell_codes_apart() -> None:
    uses = Counter(word for code in CAMEO.codes if code.level > 1 for word in set(code.words))
    shared = [word for word, n in uses.items() if n > 3]
    assert not shared


def test_confusions_are_answered_by_a_question(codebook: Codebook) -> None:
    pairs = [(c.code, n) for c in codebook.codes for n in c.not_to_confuse]
    assert pairs or codebook.name == "quad"
    for code, other in pairs:
        assert other.code != code
        assert "?" in other.question, code


def test_cameo_root_is_the_roots_of_cameo() -> None:
    roots = load_codebook("cameo-root")
    assert [c.code for c in roots.codes] == [f"{n:02}" for n in range(1, 21)]
    for code in roots.codes:
        assert (code.label, code.quad, code.penta, code.goldstein) == (
            cameo(code.code).label, cameo(code.code).quad, cameo(code.code).penta, cameo(code.code).goldstein,
        )  # fmt: skip


def test_a_code_twice_or_out_of_order_is_refused() -> None:
    from pydantic import ValidationError

    data = load_codebook("quad").model_dump()
    twice = {**data, "codes": [*data["codes"], data["codes"][0]]}
    with pytest.raises(ValidationError, match="code 1 is defined twice"):
        Codebook.model_validate(twice)
    orphan = {**data, "codes": [{**data["codes"][0], "parent": "9"}]}
    with pytest.raises(ValidationError, match="its parent 9 must come before it"):
        Codebook.model_validate(orphan)
    with pytest.raises(KeyError, match="no shipped codebook"):
        load_codebook("none")

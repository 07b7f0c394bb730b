"""Event rows and what is derived from codes."""

from dataclasses import replace

from export.derive import derived
from export.records import CoderCoding
from export.rows import actor_pairs, event_rows
from schemas.codebook import load_codebook, parse_codebook
from schemas.coding import Coding, Event, Provenance
from tests.export.makers import article, two_events

CAMEO = load_codebook("cameo")


def test_rows_two_sources_one_target_are_two_rows_of_one_event() -> None:
    rows = list(event_rows(article(), CAMEO))
    assert [(r.event, r.row, r.rows, r.source, r.source_code, r.target) for r in rows] == [
        ("e1", 1, 2, "Israel", "ISR", "the White Helmets"),
        ("e1", 2, 2, "Jordan", "JOR", "the White Helmets"),
        ("e2", 1, 1, "", "", "the rebels"),
    ]
    assert (rows[2].source_not_stated, rows[0].source_not_stated) == (True, False)
    assert (rows[0].target_code, rows[0].target_actor) == ("", "White Helmets")
    assert (rows[0].coder, rows[0].annotation, rows[0].version, rows[0].certainty) == ("ana", 7, 2, 3)


def test_rows_carry_what_the_code_says() -> None:
    row = next(iter(event_rows(article(), CAMEO)))
    code = CAMEO.by_code["075"]
    assert (row.root, row.parent, row.quad, row.penta) == ("07", "07", "material_cooperation", "material_cooperation")
    assert (row.goldstein, row.goldstein_from, row.label) == (code.goldstein, "075", code.label)


def test_rows_list_every_fragment_of_a_trigger() -> None:
    row = list(event_rows(article(), CAMEO))[2]
    text = article().text
    spans = [tuple(map(int, s.split("-"))) for s in row.trigger_spans.split(";")]
    assert [text[s:e] for s, e in spans] == ["fired", "on"]
    assert (row.trigger_start, row.trigger_end) == (spans[0][0], spans[1][1])


def test_rows_reciprocal_event_pairs_nobody_with_themselves() -> None:
    coding = two_events()
    event = Event(id="e9", trigger="m3", code="040", sources=("m1", "m2"), targets=("m1", "m2"), reciprocal=True)
    pairs = actor_pairs(coding, event)
    assert [(s.id, t.id) for s, t in pairs if s and t] == [("m1", "m2"), ("m2", "m1")]
    assert len(actor_pairs(coding, event.model_copy(update={"reciprocal": False}))) == 4


def test_rows_event_without_actors_is_one_row() -> None:
    coding = Coding(verdict="events", mentions=two_events().mentions, events=(Event(id="e1", trigger="m3", code="01"),))
    rows = list(event_rows(article(codings=[CoderCoding("ana", coding)]), CAMEO))
    assert [(r.source, r.target, r.source_not_stated) for r in rows] == [("", "", False)]


def test_rows_no_codable_event_has_none() -> None:
    assert not list(event_rows(article(codings=[CoderCoding("ana", Coding(verdict="no_codable_event"))]), CAMEO))


def test_rows_origin_accepted_outweighs_edited() -> None:
    event = two_events().events[0]
    found = []
    for origins in ((), ("human",), ("edited", "human"), ("edited", "accepted")):
        provenance = {f"slot{i}": Provenance(origin=o) for i, o in enumerate(origins)}
        coding = replace(CoderCoding("ana", two_events()), coding=Coding(
            verdict="events", mentions=two_events().mentions,
            events=(event.model_copy(update={"provenance": provenance}),),
        ))  # fmt: skip
        found.append(next(iter(event_rows(article(codings=[coding]), CAMEO))).origin)
    assert found == ["human", "human", "edited", "accepted"]


def test_derived_inherits_goldstein_from_the_nearest_ancestor_that_has_one() -> None:
    data = CAMEO.model_dump()
    for code in data["codes"]:
        if code["code"] in ("195", "1951"):
            code["goldstein"] = None
    got = derived(parse_codebook(data), "1951")
    assert (got.goldstein, got.goldstein_from, got.goldstein_inherited) == (CAMEO.by_code["19"].goldstein, "19", True)
    assert not derived(CAMEO, "195").goldstein_inherited


def test_derived_code_outside_the_codebook_says_only_itself() -> None:
    got = derived(CAMEO, "999")
    assert (got.code, got.label, got.root, got.goldstein, got.goldstein_inherited) == ("999", "", "", None, False)
    assert derived(CAMEO, None).code == ""


def test_derived_quad_codebook_has_no_goldstein() -> None:
    got = derived(load_codebook("quad"), "4")
    assert (got.quad, got.goldstein, got.root) == ("material_conflict", None, "4")

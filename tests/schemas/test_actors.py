"""Actor codes: known traps, the reference tables, and the dictionary where the shared data are present."""

import csv
import os
from pathlib import Path

import pycountry
import pytest

from schemas import actors
from schemas.actors import ActorError, actor_table, check, code_of_name, explain, parse_actor

SHARED = Path(os.environ.get("ANNOTATE_SHARED", Path(__file__).parents[2] / ".." / "shared")) / "reference"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared reference tables are absent")


def rows(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("SYRREB", "Syria · rebels"),
        ("SYRMIL", "Syria · military"),
        ("SYROPPHRI", "Syria · opposition · human rights"),
        ("IGOUNO", "intergovernmental organisation · United Nations"),
        ("IMGMUSISI", "armed group across borders · Muslim · Islamic State"),
        ("MUS", "Mauritius"),
        ("MUSGOV", "Mauritius · government"),
        ("SHN", "Saint Helena"),
        ("JPNSHN", "Japan · Old Shinto School"),
        ("REB", "rebels"),
        ("COP", "police"),
        ("IRQkur", "Iraq · Kurd"),
        ("IRQKUR", "Iraq · Kurd"),
        ("kur", "Kurd"),
        ("SYRARB", "Syria · Arab"),
        ("SYRpal", "Syria · Palestinian"),
        ("NGOHRI", "non-governmental organisation · human rights"),
        ("NGOUSA", "non-governmental organisation · United States"),
        ("MEAREB", "Middle East · rebels"),
        ("BAGCVL", "Baghdad · civilians"),
        ("SSD", "South Sudan"),
        ("MNE", "Montenegro"),
        ("MTN", "Montenegro"),
        ("ROU", "Romania"),
        ("ROM", "Romania"),
        ("TLS", "East Timor"),
        ("TMP", "East Timor"),
        ("TWN", "Taiwan"),
        ("KOS", "Kosovo"),
        ("IMN", "Isle of Man"),
        ("IMY", "Isle of Man"),
        ("ANT", "Netherlands Antilles"),
        ("SYRXQX", "Syria · XQX (unknown)"),
    ],
)
def test_codes_in_words(code, words):
    assert explain(code) == words
    assert check(code) is None


def test_unknown_blocks_are_kept_and_named():
    parsed = parse_actor("XQXGOVxqx")
    assert parsed.unknown_blocks == ("XQX", "xqx")
    assert [b.kind for b in parsed.blocks] == ["unknown", "role", "unknown"]
    assert parse_actor("SYRREB").unknown_blocks == ()


@pytest.mark.parametrize(
    ("code", "block"),
    [("", ""), ("SY", "SY"), ("SYRRE", "RE"), ("SYR REB", " RE"), ("SYR12A", "12A"), ("SyrREB", "Syr"), ("ÄÖÜ", "ÄÖÜ")],
)
def test_what_is_no_block_is_refused_by_name(code, block):
    with pytest.raises(ActorError) as caught:
        parse_actor(code)
    assert caught.value.block == block
    assert check(code) == str(caught.value)
    assert repr(block) in str(caught.value) or not block


def test_every_iso_country_is_known():
    for country in pycountry.countries:
        assert parse_actor(country.alpha_3).blocks[0].kind == "country"


def test_the_table_is_json_and_unique_and_gives_the_same_reading():
    table = actor_table()
    keys = [(b["kind"], b["code"]) for b in table["blocks"]]
    assert len(set(keys)) == len(keys) > 1000
    assert {kind for kind, _ in keys} | {"unknown"} == set(actors.Kind.__args__)
    for order in ("first", "later", "after_international"):
        assert set(table[order]) == {kind for kind, _ in keys} - (
            {"ethnic"} | ({"international"} if order == "x" else set())
        )
    labels = {(b["kind"], b["code"]): b["label"] for b in table["blocks"]}
    first = next(labels[kind, "MUS"] for kind in table["first"] if (kind, "MUS") in labels)
    later = next(labels[kind, "MUS"] for kind in table["later"] if (kind, "MUS") in labels)
    assert (first, later) == ("Mauritius", "Muslim")


def test_every_everyday_name_leads_to_a_code_that_can_be_read():
    table = actor_table()
    blocks = {(b["kind"], b["code"]) for b in table["blocks"]}
    for row in table["names"]:
        assert row["kind"] == "actor" or (row["kind"], row["code"]) in blocks, row
        assert parse_actor(row["code"]).unknown_blocks == (), row
        assert row["names"] == list(dict.fromkeys(name.lower().strip() for name in row["names"])) != [""], row


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Egyptian", "EGY"),
        ("egypt", "EGY"),
        ("British", "GBR"),
        ("North  Korean", "PRK"),
        ("Kremlin", "RUSGOV"),
        ("NATO", "IGONAT"),
        ("United Nations", "IGOUNO"),
        ("army", "MIL"),
        ("Germans", None),
        ("", None),
    ],
)
def test_names_in_everyday_use_have_a_code(name, code):
    assert code_of_name(name) == code


@pytest.mark.parametrize(
    ("written", "code"), [("Egypt", "EGY"), ("NATO", "IGONAT"), ("russian", "RUS"), ("Syr", "SYR")]
)
def test_a_name_in_place_of_a_code_is_answered_with_the_code(written, code):
    assert check(written).split("write ")[1].split()[0] == code


@needs_shared
@pytest.mark.parametrize(
    ("name", "column"), [("cameo_country_codes.csv", "code"), ("cameo_country_codes_missing_iso.csv", "code")]
)
def test_every_country_and_region_of_the_reference_stands_first(name, column):
    for row in rows(name):
        assert parse_actor(row[column]).blocks[0].kind in ("country", "region", "territory"), row


@needs_shared
def test_every_role_organisation_group_and_religion_of_the_reference_is_known():
    for row in rows("cameo_actor_roles.csv"):
        place = "" if row["tier"] == "international" else "SYR"
        assert parse_actor(place + row["code"]).unknown_blocks == (), row
    for name in ("cameo_known_groups.csv", "cameo_religions.csv", "cameo_ethnic_groups.csv"):
        for row in rows(name):
            assert parse_actor("SYR" + row["code"]).unknown_blocks == (), row
    for row in rows("cameo_international_actors.csv"):
        assert parse_actor(row["code"]).unknown_blocks == (), row


@needs_shared
def test_nearly_all_of_the_actor_dictionary_is_understood():
    codes = [row["code"] for row in rows("actor_dictionary_phoenix.csv")]
    readable = [code for code in codes if check(code) is None]
    known = [code for code in readable if not parse_actor(code).unknown_blocks]
    assert len(codes) - len(readable) < 20  # numbers in place of blocks
    assert len(known) / len(codes) > 0.97

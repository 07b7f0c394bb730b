"""Suggestions: ranked codes for marked words, who an actor is, and how sure the model is of an article."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotate.baseline.coder import fit
from annotate.baseline.errors import ModelRefused
from annotate.baseline.examples import make_examples
from annotate.baseline.many import read_many
from annotate.baseline.memory import Memory, learn
from annotate.baseline.parallel import Crew
from annotate.baseline.ranking import Words
from annotate.baseline.reader import Lessons, Reader, fit_reader
from annotate.baseline.store import StoredModel, save_model
from annotate.baseline.suggest import Suggester, load
from annotate.baseline.writer import LIKELY
from annotate.cli import build
from annotate.errors import Invalid
from export.records import CodedArticle
from schemas.coding import Coding
from schemas.hashing import text_hash
from schemas.validation import Problem, errors, problems
from tests.baseline.makers import CAMEO, SOURCES, VERBS, articles, told
from tests.support.server import Server


@pytest.fixture(scope="session")
def helper(folder: Path) -> Suggester:
    return load(folder)


def text(words: str, **fields: object) -> CodedArticle:
    return CodedArticle("new", words, text_hash(words), lang="en", **fields)  # type: ignore[arg-type]


def at(article: CodedArticle, words: str) -> tuple[int, int]:
    start = article.text.index(words)
    return start, start + len(words)


def test_codes_of_marked_words_in_new_text_are_those_that_were_learnt(helper: Suggester) -> None:
    new = text("Rain fell 🌧 on the villagers. Rebels shelled the union near the school. The envoy met rebels.")
    shelled, met = helper.codes(new, [at(new, "shelled"), at(new, "met")])
    assert (shelled[0].code, met[0].code) == (VERBS["shelled"], VERBS["met"])
    for row in (shelled, met):
        assert len({r.code for r in row}) == len(row) <= 3
        assert all(0 < r.score <= 1 and CAMEO.get(r.code) is not None for r in row)
    assert helper.codes(new, []) == []
    assert helper.codes(new, [at(new, "met")], top=1) == [met[:1]]  # alone or among others: to the last digit the same


def test_code_is_its_parent_where_no_child_is_sure_enough() -> None:
    even = articles(
        60,
        ("ana",),
        slip=0,
        codes=lambda rng, verb: rng.choice(["171", "172", "173", "174"]) if verb == "met" else VERBS[verb],
    )
    examples = make_examples(even, CAMEO).found
    helper = Suggester(fit(examples, [e.article for e in examples], CAMEO, 0), Memory({}, {}, {}), CAMEO)
    rows = [helper.codes(new, [at(new, "met")])[0] for new in (text(f"{s} met villagers.") for s in SOURCES)]
    backed_off = [row for row in rows if row[0].code == "17"]
    assert backed_off
    assert all(r.code.startswith("17") for row in backed_off for r in row)
    assert all(row[0].score >= row[1].score + row[2].score - 1e-5 for row in backed_off)


def test_search_words_tell_a_code_that_no_coder_has_used(helper: Suggester) -> None:
    new = text("The president apologized to villagers.")
    (row,) = helper.codes(new, [at(new, "apologized")])
    assert "055" in {r.code for r in row}
    without = replace(helper, reader=Reader())
    assert "055" not in {r.code for r in without.codes(new, [at(new, "apologized")])[0]}
    at_roots = replace(helper, reader=Reader(words=Words(weight=0.9, depth=1)))
    assert at_roots.codes(new, [at(new, "apologized")])[0][0].code == "05"


def test_actor_has_the_code_it_was_given_before(helper: Suggester) -> None:
    new = text("The army and POLICE met Egyptian rebels of the moon.")
    found = helper.actors(new, [at(new, w) for w in ("The army", "POLICE", "Egyptian rebels", "moon")])
    assert [row[0].code if row else None for row in found] == ["MIL", "COP", "EGYREB", None]
    assert "REB" in {r.code for r in found[2]}
    assert all(0 < r.score <= 1 for row in found for r in row)
    assert found[0][0].score > found[2][0].score


def test_actor_coded_in_two_ways_has_both_by_their_share() -> None:
    votes = {"the guard": {"MIL": 3, "COP": 1}}
    memory = Memory(votes, {"exact": 0.8, "normal": 0.5, "name": 0.5, "head": 0.5, "parts": 0.5, "part": 0.5}, {})
    first, second = memory.actor("the  guard", 3)
    assert (first.code, second.code) == ("MIL", "COP")
    assert first.score == pytest.approx(3 * second.score)


def test_margin_is_that_of_the_least_sure_triggers(helper: Suggester) -> None:
    assert helper.read([text("Nothing much happened in the garden.")])[0].margin is None
    plain = helper.read([text("Rebels shelled villagers. Rebels bombarded the union.")])[0].margin
    assert plain is not None
    assert 0 <= plain <= 1
    hidden = text("Rebels shelled villagers.", boilerplate=((0, 25, "menu"),))
    assert helper.read([hidden])[0].margin is None


def test_memory_learns_from_gold_alone_where_there_is_gold() -> None:
    (one,) = articles(1, coders=("ana", "bob"), slip=0)
    ana, bob = one.codings
    other = bob.coding.model_copy(
        update={"mentions": tuple(m.model_copy(update={"actor_code": "XXX"}) for m in bob.coding.mentions)}
    )
    both = replace(one, codings=(replace(ana, gold=True), replace(bob, coding=other)))
    assert "XXX" not in str(learn([both], {one.id: one.id}, 0).actors)


def test_load_takes_neither_scikit_learn_nor_skops(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from annotate.baseline.suggest import load; load(Path(sys.argv[1]));"
        "print([m for m in ('sklearn', 'skops', 'matplotlib', 'sqlalchemy', 'fastapi') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_load_refuses_what_is_no_model_of_ours(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="annotate train"):
        load(tmp_path)


@pytest.fixture(scope="module")
def reading() -> Suggester:
    made = [told(a) for a in articles(40, ("ana",), slip=0)]
    examples, stories = make_examples(made, CAMEO).found, {a.id: a.id for a in made}
    model, memory = fit(examples, [e.article for e in examples], CAMEO, 0), learn(made, stories, 0)
    return Suggester(model, memory, CAMEO, fit_reader(model, memory, Lessons(made, examples, stories), 0))


NEW = text(
    "🌧 Police arrested protesters near the winter garden. It was praised in a story of old. Rebels met the union."
)


@pytest.fixture
def offering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.baseline.reader.LEAST_SENTENCES", 100)
    monkeypatch.setattr("annotate.baseline.reader.LEAST_FOR_EVENTS", 100)


def test_triggers_and_events_are_not_offered_after_few_sentences(reading: Suggester) -> None:
    assert reading.reader.finder is not None
    assert reading.reader.finder.quality.sentences == 160
    assert (reading.read([NEW])[0].triggers, reading.read([NEW])[0].events) == ([], [])
    assert reading.reader.card()["offers"] == {"triggers": False, "events": False}


@pytest.mark.usefixtures("offering")
def test_triggers_are_found_where_they_are_events(reading: Suggester) -> None:
    found = reading.read([NEW])[0].triggers
    assert [NEW.text[f.start : f.end] for f in found] == ["arrested", "met"]
    assert all(0 < f.score <= 1 for f in found)


@pytest.mark.usefixtures("offering")
def test_events_are_valid_codings_with_both_actors(reading: Suggester) -> None:
    first, second = reading.read([NEW])[0].events
    assert problems_of(first.coding) == problems_of(second.coding) == []
    told = {m.id: (m.type, m.text, m.actor_code) for m in first.coding.mentions}
    assert list(told.values()) == [
        ("trigger", "arrested", None),
        ("actor", "Police", "COP"),
        ("actor", "protesters", "OPP"),
    ]
    (event,) = first.coding.events
    assert (event.code, event.sources, event.targets) == ("173", ("m2",), ("m3",))
    assert LIKELY <= first.score <= 1
    assert reading.read([text("Nothing at all.")])[0].events == []


@pytest.mark.usefixtures("offering")
def test_articles_read_together_are_read_as_alone(
    reading: Suggester, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [NEW, text("Nothing at all."), *articles(9, seed=7), NEW]
    together = reading.read(some)
    assert together == [reading.read([one])[0] for one in some]
    assert [len(one.events) for one in together][:2] == [2, 0]
    assert reading.read([]) == []
    monkeypatch.setattr("annotate.baseline.many.AT_ONCE", 3)
    assert list(read_many(folder, some, Crew(2))) == list(read_many(folder, some)) == load(folder).read(some)


@pytest.mark.usefixtures("offering")
def test_events_are_not_offered_by_a_finder_that_is_not_good_enough(reading: Suggester) -> None:
    finder = reading.reader.finder
    assert finder is not None
    poor = replace(finder, quality=replace(finder.quality, f1=0.49))
    helper = replace(reading, reader=replace(reading.reader, finder=poor))
    assert helper.read([NEW])[0].triggers
    assert helper.read([NEW])[0].events == []


def test_reader_comes_back_from_the_model_folder(trained: StoredModel, reading: Suggester, tmp_path: Path) -> None:
    save_model(tmp_path / "m", replace(trained, model=reading.model, memory=reading.memory, reader=reading.reader))
    back = load(tmp_path / "m")
    assert back.read([NEW])[0].margin == reading.read([NEW])[0].margin
    assert (back.memory, back.reader.card()) == (reading.memory, reading.reader.card())


def problems_of(coding: Coding) -> list[Problem]:
    return errors(problems(coding, CAMEO, NEW.text))


def test_command_writes_predictions_that_can_be_pushed_twice(
    server: Server, reading: Suggester, trained: StoredModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {"model": reading.model, "memory": reading.memory, "reader": reading.reader}
    save_model(tmp_path / "m", replace(trained, **parts))
    articles, out = tmp_path / "new.jsonl", tmp_path / "out.jsonl"
    articles.write_text(json.dumps({"text": NEW.text, "id": "n1"}) + "\n")
    run = CliRunner()
    asked = ["suggest", str(tmp_path / "m"), str(articles), "-o", str(out), "--json"]
    refused = run.invoke(build(), asked)
    assert isinstance(refused.exception, Invalid)
    assert "trained on 160 sentences and finds triggers from 300 on" in refused.exception.detail
    monkeypatch.setattr("annotate.baseline.reader.LEAST_SENTENCES", 100)
    project = server.project()
    server.tasks(project, [{"text": NEW.text}])
    for events in (False, True):
        monkeypatch.setattr("annotate.baseline.reader.LEAST_FOR_EVENTS", 100 if events else 1_000)
        told = json.loads(run.invoke(build(), asked).stdout)
        assert (told["articles"], told["predictions"]) == (1, 2 if events else 1)
        to = ["--url", server.url, "--token", server.admin.token, "--project", str(project), "--json"]
        pushed = [json.loads(run.invoke(build(), ["push", "--predictions", str(out), *to]).stdout) for _ in range(2)]
        assert [p["predicted"] for p in pushed] == [told["predictions"], 0]
        assert isinstance(run.invoke(build(), asked).exception, Invalid)  # the file is there already
        first = out.read_bytes()
        out.unlink()
        named = [asked[0], asked[1], str(project), *asked[3:], "--db", server.db.url]
        assert run.invoke(build(), named).exit_code == 0
        assert out.read_bytes() == first
        out.unlink()
    assert not list(tmp_path.glob("*.partial"))

"""The agreement page: what it shows of real codings, what opens behind each number, who may look, without a mouse."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, Download, Page, Route, expect

from annotate import clock
from annotate.agreement.choice import Choice
from annotate.agreement.model import Compared, coded_at, compare, marked
from annotate.db import Database
from annotate.jobs import service as jobs
from annotate.jobs import store as job_store
from annotate.reliability import store
from annotate.reliability.resampling import digest
from annotate.trainings import comparing
from schemas.codebook import load_codebook
from tests.browser.pages_support import accessible, at_browser, good_on_every_surface, log_in
from tests.reliability.work import ARREST, DEMAND, SHELL, TEXT, Work, begin, coding, recode
from tests.support.databases import sqlite_copy
from tests.support.server import Server, ok, running_server

pytestmark = [pytest.mark.browser, pytest.mark.long]

ARTICLES = 24
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
"""Somebody looks at the page again, which then asks for the numbers of now."""


def _work(server: Server, articles: int = ARTICLES) -> Work:
    """Three coders; the third takes arrests for something else now and then, and comes late to few articles."""
    work = begin(server, articles=articles, coders=3)
    for task in range(articles):
        work.submit(0, task, ARREST, DEMAND)
        second = [ARREST, DEMAND] if task % 3 else [recode(ARREST, "175"), DEMAND]
        if task % 4 == 1:
            second = [*second[:1], SHELL]
        work.submit(1, task, *second)
        if task < 3:
            work.submit(2, task, ARREST)
    return work


@pytest.fixture(scope="module")
def measured(sqlite_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    """The work of three coders and a model, which the tests of this file look at and leave as it is."""
    db = Database(sqlite_copy(sqlite_template_file, tmp_path_factory.mktemp("measured")))
    with running_server(db) as server:
        work = _work(server)
        _compare(work, Choice())
        _compare(work, _two(work))
        yield work
    db.close()


@pytest.fixture(scope="module")
def looking(measured: Work, browser: Browser) -> Iterator[Page]:
    """A manager's window, where a page that has been loaded serves several tests."""
    with at_browser(browser, measured.server.url, accept_downloads=True) as page:
        log_in(page, measured.server, measured.server.admin)
        yield page


def _two(work: Work) -> Choice:
    """The codings of the first two coders."""
    return Choice(people=tuple(coder.id for coder in work.coders[:2]))


def _compare(work: Work, choice: Choice) -> None:
    """A model that finds every arrest and no demand has been compared with the coders, and is no longer active."""
    codes = {"arrested": "173", "demanded": "190"}
    read = []
    with work.server.db.read() as session:
        rows = store.codings(session, work.tasks)
    for task, found in groupby(rows, key=lambda row: row.task_id):
        coded = {row.user_id: orjson.loads(row.coding) for row in found}
        people = {coder: coding for coder, coding in coded.items() if choice.takes_coding(coder, 0)}
        marks = marked(people)
        given = coded_at(marks, [codes.get(TEXT[start:end], "194") for ((start, end),) in marks])
        read.append(Compared(task, len(TEXT), people, coding(ARREST), given))
    book = load_codebook("cameo")
    fresh, trained = {**compare(read, book), "of": 2_000}, {**compare(read[:3], book), "of": 3}
    shared = {"model": "baseline 3", "version": 3, "assisted": 2, "most": 1_000, "seed": 0}
    with work.server.db.write() as session:
        key = f"{comparing.KIND}:{work.project}:{digest(choice)}"
        job = jobs.enqueue(session, comparing.KIND, project_id=work.project, key=key)
        result = orjson.dumps({**shared, "fresh": fresh, "trained": trained}).decode()
        job_store.change(session, job, running=False, state="done", result=result, finished_at=clock.now())


def _open(page: Page, work: Work, query: str = "") -> None:
    """The page at this address, loaded anew only where it is not there already."""
    address = f"{work.server.url}/projects/{work.project}/agreement{query}"
    if page.url != address:
        page.goto(address)
    expect(page.get_by_role("heading", name="Where events part")).to_be_visible()


def _panel(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("region", name=name, exact=True)


def test_it_fits_and_is_accessible_closed_and_open(measured: Work, browser: Browser) -> None:
    with at_browser(browser, measured.server.url) as page:
        log_in(page, measured.server, measured.server.admin)
        _open(page, measured, "?" + "&".join(f"people={person}" for person in _two(measured).people))
        page.get_by_role("button", name="Filter", exact=True).click()
        page.get_by_text("All pairs as a list").click()
        page.get_by_text("What it was trained on: 3 articles").click()
        page.wait_for_load_state("networkidle")
        good_on_every_surface(page)
        page.get_by_role("link", name=re.compile(r"^Event code, α, \.\d\d: open")).first.click()
        expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
        good_on_every_surface(page, within="dialog")


def test_the_numbers_are_the_servers_with_interval_and_n(measured: Work, looking: Page) -> None:
    found = measured.report()
    rows = {m["key"]: m for m in found["measures"]}
    _open(looking, measured)
    head = _panel(looking, "Headline numbers")
    f1 = rows["event_f1"]
    shown = [f"{f1[x]:.2f}".lstrip("0") for x in ("value", "low", "high")]
    expect(head.locator(".figure").first).to_contain_text(f"{shown[0]}[{shown[1]}, {shown[2]}]")
    expect(head.locator(".figure").first).to_contain_text(f"n {f1['n']} events in {ARTICLES} articles")
    ladder = _panel(looking, "Where events part")
    events = [step["events"] for step in found["ladder"]]
    assert ladder.locator("tbody tr td:nth-child(3)").all_inner_texts() == [str(n) for n in events]
    assert ladder.locator("tr.most th").all_inner_texts() == ["Same three digits"]
    measures = _panel(looking, "Every measure").locator("tbody tr:not(.group)")
    expect(measures).to_have_count(len(found["measures"]))
    assert all(said.strip() for said in measures.locator(".about").all_inner_texts())
    expect(measures.filter(has_text="Three digits, α")).to_contain_text(
        re.compile(r"Beside it: same value \.\d+, AC1 \.\d+\.")
    )
    expect(_panel(looking, "Every measure")).to_contain_text("Usual among trained coders: .59 to .71.")


def test_nothing_yet_then_one_article_without_interval_and_undefined_in_words(server: Server, browser: Browser) -> None:
    work = begin(server, articles=1)
    work.submit(0, 0, ARREST)
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        page.goto(f"/projects/{work.project}")
        expect(page.get_by_role("link", name="Agreement", exact=True)).to_be_visible()
        page.get_by_role("link", name="Agreement", exact=True).click()
        expect(page.get_by_text("No article has been coded by two people yet")).to_be_visible()
        accessible(page)
        work.submit(1, 0, ARREST)
        page.evaluate(LOOK)
        expect(page.get_by_role("heading", name="Where events part")).to_be_visible()
        figures = _panel(page, "Headline numbers").locator(".figure")
        expect(figures.nth(0)).to_contain_text("1.00no interval below 20 articles")
        expect(figures.nth(1)).to_contain_text("Undefined")
        expect(figures.nth(1)).to_contain_text("no variation")
        expect(_panel(page, "Where events part")).to_contain_text("Whatever both coders found, they coded alike.")
        accessible(page)


def test_a_number_opens_the_sentences_and_these_the_article_there(measured: Work, looking: Page) -> None:
    looking.goto(f"/projects/{measured.project}")
    looking.get_by_role("link", name="Every measure").click()
    number = looking.get_by_role("link", name=re.compile("^Same three digits: open the 9 lost"))
    number.focus()
    looking.keyboard.press("Enter")
    sheet = looking.get_by_role("dialog", name="Same three digits")
    expect(sheet.get_by_role("listitem")).to_have_count(8)
    first = sheet.get_by_role("listitem").first
    expect(first.locator("mark")).to_have_text("arrested")
    expect(first).to_contain_text("Police in Tunis arrested eleven protesters on Friday.")
    assert [d.inner_text().split(" ")[1] for d in first.locator("dd").all()[:2]] == ["173", "175"]
    looking.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(number).to_be_focused()
    looking.keyboard.press("Enter")
    first.get_by_role("link").focus()
    looking.keyboard.press("Enter")
    expect(looking).to_have_url(re.compile(rf"/tasks/{measured.tasks[0]}\?at=16$"))
    expect(looking.locator("[aria-current=true]")).to_contain_text("arrested eleven protesters")
    looking.go_back()
    expect(sheet.get_by_role("listitem")).to_have_count(8)


def test_a_link_to_a_place_opens_the_article_at_its_sentence(measured: Work, looking: Page) -> None:
    text = "🔥 First sentence here. " + "Nothing happened that day. " * 80 + "Troops shelled the port."
    project = measured.server.project()
    (task,) = measured.server.tasks(project, [{"text": text, "lang": "en"}])
    looking.goto(f"/tasks/{task}?at={text.index('shelled')}")
    current = looking.locator("[aria-current=true]")
    expect(current).to_have_text("Troops shelled the port.")
    expect(current).to_be_in_viewport()
    looking.reload()
    expect(current).to_have_text("Troops shelled the port.")
    looking.goto(f"/tasks/{task}?at=nonsense")
    expect(current).to_contain_text("First sentence here.")


def test_two_coders_two_codes_and_one_article_open_their_own(measured: Work, looking: Page) -> None:
    _open(looking, measured)
    matrix = _panel(looking, "Coder by coder")
    expect(matrix.locator("td.few").first).to_contain_text("n 3")
    matrix.get_by_role("link", name=re.compile("^Coder0 and Coder1, root κ")).click()
    sheet = looking.get_by_role("dialog")
    expect(sheet).to_contain_text("between Coder0, Coder1")
    expect(looking.get_by_text("people", exact=True)).to_have_count(0)
    looking.keyboard.press("Escape")
    looking.get_by_role("link", name=re.compile("173 and 175: open the 8")).first.click()
    expect(sheet.get_by_role("listitem")).to_have_count(8)
    expect(sheet).to_contain_text("where both 173 and 175 were given")
    sheet.get_by_role("button", name="Close").click()
    ruling = {"code": "175", "text": "A beating alone is no arrest."}
    ok(measured.server.admin.client.post(f"/api/app/projects/{measured.project}/rulings", json=ruling))
    looking.reload()
    pair = _panel(looking, "Codes taken for each other").get_by_role("listitem").first
    expect(pair).to_contain_text("Ruling on 175: A beating alone is no arrest.")
    pulls = _panel(looking, "Articles that pull α down most")
    pulls.locator("tbody a").first.click()
    expect(sheet.get_by_role("listitem")).to_have_count(1)


def test_the_model_stands_beside_each_coder_and_its_numbers_open_where_they_differ(
    measured: Work, looking: Page
) -> None:
    _open(looking, measured)
    panel = _panel(looking, "The model against each coder")
    expect(panel).to_contain_text("This is baseline 3, which is no longer active.")
    expect(panel).to_contain_text("2 codings left out, because a suggestion was taken there")
    row = panel.get_by_role("row", name="Coder0").first
    expect(row).to_contain_text("24 articles. Finds 24 of 48 events, marks 24")
    expect(row.get_by_role("cell").first).to_contain_text(re.compile(r"\.67 ?\[\.67, \.67\]"))
    expect(panel.get_by_role("row", name="Coders among themselves").first).to_be_visible()
    row.get_by_role("link", name="Coder0, event found, F1").click()
    sheet = looking.get_by_role("dialog")
    expect(sheet).to_contain_text("Coder0 and the model, in articles that it has not seen")
    expect(sheet.get_by_role("listitem")).to_have_count(24)
    one = sheet.get_by_role("listitem").first
    expect(one).to_contain_text("baseline 3nothing here")
    looking.keyboard.press("Escape")
    with looking.expect_download() as taken:
        looking.get_by_role("button", name="Download The model against each coder as CSV").click()
    rows = list(csv.DictReader(io.StringIO(_read(taken.value).decode("utf-8-sig"))))
    assert [line["articles_are"] for line in rows].count("trained") == 4
    assert float(rows[0]["event_f1"]) == pytest.approx(2 / 3)


def test_filters_stand_in_the_address_and_are_taken_back(measured: Work, looking: Page) -> None:
    _open(looking, measured)
    looking.get_by_role("button", name="Filter", exact=True).click()
    looking.locator("summary", has_text="Source").click()
    looking.get_by_role("checkbox", name="Outlet 0").check()
    looking.keyboard.press("Escape")
    expect(looking.get_by_role("checkbox", name="Outlet 0")).to_be_hidden()
    expect(looking.get_by_text(f"{ARTICLES // 2} articles coded twice or more")).to_be_visible()
    assert looking.url.endswith("?where=outlet%3AOutlet+0")
    looking.reload()
    expect(looking.get_by_text(f"{ARTICLES // 2} articles coded twice or more")).to_be_visible()
    looking.get_by_role("button", name="Source: Outlet 0, remove this filter").click()
    expect(looking.get_by_text(f"{ARTICLES} articles coded twice or more")).to_be_visible()
    looking.get_by_role("button", name="Filter", exact=True).click()
    looking.get_by_label("Code", exact=True).fill("17")
    looking.keyboard.press("Enter")
    expect(looking.get_by_role("button", name="Code 17, remove this filter")).to_be_visible()
    looking.goto(f"/projects/{measured.project}/agreement?until=2001-01-01")
    expect(looking.get_by_text("No article that was coded twice fits these filters")).to_be_visible()
    looking.get_by_role("button", name="Clear all").last.click()
    expect(looking.get_by_text(f"{ARTICLES} articles coded twice or more")).to_be_visible()


def _read(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def test_tables_and_charts_are_taken_away_as_files(measured: Work, looking: Page) -> None:
    _open(looking, measured)
    with looking.expect_download() as taken:
        looking.get_by_role("button", name="Download Where events part as CSV").click()
    assert taken.value.suggested_filename == f"agreement-{measured.project}-ladder.csv"
    rows = list(csv.DictReader(io.StringIO(_read(taken.value).decode("utf-8-sig"))))
    assert [int(row["events"]) for row in rows] == [step["events"] for step in measured.report()["ladder"]]
    with looking.expect_download() as taken:
        looking.get_by_role("button", name="Download Where events part as PNG").click()
    png = _read(taken.value)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1440, 2 * (64 + 8 * 30 + 24))
    with looking.expect_download() as taken:
        looking.get_by_role("button", name=re.compile("Download Root code, α by .* as SVG")).click()
    assert _read(taken.value).startswith(b"<svg ")


def test_tables_are_sorted_by_their_heads(measured: Work, looking: Page) -> None:
    _open(looking, measured)
    codes = looking.locator(".codes-table")
    head = codes.get_by_role("button", name="Code", exact=False).first
    head.focus()
    looking.keyboard.press("Enter")
    shown = codes.locator("tbody .code").all_inner_texts()
    assert shown == sorted(shown)
    expect(codes.locator("th[aria-sort=ascending]")).to_have_text(re.compile("^Code"))
    looking.keyboard.press("Enter")
    assert codes.locator("tbody .code").all_inner_texts() == sorted(shown, reverse=True)


@pytest.mark.parametrize(("role", "sees"), [("adjudicator", True), ("annotator", False)])
def test_single_people_are_shown_to_those_who_may_see_them(
    measured: Work, browser: Browser, role: str, sees: bool
) -> None:
    server, project = measured.server, measured.project
    person = server.user(f"{role}@example.org", role, project)  # type: ignore[arg-type]
    with at_browser(browser, server.url) as page:
        log_in(page, server, person)
        page.goto(f"/projects/{project}")
        expect(page.get_by_role("link", name="Agreement", exact=True)).to_have_count(int(sees))
        page.goto(f"/projects/{project}/agreement?behind=code_alpha")
        expect(page.get_by_role("heading", name="Agreement", exact=True)).to_be_visible()
        expect(page.locator(".figure").first).to_be_visible()
        expect(page.get_by_role("heading", name="Coder by coder")).to_have_count(int(sees))
        expect(page.get_by_role("dialog")).to_have_count(int(sees))
        expect(page.get_by_text("is for managers and adjudicators")).to_have_count(int(not sees))
        accessible(page)


def test_old_numbers_are_marked_while_they_are_counted_anew(measured: Work, looking: Page) -> None:
    def aged(route: Route) -> None:
        body = route.fetch().json()
        why = "The numbers are being counted anew; those shown are from before."
        body["state"] |= {"stale": True, "why": why, "progress": {"done": 1, "total": 2, "job": 1}}
        route.fulfill(json=body)

    address = re.compile(r"/api/app/projects/\d+/agreement\?")
    _open(looking, measured)
    looking.route(address, aged)
    looking.evaluate(LOOK)
    expect(looking.get_by_text("Being counted anew", exact=True)).to_be_visible()
    expect(looking.get_by_role("status").filter(has_text="1 of 2 articles so far.")).to_be_visible()
    accessible(looking)
    looking.unroute_all(behavior="wait")
    looking.evaluate(LOOK)
    expect(looking.get_by_text(re.compile(r"^Counted \d\d:\d\d:\d\d$"))).to_be_visible(timeout=15_000)


def test_an_error_is_told_and_the_old_numbers_stay(measured: Work, looking: Page) -> None:
    address = re.compile(r"/agreement\?")
    _open(looking, measured)
    looking.route(address, lambda route: route.abort())
    looking.evaluate(LOOK)
    expect(looking.get_by_role("alert").filter(has_text="could not be read")).to_be_visible()
    expect(looking.get_by_role("heading", name="Where events part")).to_be_visible()
    looking.goto(f"/projects/{measured.project}/agreement")
    expect(looking.get_by_role("alert").filter(has_text="The server cannot be reached.")).to_be_visible()
    looking.unroute(address)
    looking.get_by_role("button", name="Try again").click()
    expect(looking.get_by_role("heading", name="Where events part")).to_be_visible()


def test_both_sides_of_suggestions(server: Server, browser: Browser) -> None:
    work = begin(server, articles=2)
    for task, suggested in ((0, True), (1, False)):
        for coder, event in ((0, ARREST), (1, recode(ARREST, "175") if suggested else ARREST)):
            body = {"coding": coding(event, DEMAND, suggested=suggested)}
            ok(work.coders[coder].client.post(f"/api/tasks/{work.tasks[task]}/annotations/", json=body))
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        _open(page, work)
        panel = _panel(page, "With and without suggestions")
        expect(panel.get_by_role("row", name=re.compile("^Event code, α"))).to_contain_text("1.00")
        panel.get_by_role("link", name=re.compile("^Event code, α, with,")).click()
        sheet = page.get_by_role("dialog")
        expect(sheet.get_by_role("listitem")).to_have_count(1)
        expect(sheet).to_contain_text("by suggestion")


def test_a_change_of_the_guideline_is_drawn_into_the_trend(measured: Work, looking: Page) -> None:
    home = f"/api/app/projects/{measured.project}"
    ok(measured.server.admin.client.patch(home, json={"instructions": "Nothing planned."}))

    def older(route: Route) -> None:
        body = route.fetch().json()
        (row,) = body["series"]["rows"]
        body["series"]["rows"] = [{**row, "group": "2020-01-06"}, {**row, "group": "2100-01-04"}]
        route.fulfill(json=body)

    looking.route(re.compile(r"/api/app/projects/\d+/agreement\?by=week$"), older)
    _open(looking, measured, "?by=week")
    mark = looking.locator(".trend .mark")
    expect(mark).to_have_text(re.compile(r"^Guideline, \d+ \w+ \d{4}$"))
    plot = looking.locator(".trend .plot").bounding_box()
    line = mark.bounding_box()
    assert plot is not None
    assert line is not None
    assert abs(line["x"] - (plot["x"] + plot["width"] / 2)) < 2
    looking.unroute_all(behavior="wait")

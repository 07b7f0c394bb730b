"""Each page on its own: who sees what, errors in words, both widths, both themes, keyboard alone."""

from __future__ import annotations

import re
import subprocess
import sys

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.browser.pages_support import PASSWORD, accessible, at_browser, drop, good_on_every_surface, log_in
from tests.support.server import Server, ok

pytestmark = pytest.mark.browser

PAGES = ("/", "/projects/new", "/projects/{id}", "/projects/{id}/articles", "/account")


def _project(server: Server, articles: int = 3, **more: str) -> int:
    project = server.project(title="Protest in the news", overlap=2, **more)
    server.tasks(
        project, [{"text": f"Protesters met in street {n}.", "title": f"Protest {n}"} for n in range(articles)]
    )
    return project


def test_every_page_fits_and_is_accessible(server: Server, browser: Browser) -> None:
    project = _project(server)
    server.user("ben@example.org", "annotator", project)
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        for path in PAGES:
            page.goto(path.format(id=project))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            page.wait_for_load_state("networkidle")
            good_on_every_surface(page)


@pytest.mark.parametrize("role", ["manager", "adjudicator", "annotator", "reader"])
def test_each_role_sees_what_it_may_do(server: Server, browser: Browser, role: str) -> None:
    project = _project(server)
    person = server.user("ben@example.org", role, project)  # type: ignore[arg-type]
    with at_browser(browser, server.url) as page:
        log_in(page, server, person)
        expect(page.get_by_role("link", name="New project")).to_have_count(0)
        page.goto(f"/projects/{project}")
        expect(page.get_by_role("heading", name="Protest in the news")).to_be_visible()
        manages = role == "manager"
        expect(page.get_by_role("button", name="Invite")).to_have_count(int(manages))
        expect(page.get_by_role("link", name="Add articles")).to_have_count(2 * manages)
        expect(page.get_by_role("button", name="Edit")).to_have_count(int(manages))
        expect(page.get_by_role("link", name="Code next")).to_have_count(int(role != "reader"))
        expect(page.get_by_role("heading", name="People")).to_have_count(int(role != "annotator"))
        page.goto(f"/projects/{project}/articles")
        expect(page.get_by_role("button", name="Choose files")).to_have_count(int(manages))
        expect(page.get_by_text("Only managers add articles.")).to_have_count(int(not manages))


def test_a_foreign_project_is_not_there(server: Server, browser: Browser) -> None:
    project = _project(server, instructions="Only for insiders")
    stranger = server.user("eve@example.org")
    with at_browser(browser, server.url) as page:
        log_in(page, server, stranger)
        page.goto(f"/projects/{project}")
        expect(page.get_by_role("alert")).to_contain_text("There is nothing here that you can see.")
        expect(page.get_by_text("Only for insiders")).to_have_count(0)
        accessible(page)


def test_an_unreachable_server_is_told_and_tried_again(server: Server, browser: Browser) -> None:
    _project(server)
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        page.route("**/api/app/projects", lambda route: route.abort())
        page.goto("/")
        expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
        page.unroute("**/api/app/projects")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("link", name="Protest in the news", exact=True)).to_be_visible()


def test_an_ended_session_leads_back_after_log_in(server: Server, browser: Browser) -> None:
    project = _project(server)
    person = server.user("ben@example.org", "reader", project, password=PASSWORD)
    with at_browser(browser, server.url) as page:
        log_in(page, server, person)
        page.goto("/")
        # The heading stands before the list has come: logged out in between, the list itself would ask for the log-in.
        way_in = page.get_by_role("link", name="Open Protest in the news")
        expect(way_in).to_be_visible()
        page.context.clear_cookies()
        way_in.click()
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        page.get_by_label("E-mail address").fill("ben@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{server.url}/projects/{project}")
        expect(page.get_by_role("heading", name="Protest in the news")).to_be_visible()


def test_settings_are_changed_with_the_keyboard_alone(server: Server, browser: Browser) -> None:
    project = _project(server)
    with at_browser(browser, server.url) as page:
        page.add_init_script("addEventListener('pointerdown', () => { throw new Error('a pointer was used') })")
        log_in(page, server, server.admin)
        page.goto(f"/projects/{project}")
        page.get_by_role("button", name="Edit").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Title", exact=True)).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type("Strikes")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        page.keyboard.type("0")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Coders per article")).to_be_focused()
        expect(page.get_by_text("Write a whole number from 1 to 20.")).to_be_visible()
        page.keyboard.press("Control+A")
        page.keyboard.type("3")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Strikes")).to_be_visible()
    home = server.admin.client.get(f"/api/app/projects/{project}").json()
    assert (home["title"], home["overlap"]) == ("Strikes", 3)


def test_an_invitation_for_one_person_refuses_another(server: Server, browser: Browser) -> None:
    project = _project(server)
    ben, eve = server.user("ben@example.org", password=PASSWORD), server.user("eve@example.org")
    body = {"role": "annotator", "email": ben.email}
    link = server.admin.client.post(f"/api/app/projects/{project}/invites", json=body).json()["link"]
    with at_browser(browser, server.url) as page:
        log_in(page, server, eve)
        page.goto("about:blank")
        page.goto(link)
        expect(page.get_by_text("This invitation is for ben@example.org")).to_be_visible()
        page.get_by_role("button", name="Log out and go on").click()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in and join").click()
        expect(page.get_by_role("link", name="Code next")).to_be_visible()
    assert server.admin.client.get(f"/api/app/projects/{project}").json()["people"][-1]["user_id"] == ben.id


def test_a_link_can_set_a_forgotten_password(server: Server, browser: Browser) -> None:
    from annotate.users import links, store

    ben = server.user("ben@example.org", password="the old forgotten one")
    with server.db.write() as session:
        user = store.user_by_email(session, ben.email)
        assert user is not None
        token = links.make_login(session, user)[0]
    with at_browser(browser, server.url) as page:
        page.goto(f"/link#{token}&password")
        page.get_by_label("New password").fill(PASSWORD)
        accessible(page)
        page.keyboard.press("Enter")
        expect(page.get_by_text("No projects yet")).to_be_visible()
    answer = httpx.post(f"{server.url}/api/app/session", json={"email": ben.email, "password": PASSWORD})
    assert answer.status_code == 200


def test_the_choice_of_colours_holds_after_reload(server: Server, browser: Browser) -> None:
    with at_browser(browser, server.url, color_scheme="light") as page:
        log_in(page, server, server.admin)
        page.goto("/account")
        light = _desk(page)
        page.get_by_role("radio", name="Dark").focus()
        page.keyboard.press("Space")
        page.reload()
        expect(page.get_by_role("radio", name="Dark")).to_be_checked()
        assert _desk(page) != light
        page.get_by_role("radio", name="As the system").check()
        assert _desk(page) == light


def _desk(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_a_revoked_token_opens_nothing(server: Server, browser: Browser) -> None:
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        page.goto("/account")
        page.get_by_role("button", name="New token").click()
        page.get_by_label("What it is for").fill("short-lived")
        page.get_by_role("button", name="Make the token").click()
        token = page.get_by_label("Your new token").input_value()
        headers = {"Authorization": f"Token {token}"}
        assert httpx.get(f"{server.url}/api/projects", headers=headers).status_code == 200
        page.get_by_role("button", name="Revoke short-lived").click()
        page.get_by_role("button", name="Revoke", exact=True).click()
        expect(page.get_by_role("rowheader", name=re.compile("short-lived"))).to_have_count(0)
        assert httpx.get(f"{server.url}/api/projects", headers=headers).status_code == 401


def test_a_long_list_is_paged_searched_and_filtered(server: Server, browser: Browser) -> None:
    project = _project(server, articles=45)
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        page.goto(f"/projects/{project}")
        articles = page.get_by_role("region", name="Articles", exact=True)
        expect(articles.get_by_text("1–20 of 45")).to_be_visible()
        articles.get_by_role("button", name="Next").click()
        expect(articles.get_by_text("21–40 of 45")).to_be_visible()
        expect(articles.get_by_role("link", name="Protest 20", exact=True)).to_be_visible()
        articles.get_by_role("searchbox").fill("protest 44")
        expect(articles.get_by_role("row")).to_have_count(2)
        articles.get_by_label("State").select_option("complete")
        expect(articles.get_by_text("No article fits.")).to_be_visible()
        articles.get_by_role("button", name="Show all").click()
        expect(articles.get_by_text("1–20 of 45")).to_be_visible()


def test_a_refused_upload_says_why_and_keeps_the_others(server: Server, browser: Browser) -> None:
    project = server.project()

    def refuse(route: Route) -> None:
        if "big.csv" in route.request.url:
            route.fulfill(status=413, json={"detail": "The body is larger than 1 byte.", "code": "too-large"})
        else:
            route.continue_()

    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        page.route("**/articles?*", refuse)
        page.goto(f"/projects/{project}/articles")
        text = b"Police arrested forty people on Monday.\n"
        small = FilePayload(name="small.txt", mimeType="text/plain", buffer=text)
        big = FilePayload(name="big.csv", mimeType="text/csv", buffer=b"x")
        page.locator("input[type=file]").set_input_files([big, small])
        expect(page.get_by_text("The body is larger than 1 byte.")).to_be_visible()
        page.get_by_role("button", name="Leave out big.csv").click()
        page.get_by_role("button", name="Import 1 article from 1 file").click()
        expect(page.get_by_text("Everything is in.")).to_be_visible()
        accessible(page)


def test_the_lines_to_copy_collect_the_codings(server: Server, browser: Browser) -> None:
    project = server.project()
    [task] = server.tasks(project, ["Police arrested forty people on Monday."])
    body = {"coding": {"verdict": "no_codable_event"}, "unique_id": "0b6e3d5c-7a0f-4c8e-9d5b-2f6f0a3b9e11"}
    made = ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json=body))
    with at_browser(browser, server.url) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        log_in(page, server, server.admin)
        page.goto(f"/projects/{project}")
        page.get_by_role("region", name="Collect the codings").get_by_role("button", name="Copy").first.click()
        lines = str(page.evaluate("navigator.clipboard.readText()"))
    program = lines.replace("YOUR_TOKEN", server.admin.token)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith(f"{task} {made['id']} [")


def test_a_file_is_read_again_as_its_reader_says(server: Server, browser: Browser) -> None:
    project = server.project()
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        page.goto(f"/projects/{project}/articles")
        drop(page, {"table.csv": "kopf;inhalt\nA;Gr\u00e8ve \u00e0 Nantes lundi.\n".encode("latin-1")})
        expect(page.get_by_text("There is no column")).to_be_visible()
        page.get_by_label("Text column or field").fill("inhalt")
        page.get_by_role("button", name="Read again").click()
        expect(page.get_by_text("UTF-8")).to_be_visible()
        page.get_by_label("Encoding").fill("latin-1")
        page.get_by_role("button", name="Read again").click()
        page.get_by_role("button", name="Import 1 article from 1 file").click()
        expect(page.get_by_text("Everything is in.")).to_be_visible()
    tasks = server.admin.client.get("/api/tasks", params={"project": project}).json()["tasks"]
    assert [task["data"]["text"] for task in tasks] == ["Gr\u00e8ve \u00e0 Nantes lundi."]

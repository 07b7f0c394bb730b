"""Which lines are page boilerplate."""

import pytest

from annotate.readers.boilerplate import boilerplate_reason

BOILERPLATE = [
    ("skip to Main Content", "navigation"),
    ("Back To Top", "navigation"),
    ("↑ Back to top", "navigation"),
    ("Home > World > Middle East", "navigation"),
    ("Aller au contenu principal", "navigation"),
    ("تخطي إلى المحتوى الرئيسي", "navigation"),
    ("Photo Credits: SDF", "image credit"),
    ("Photo by J. Smith / Reuters", "image credit"),
    ("Image courtesy of the ministry", "image credit"),
    ("Foto: Agencia Altiplano", "image credit"),
    ("Share this article", "sharing"),
    ("Share on Facebook", "sharing"),
    ("Facebook Twitter Linkedin Mail", "sharing"),
    ("Follow us on Twitter", "sharing"),
    ("Síguenos en Facebook", "sharing"),
    ("Subscribe to our newsletter", "subscription"),
    ("Sign up for our daily email alerts", "subscription"),
    ("Read more", "read more"),
    ("ALSO READ: Curfew in three districts", "read more"),
    ("Click here to see the pictures", "read more"),
    ("Leer más", "read more"),
    ("اقرأ المزيد", "read more"),
    ("Related stories:", "related links"),
    ("Most read", "related links"),
    ("Tags: Syria, Isis, SDF", "related links"),
    ("© 2018 The Daily Example", "copyright"),
    ("Copyright 2018 Example Media. All rights reserved.", "copyright"),
    ("Todos los derechos reservados", "copyright"),
    ("Privacy policy | Terms of use", "copyright"),
    ("This website uses cookies to make it better.", "cookies"),
    ("Leave a comment", "comments"),
    ("12 comments", "comments"),
    ("Advertisement", "advertisement"),
    ("Story continues below advertisement", "advertisement"),
    ("This story is from March 12, 2002", "page stamp"),
    ("Last updated: 12 March 2018, 10:42 GMT", "page stamp"),
    ("4 min read", "page stamp"),
]


@pytest.mark.parametrize(("line", "reason"), BOILERPLATE)
def test_boilerplate_line_is_found_with_its_reason(line: str, reason: str) -> None:
    assert boilerplate_reason(line) == reason


ARTICLE = [
    "The operations, however, are still underway.",
    "Copyright law divides parliament",
    "Share of oil revenue at the heart of the dispute",
    "Share with Iraq, Turkey tells Iran",
    "Register to vote before Tuesday, officials urge",
    "Sign in the window says it all",
    "Photo-finish in the presidential election",
    "Updated figures show 40 dead in floods",
    "Published at last: 300 names of the missing",
    "Video shows police beating protesters",
    "Print workers strike over pay",
    "Comments by the minister anger Tehran",
    "Minister refuses to comment",
    "Follow the money, prosecutors told",
    "Top news anchor arrested",
    "More news of fighting reached the capital on Monday.",
    "Crédito: el FMI aprueba 500 millones",
    "Home ministry orders curfew",
    "Return to top court ordered",
    "Credit: banks tighten lending rules after the rouble falls again",
    "Cookies sold for refugees",
    "سجل الجيش تقدما في الشمال",
    "شارك الآلاف في المظاهرة",
    "Save the children, envoy pleads",
    "Terms of the truce",
    "Privacy policy changes anger users",
    "",
    "   ",
    "–",
]


@pytest.mark.parametrize("line", ARTICLE)
def test_line_of_the_article_is_left_alone(line: str) -> None:
    assert boilerplate_reason(line) is None


def test_long_line_is_never_boilerplate() -> None:
    assert boilerplate_reason("Tags: " + "Syria, " * 10) == "related links"
    assert boilerplate_reason("Tags: " + "Syria, " * 60) is None


@pytest.mark.timeout(20)  # a search that goes back over all that it has tried would take years
@pytest.mark.parametrize(
    "part", ["home", " > a", "share on ", "mail ", "photo by ", "a.", "newsletter ", "read more ", "1 "]
)
def test_no_line_takes_for_ever(part: str) -> None:
    lines = [("home" + part * 240)[:230] + end for end in ("", "!", "?!")]
    assert all(boilerplate_reason(line) in (None, "navigation") for line in lines)

"""Long invented articles with many marks, and short ones, for measuring the coding screen."""

from __future__ import annotations

from typing import Any

CITIES = ("Tunis", "Manila", "Lagos", "Lima", "Kyiv", "Dhaka", "Quito", "Amman", "Hanoi", "Accra", "Riga")
CROWDS = ("protesters", "miners", "students", "farmers", "nurses", "drivers", "prisoners")
PLACES = ("harbour", "ministry", "market", "stadium", "railway station", "mint", "old town hall", "power plant")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SENTENCES_A_PARAGRAPH = 4


def _of(values: tuple[str, ...], n: int) -> str:
    return values[n % len(values)]


def _sentence(n: int) -> tuple[str, str, str, str]:
    """Text, source, trigger, target: twenty words each."""
    city, crowd, place, day = _of(CITIES, n), _of(CROWDS, n), _of(PLACES, n), _of(DAYS, n)
    text = (
        f"Police units {n} in {city} arrested {crowd} at the {place} on {day}, and the provincial "
        f"union demanded their release."
    )
    return text, f"Police units {n}", "arrested", crowd


def _mention(number: int, kind: str, start: int, quote: str, code: str | None = None) -> dict[str, Any]:
    fragment = {"start": start, "end": start + len(quote), "quote": quote}
    found: dict[str, Any] = {"id": f"m{number}", "type": kind, "fragments": [fragment]}
    return found | ({"actor_code": code} if code else {})


def coded_article(words: int, events: int) -> tuple[str, dict[str, Any]]:
    """A text of about that many words, and a coding of it with three mentions for each event, evenly spread."""
    text, parts = "Arrests in eleven cities", []
    count = words // 20
    for n in range(count):
        text += ("\n\n" if n % SENTENCES_A_PARAGRAPH == 0 else " ") + (sentence := _sentence(n))[0]
        parts.append((len(text) - len(sentence[0]), sentence))
    mentions: list[dict[str, Any]] = []
    coded = []
    for e in range(events):
        start, (body, source, trigger, target) = parts[e * count // events]
        ids = []
        for kind, quote, code in (("trigger", trigger, None), ("actor", source, "TUNCOP"), ("actor", target, "TUNLAB")):
            mentions.append(_mention(len(mentions) + 1, kind, start + body.index(quote), quote, code))
            ids.append(f"m{len(mentions)}")
        coded.append({"id": f"e{e + 1}", "trigger": ids[0], "code": "173", "sources": ids[1:2], "targets": ids[2:]})
    return text, {"verdict": "events", "mentions": mentions, "events": coded}


def short_article(n: int) -> dict[str, str]:
    """A task of 250 words with a headline of its own."""
    title = f"Report {n} from {_of(CITIES, n)}"
    return {
        "text": title + "\n\n" + " ".join(_sentence(12 * n + i)[0] for i in range(12)),
        "title": title,
        "lang": "en",
    }

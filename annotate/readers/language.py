"""A cheap guess at the language of an article: its script, then its most frequent words. "" when in doubt."""

from __future__ import annotations

import re
from collections import Counter

SAMPLE = 5_000  # characters

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("latin", r"[A-Za-zÀ-ɏ]"),
    ("ar", r"[\u0620-\u064a\u066e-\u06d3]"),
    ("ru", r"[\u0400-\u04ff]"),
    ("kana", r"[\u3040-\u30ff]"),
    ("zh", r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    ("ko", r"[\uac00-\ud7a3]"),
    ("hi", r"[\u0900-\u097f]"),
    ("bn", r"[\u0980-\u09ff]"),
    ("ta", r"[\u0b80-\u0bff]"),
    ("he", r"[\u05d0-\u05ea]"),
    ("el", r"[\u0370-\u03ff]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("ka", r"[\u10a0-\u10ff]"),
    ("hy", r"[\u0530-\u058f]"),
    ("am", r"[\u1200-\u137f]"),
    ("my", r"[\u1000-\u109f]"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _SCRIPTS)
_WORD = re.compile(r"[^\W\d_]+")
_FREQUENT = {
    "en": "the of and to in that for was with is on has by said from were his have been at which their will who",
    "es": "el la de que y en los del se las por un para con una su al lo como más fue pero sus han ha dijo",
    "fr": "le la les de des et en du un une est que dans pour qui par sur au pas plus ne avec ont été il ce",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an hat werden",
    "pt": "o a de que e do da em um para com não uma os no na por mais as dos foi ao das pelo disse também são",
    "it": "il di che la e in un per è una con non sono del si da come le dei nel alla ha più anche gli della",
    "nl": "de het een van en in is dat op te zijn voor met die niet aan er om door als ook bij maar heeft naar",
    "tr": "ve bir bu için ile de da olarak olan daha çok en gibi kadar sonra ancak ise türkiye dedi etti",
    "id": "yang dan di dengan untuk dari pada ini itu dalam tidak akan ke juga oleh telah kata para karena bisa",
    "pl": "w i na z się nie do że to jest o jak po za od przez dla są ale przed tym został już",
    "sw": "ya na wa kwa ni katika za la cha kuwa hiyo huo huyo baada alisema yake watu hii huku zaidi",
}
_SETS = {lang: frozenset(words.split()) for lang, words in _FREQUENT.items()}


def guess_language(text: str) -> str:
    """The ISO 639-1 code of the language that ``text`` seems to be in; "" when nothing stands out."""
    sample = text[:SAMPLE]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _COMPILED}
    script, most = max(counts.items(), key=lambda item: item[1])
    if most < 10:
        return ""
    if counts["kana"] > 0.1 * (counts["kana"] + counts["zh"]) and script in {"zh", "kana"}:
        return "ja"
    if script == "latin":
        return _by_words(sample)
    if script == "ar":
        return _arabic_script(sample)
    if script == "ru":
        return _cyrillic_script(sample)
    return script


def _by_words(sample: str) -> str:
    words = [word.casefold() for word in _WORD.findall(sample)]
    hits = Counter({lang: sum(word in known for word in words) for lang, known in _SETS.items()})
    (best, first), (_, second) = hits.most_common(2)
    return best if first >= 3 and first >= 0.08 * len(words) and first > 1.2 * second else ""


def _arabic_script(sample: str) -> str:
    if re.search(r"[ٹڈڑںے]", sample):
        return "ur"
    return "fa" if len(re.findall(r"[پچژگی]", sample)) > 0.01 * len(sample) else "ar"


def _cyrillic_script(sample: str) -> str:
    if re.search(r"[іїєґ]", sample):
        return "be" if "ў" in sample else "uk"
    if re.search(r"[ђћљњџј]", sample):
        return "sr"
    return "ru" if re.search(r"[ыэё]", sample) else ""

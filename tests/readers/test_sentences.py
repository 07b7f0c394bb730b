"""Where sentences end."""

import pytest

from annotate.readers.sentences import is_caseless, split_sentences


def cut(text: str, lang: str = "") -> list[str]:
    found = split_sentences(text, 0, len(text), caseless=is_caseless(text), lang=lang)
    return [text[start:end] for start, end in found]


ONE_SENTENCE = [
    "Dr. Amina Yusuf and Gen. J. P. Okello met Mr. Brown.",
    "The U.S. Army said so.",
    "George W. Bush met Felipe Calderón in the U.S. Capitol.",
    "Over 20.000 persons left, and 3.5 million stayed.",
    "He cited No. 5 and Art. 7 of the law.",
    "Police in St. Petersburg held 40 people at 5 p.m. Friday.",
    "The firm Acme Inc. Ltd paid.",
    "“Stop!” he shouted.",
    '"Are they gone?" asked the mayor.',
    "They waited… and waited.",
    "They waited ... and waited.",
    "The shell (fired from the hills, approx. ten km away) hit a school.",
    "Visit example.org.uk for details.",
    "1. The first point of the plan.",
    "Am 3. Oktober feierte Berlin die Einheit.",
    "El Sr. Gómez y la Dra. Ruiz hablaron con EE. UU. sobre el acuerdo.",
    "В 2014 г. началась война.",
    "「行く。」と彼は述べた。",
    "Sen. Rand Paul v. Gov. Andy Beshear",
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_sentence_with_inner_stops_stays_whole(text: str) -> None:
    assert cut(text, "de" if "Oktober" in text else "") == [text]


SEVERAL = [
    ["The army fired.", "Three died."],
    ["He left for the U.S.", "The army stayed."],
    ["They met at 5 p.m.", "The talks failed."],
    ["He said “no.”", "They left."],
    ['He said "no."', '"We leave," she said.'],
    ["Is it over?", "No!", "It is not."],
    ["They left (it was late.)", "Nobody came."],
    ["The toll rose to 442.", "Hundreds fled."],
    ["He came from Hajin.", "(Reuters reported it.)"],
    ["It was shelled.[12]", "Nobody was hurt."],
    ["They waited…", "Then it came."],
    ["¿Quién disparó?", "¡Nadie lo sabe!", "Según la policía, huyeron."],
    ["هل انتهت الحرب؟", "لا.", "القتال مستمر."],
    ["جنگ ختم ہو گئی۔", "فوج واپس چلی گئی۔"],
    ["सेना ने गोली चलाई।", "तीन लोग मारे गए।"],
    ["Der Minister kam um 9.", "Die Sitzung begann."],
    ["A strike hit the port 🔥.", "🚢 Two ships sank."],
    ["They met Acme Inc.", "The deal failed."],
]


@pytest.mark.parametrize("sentences", SEVERAL)
def test_sentences_are_cut_at_their_ends(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_wide_stops_cut_without_space() -> None:
    assert cut("军队开火。三人死亡！真的吗？是的。") == ["军队开火。", "三人死亡！", "真的吗？", "是的。"]


def test_text_in_one_case_is_cut_at_its_stops() -> None:
    assert cut("police opened fire. three died. the u.n. envoy left.") == [
        "police opened fire.",
        "three died.",
        "the u.n. envoy left.",
    ]
    assert cut("POLICE OPENED FIRE. THREE DIED.") == ["POLICE OPENED FIRE.", "THREE DIED."]


def test_stray_marks_stay_with_the_sentence_before() -> None:
    assert cut("They left. ... . Nobody came.") == ["They left. ... .", "Nobody came."]
    assert cut("...") == ["..."]


def test_white_space_around_is_left_out() -> None:
    text = "  One is here. \t Two is there.  "
    assert split_sentences(text, 0, len(text)) == [(2, 14), (17, 30)]

"""Dates are read when they are sure; languages are guessed when they stand out."""

from datetime import date

import pytest

from annotate.demo.corpus import load_corpus
from annotate.readers.dates import DoubtfulDate, parse_date
from annotate.readers.language import guess_language

DAY = date(2018, 7, 23)
WRITTEN = [
    "2018-07-23",
    "2018-07-23T22:10:00+03:00",
    "2018-07-23 22:10:00",
    "20180723",
    "20180723120000",
    "2018/7/23",
    "2018.07.23",
    "23/07/2018",
    "07/23/2018",
    "23.7.2018",
    "23-07-2018",
    "23 July 2018",
    "23rd July 2018",
    "July 23, 2018",
    "Jul. 23 2018",
    "Mon, 23 Jul 2018 19:00:00 GMT",
    "Monday, July 23, 2018",
    "23 de julio de 2018",
    "23 juillet 2018",
    "23. Juli 2018",
    "23 июля 2018",
    20180723,
    1532304000,
    1532304000000,
]


@pytest.mark.parametrize("value", WRITTEN)
def test_date_is_read(value: str | int) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize("value", ["03/04/2002", "3.4.2002", "2002", "12/03/02", "yesterday", "July 2018", 7, True, []])
def test_doubtful_date_is_not_guessed(value: object) -> None:
    with pytest.raises(DoubtfulDate):
        parse_date(value)


@pytest.mark.parametrize("value", ["2018-02-30", "31/31/2018", "31 June 2018"])
def test_day_that_does_not_exist_is_refused(value: str) -> None:
    with pytest.raises(DoubtfulDate, match="no day of the calendar"):
        parse_date(value)


def test_same_day_and_month_is_sure() -> None:
    assert parse_date("04/04/2002") == date(2002, 4, 4)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_no_date_is_none(value: str | None) -> None:
    assert parse_date(value) is None


LANGUAGES = {
    "en": "The army said on Monday that three of the soldiers had been killed in the north.",
    "es": "El ejército dijo el lunes que tres de los soldados murieron en el norte del país.",
    "fr": "L'armée a dit lundi que trois des soldats ont été tués dans le nord du pays.",
    "de": "Die Armee sagte am Montag, dass drei der Soldaten im Norden getötet worden sind und nicht mehr.",
    "pt": "O exército disse na segunda-feira que três dos soldados foram mortos no norte do país.",
    "it": "L'esercito ha detto che tre dei soldati sono stati uccisi nel nord della regione e non più.",
    "ar": "قال الجيش يوم الاثنين إن ثلاثة جنود قتلوا في شمال البلاد.",
    "ru": "В понедельник армия сообщила, что трое солдат были убиты на севере страны.",
    "zh": "军队星期一表示，三名士兵在该国北部被打死，多人受伤。",
    "ja": "軍は月曜日、北部で兵士三人が死亡したと発表した。",
    "hi": "सेना ने सोमवार को कहा कि तीन सैनिक मारे गए।",
    "fa": "ارتش روز دوشنبه گفت که سه سرباز در شمال کشور کشته شدند.",
    "uk": "Армія повідомила, що троє солдатів загинули на півночі країни.",
}


@pytest.mark.parametrize(("lang", "text"), LANGUAGES.items())
def test_language_is_guessed(lang: str, text: str) -> None:
    assert guess_language(text) == lang


@pytest.mark.parametrize("text", ["", "123", "Tasil", "Deir Ezzor, Hajin, Daraa, Tasil, Yarmouk, Quneitra, Damascus"])
def test_language_stays_open_when_in_doubt(text: str) -> None:
    assert guess_language(text) == ""


def test_languages_of_the_demo_articles() -> None:
    wrong = [(a.id, a.lang, guess_language(a.text)) for a in load_corpus() if guess_language(a.text) != a.lang]
    assert wrong == []

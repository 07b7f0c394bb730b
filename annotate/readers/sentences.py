"""Where sentences end: rules for news text in the scripts that news is written in, no model, no dependency.

A wrong cut costs a coder more than a missing one (a trigger and its source fall apart), so doubtful stops do not cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

Span = tuple[int, int]

_WIDE = "。！？｡．؟۔।॥։።။"  # these end a sentence without white space after them
_CLOSERS = "\"'”’“»›)\\]}」』）】〉》"
_QUOTES = "\"'”’“»›"
_OPENERS = "\"'“‘«‹„¿¡([{「『（【〈《—–-*•"
_STOP = re.compile(rf"[.!?…‼⁇⁈⁉{_WIDE}]+(?P<close>[{_CLOSERS}]*(?:\[\d{{1,3}}\])*)")
_WORD = re.compile(r"[^\W\d_]+")
_ALNUM = re.compile(r"[^\W_]")
_DOTTED = re.compile(r"(?:\w{1,3}\.)+\w{1,3}")
_AROUND = _OPENERS + _CLOSERS
LONGEST_ABBREVIATION = 24
_UPPER, _LOWER = ascii_uppercase.encode(), ascii_lowercase.encode()


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# abbreviations that stand before a name or a number and so never end a sentence
_LEADING = _words(
    """mr mrs ms messrs mme mlle dr dra drs prof profa rev fr br bp abp hon gov sen rep pres amb supt insp det
    gen lt col maj capt cmdr cpl sgt ssgt pvt pfc spc adm brig gral cnel tte cap sgto alm ing lic arq
    st ste mt ft md mohd pt smt vs viz cf approx dist dept univ sra srta sres uds ud av avda exmo cel mgr mm
    hr nr bzw vgl ca evtl ggf geb sog ul ee ул им гг проф ген акад тов"""
)
# abbreviations that may also end one: a usual first word after them decides
_EITHER = _words(
    """inc ltd corp co plc bros jr sr etc al est usw uu тыс млн млрд руб долл чел г стр др
    ex ind intl natl assn"""
)
# abbreviations only before a number; otherwise plain words
_BEFORE_NUMBER = _words(
    """no nos núm num art arts fig figs vol vols pp sec secs ch chap para sect abs cl
    jan feb mar apr jun jul aug sep sept oct nov dec p pág"""
)
_STARTERS = _words(
    """the a an in on at it he she they we i you but and however meanwhile this that these those there when while
    after before as for from some many most his her their its our if although though according also one two three
    police officials both such other another no not with by to what who since during last
    el la los las en un una por pero según además tras le les il elle ils dans mais selon der die das er sie es ein
    eine im am o os as um uma no na em mas он она они это в на по но и"""
)
_SPEAKERS = _words("he she they said says asked added")  # after a quotation that ends with a stop
_GERMAN_AFTER_ORDINAL = _words(
    """januar jänner februar märz april mai juni juli august september oktober november dezember
    jahrhundert jahrestag bezirk platz"""
)


def split_sentences(text: str, start: int, end: int, *, caseless: bool = False, lang: str = "") -> list[Span]:
    """Sentences of ``text[start:end]`` (one paragraph), without the white space around them, in order.

    ``caseless``: the text is all lower or all upper case, so that case says nothing.
    """
    return _Paragraph(text, start, end, caseless, lang).sentences()


def is_caseless(text: str) -> bool:
    """True when a text uses (nearly) one case only, or a script without cases."""
    sample = text[:20_000]
    if sample.isascii():
        plain = sample.encode()
        upper, lower = (len(plain) - len(plain.translate(None, case)) for case in (_UPPER, _LOWER))
    else:
        upper, lower = sum(map(str.isupper, sample)), sum(map(str.islower, sample))
    return min(upper, lower) <= 0.005 * (upper + lower)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    start: int
    end: int
    caseless: bool
    lang: str

    def sentences(self) -> list[Span]:
        found: list[Span] = []
        begin = self._skip_space(self.start)
        for stop in _STOP.finditer(self.text, self.start, self.end):
            after = self._skip_space(stop.end())
            if after >= self.end:
                break
            if self._cuts(begin, stop, after):
                self._add(found, begin, stop.end())
                begin = after
        last = begin + len(self.text[begin : self.end].rstrip())
        if begin < last:
            self._add(found, begin, last)
        return found

    def _add(self, found: list[Span], begin: int, end: int) -> None:
        """A sentence has a letter or digit; stray marks stay with the sentence before them."""
        if found and not _ALNUM.search(self.text, begin, end):
            begin = found.pop()[0]
        found.append((begin, end))

    def _cuts(self, begin: int, stop: re.Match[str], after: int) -> bool:
        mark = self.text[stop.start() : stop.start("close")]
        if mark != "." and any(c in _WIDE for c in mark):
            return not (stop["close"] and self.text[after] == "と")  # Japanese: the quotation goes on: "… he said"
        if after == stop.end():
            return False
        opening = self._skip_openers(after)
        if self.text[opening].islower() and not self.caseless:
            return False
        if stop["close"] and stop["close"][0] in _QUOTES:
            return not (self.caseless and self._word_at(opening).casefold() in _SPEAKERS)
        if mark != ".":
            return mark.strip(".…") != "" or not self.caseless
        return self._full_stop_cuts(begin, stop.start(), opening)

    def _full_stop_cuts(self, begin: int, at: int, opening: int) -> bool:
        """Does the single "." at ``at`` end the sentence, or belong to the word before it?"""
        before = self.text[max(begin, at - LONGEST_ABBREVIATION) : at]
        word = before.rsplit(None, 1)[-1].lstrip(_AROUND) if before and not before[-1].isspace() else ""
        following = self._word_at(opening)
        key = word.casefold()
        if key in _LEADING or (key in _BEFORE_NUMBER and following[:1].isdigit()):
            return False
        if key in _EITHER or _DOTTED.fullmatch(word) or (len(word) == 1 and word.isalpha()):
            return following.casefold() in _STARTERS
        if word.isdigit():
            # "1. The …" is a list number, "3. Oktober" a German ordinal
            german = self.lang == "de" and len(word) <= 2 and following.casefold() in _GERMAN_AFTER_ORDINAL
            return not german and self.text[begin:at] != word
        return True

    def _skip_space(self, at: int) -> int:
        while at < self.end and self.text[at].isspace():
            at += 1
        return at

    def _skip_openers(self, at: int) -> int:
        """The first place from ``at`` on that is no opening quote, bracket or dash, or the last place there is."""
        while at < self.end - 1 and (self.text[at] in _OPENERS or self.text[at].isspace()):
            at += 1
        return at

    def _word_at(self, at: int) -> str:
        found = _WORD.match(self.text, at, self.end)
        return found[0] if found else self.text[at]

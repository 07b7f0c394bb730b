"""What each measure says, what it does not, and what is usual among people who code events; plain words, no formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SOURCE = (
    "4 or 5 trained coders, the same 100 sentences in rounds 5 to 7 of javierosorio/CAMEO_ConfliBERT; "
    "measured with this program, see docs/agreement.md"
)
READING = (
    "Krippendorff's rule of thumb: from .800 reliable, .667 to .800 for tentative conclusions, below that neither."
)


@dataclass(frozen=True)
class Explanation:
    """``usual``: lowest and highest value among trained coders, None where nobody has measured it openly."""

    says: str
    not_: str
    usual: tuple[float, float] | None = None
    reading: str = ""

    def to_json(self) -> dict[str, Any]:
        usual = None if self.usual is None else {"low": self.usual[0], "high": self.usual[1], "source": SOURCE}
        return {"says": self.says, "not": self.not_, "usual": usual, "reading": self.reading}


_CHANCE = (
    "Chance agreement is taken out, so it falls where one value is used almost always, even if coders agree often."
)
_OWN_CHANCE = "It is no better or worse than alpha under another distance: each has a chance level of its own."
_ALIGNED = "It looks only at triggers that two coders marked; what one of them missed is in the event F1."
_SENTENCES = "Title and sentences count as the coding screen splits them, page boilerplate does not."
_SPANS = "No chance is taken out: spans in free text hardly meet by chance."

_TEXTS: dict[str, Explanation] = {
    "relevant_alpha": Explanation(
        "Whether coders agree that an article holds an event at all, beyond chance.", _CHANCE, (0.73, 0.90), READING
    ),
    "relevant_ac1": Explanation(
        "The same with another idea of chance (Gwet), which does not fall when nearly all articles are alike.",
        "It is not comparable with alpha; read it where alpha is low although coders rarely differ.",
        (0.72, 0.91),
    ),
    "relevant_percent": Explanation(
        "How often two coders give the same answer to “any event?”.", "Chance is not taken out.", (0.86, 0.95)
    ),
    "relevant_share": Explanation(
        "The share of codings that hold an event: how skewed the question is.", "It is not agreement."
    ),
    "sentence_alpha": Explanation(
        "Whether coders find events in the same sentences, beyond chance; an event counts where its trigger begins.",
        _CHANCE
        + " "
        + _SENTENCES
        + " What is usual is from texts of one sentence; in whole articles more sentences hold no event.",
        (0.74, 0.91),
        READING,
    ),
    "sentence_ac1": Explanation(
        "The same with another idea of chance (Gwet), which does not fall when nearly all sentences are alike.",
        "It is not comparable with alpha; read it where alpha is low although coders rarely differ. " + _SENTENCES,
        (0.73, 0.91),
    ),
    "sentence_percent": Explanation(
        "How often two coders agree whether an event begins in a sentence.",
        "Chance is not taken out: most sentences hold no event for anybody. " + _SENTENCES,
        (0.86, 0.95),
    ),
    "sentence_share": Explanation(
        "The share of sentences in which a coder has an event, mean over coders: how skewed the question is.",
        "It is not agreement. " + _SENTENCES,
    ),
    "roots_alpha": Explanation(
        "Whether coders find the same kinds of event in an article, as sets of root codes; half-equal sets count half.",
        "It does not ask where in the text, nor how often.",
        (0.56, 0.63),
        READING,
    ),
    "count_alpha": Explanation(
        "Whether coders find the same number of events in an article.",
        "Equal numbers can be different events.",
        (0.73, 0.84),
        READING,
    ),
    "goldstein_mean_alpha": Explanation(
        "Whether the mean conflict or cooperation score of an article comes out alike.",
        "Opposite errors in one article cancel.",
        None,
        READING,
    ),
    "code_percent": Explanation(
        "How often two coders gave the same code to an event both found.", "Chance is not taken out. " + _ALIGNED
    ),
    "code_alpha": Explanation(
        "Whether coders give the same full code to events both found, beyond chance.", _ALIGNED, (0.59, 0.71), READING
    ),
    "code_ac1": Explanation(
        "The same with Gwet's idea of chance over the codes in use.",
        "With many codes it is close to the plain percentage.",
    ),
    "tree_alpha": Explanation(
        "Agreement on codes where a near miss counts less: the same root is half or a third of a miss.",
        _OWN_CHANCE + " " + _ALIGNED,
        None,
        READING,
    ),
    "digits_alpha": Explanation(
        "Agreement on the first three digits of the code.", _OWN_CHANCE + " " + _ALIGNED, None, READING
    ),
    "root_alpha": Explanation(
        "Agreement on the root, the first two digits: the kind of event.",
        _OWN_CHANCE + " " + _ALIGNED,
        (0.59, 0.71),
        READING,
    ),
    "quad_alpha": Explanation(
        "Agreement on the quad class: verbal or material, cooperation or conflict.",
        _OWN_CHANCE + " " + _ALIGNED,
        (0.72, 0.78),
        READING,
    ),
    "goldstein_alpha": Explanation(
        "Agreement on the conflict score that the code stands for; a small difference is a small miss.",
        _OWN_CHANCE + " " + _ALIGNED,
        (0.81, 0.85),
        READING,
    ),
    "goldstein_difference": Explanation(
        "How many points apart two coders' scores are on average, on the scale from -10 to +10.",
        "It is an error, not agreement: 0 is best.",
    ),
    "event_f1": Explanation(
        "The share of events that both coders of a pair found; triggers need to overlap, not to be equal.",
        "Codes and actors may differ. " + _SPANS,
        (0.74, 0.81),
    ),
    "event_f1_strict": Explanation(
        "The share of events that agree as a whole: code equal, source and target at least half the same words.",
        "It is low among trained coders too, because everything has to be right at once.",
        (0.32, 0.40),
    ),
    "u_boundaries": Explanation(
        "Whether the same characters are marked, whatever for, over the whole text and beyond chance (|uα of 2016).",
        "Long spans weigh more. It is not the older definition of 1995, which gives other figures.",
        (0.60, 0.68),
    ),
    "u_alpha": Explanation(
        "The same with the layer: trigger, source, target, location, time (uα of 2016).",
        "Where spans of a coder overlap, the earlier layer has the characters.",
        (0.60, 0.68),
    ),
    "u_coding": Explanation(
        "Whether coders give the same layer to characters that both marked (cuα of 2016).",
        "What one of them did not mark is left out.",
        (0.87, 0.87),
    ),
    "modality_alpha": Explanation(
        "Whether coders agree that an event happened, may happen, or did not.", _CHANCE + " " + _ALIGNED, None, READING
    ),
    "modality_percent": Explanation("How often two coders gave the same modality.", "Chance is not taken out."),
    "actor_alpha": Explanation(
        "Whether coders give the same code to an actor both marked in the same role.",
        "Actors that one of them missed are in the span F1.",
        None,
        READING,
    ),
}
_FAMILIES = {
    "_f1_exact": Explanation("The share of spans that both coders of a pair marked with the same ends.", _SPANS),
    "_f1_iou": Explanation("The share of spans of which both coders marked at least half in common.", _SPANS),
    "_f1_overlap": Explanation("The share of spans that both coders marked at all, with whatever ends.", _SPANS),
    "_f1_chars": Explanation(
        "The share of marked characters that both coders of a pair marked: how much of the words, not how many spans.",
        "Long spans weigh more. Characters stand for words: they need no rule of what a word is in each script. "
        "Where spans of a coder overlap, the earlier layer has the characters.",
    ),
    "_codes_alpha": Explanation(
        "Whether the slot holds the same set of actor codes; half-equal sets count half (MASI).",
        _ALIGNED,
        None,
        READING,
    ),
    "_codes_percent": Explanation("How often two coders filled the slot with the same actor codes.", _ALIGNED),
    "_filled_alpha": Explanation(
        "Whether coders agree that the text names an actor for this slot.", _CHANCE + " " + _ALIGNED, None, READING
    ),
    "_filled_percent": Explanation(
        "How often two coders agree that the text names an actor for this slot.", "Chance is not taken out."
    ),
    "_actor_alpha": Explanation(
        "Whether coders give the same code to an actor both marked in this role.",
        "Actors that one of them missed are in the span F1.",
        None,
        READING,
    ),
}
_USUAL = {
    "trigger_f1_exact": (0.49, 0.53),
    "trigger_f1_iou": (0.61, 0.66),
    "trigger_f1_overlap": (0.75, 0.81),
    "trigger_f1_chars": (0.55, 0.60),
    "source_f1_exact": (0.56, 0.69),
    "source_f1_iou": (0.63, 0.80),
    "source_f1_overlap": (0.72, 0.83),
    "source_f1_chars": (0.70, 0.86),
    "target_f1_exact": (0.44, 0.53),
    "target_f1_iou": (0.58, 0.61),
    "target_f1_overlap": (0.65, 0.68),
    "target_f1_chars": (0.58, 0.61),
}
_LADDER = Explanation(
    "How far down the ladder an event agrees: each step keeps only what agreed on all steps before.",
    "The steps are in a fixed order, so a loss shows at the first thing that differs.",
)
_LINE = Explanation(
    "Whether the same characters are marked in this layer, beyond chance ((k)uα of 2016).", "Long spans weigh more."
)


def explain(key: str) -> Explanation:
    """The words for a measure; raises KeyError for an unknown one."""
    found = _TEXTS.get(key) or next((text for end, text in _FAMILIES.items() if key.endswith(end)), None)
    if found is None and key.startswith("step_"):
        found = _LADDER
    if found is None and key.startswith("u_"):
        found = _LINE
    if found is None:
        raise KeyError(key)
    usual = _USUAL.get(key)
    return found if usual is None else Explanation(found.says, found.not_, usual, found.reading)

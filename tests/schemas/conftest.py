"""A small codebook and a small article for the tests of the language."""

import pytest

from schemas.codebook import SHIPPED, Codebook, load_codebook, parse_codebook

TINY = {
    "name": "tiny",
    "title": "A tiny codebook",
    "version": "1.0",
    "mentions": [
        {"type": "actor", "label": "Actor", "letter": "a", "coded": True},
        {"type": "trigger", "label": "Trigger", "letter": "t"},
        {"type": "location", "label": "Location", "letter": "l"},
        {"type": "time", "label": "Time", "letter": "i"},
        {"type": "quantity", "label": "Quantity", "letter": "q"},
    ],
    "slots": [
        {"role": "source", "label": "Source", "types": ["actor"]},
        {"role": "target", "label": "Target", "types": ["actor"]},
        {"role": "location", "label": "Place", "types": ["location"]},
        {"role": "time", "label": "Time", "types": ["time"], "many": False},
    ],
    "codes": [
        {"code": "01", "label": "MAKE PUBLIC STATEMENT", "definition": "Say.", "target": "optional"},
        {
            "code": "010",
            "label": "Make statement",
            "definition": "Say.",
            "parent": "01",
            "level": 2,
            "generic": True,
            "target": "optional",
            "words": ["say"],
        },
        {"code": "17", "label": "COERCE", "definition": "Force."},
        {
            "code": "170",
            "label": "Coerce, not specified below",
            "definition": "Force.",
            "parent": "17",
            "level": 2,
            "generic": True,
        },
        {
            "code": "173",
            "label": "Arrest, detain",
            "definition": "Hold.",
            "parent": "17",
            "level": 2,
            "words": ["arrest", "detain"],
        },
        {
            "code": "175",
            "label": "Use violent repression",
            "definition": "Beat.",
            "parent": "17",
            "level": 2,
            "words": ["beat", "tear gas"],
        },
        {"code": "19", "label": "FIGHT", "definition": "Fight."},
        {
            "code": "190",
            "label": "Use conventional force",
            "definition": "Fight.",
            "parent": "19",
            "level": 2,
            "generic": True,
            "words": ["fight"],
        },
        {
            "code": "195",
            "label": "Employ aerial weapons, not specified below",
            "definition": "Bomb.",
            "parent": "19",
            "level": 2,
            "generic": True,
            "words": ["bomb", "air raid"],
        },
        {
            "code": "1951",
            "label": 'Employ "precision" munitions & <more>',
            "definition": "Bomb.",
            "parent": "195",
            "level": 3,
            "words": ["guided bomb"],
        },
        {"code": "20", "label": "RETIRED", "definition": "Gone.", "retired": True},
        {"code": "21", "label": "NO TARGET", "definition": "Alone.", "target": "forbidden", "source": "required"},
        {"code": "22", "label": "GROUP", "definition": "Holds others.", "selectable": False},
    ],
}


@pytest.fixture(scope="session")
def tiny() -> Codebook:
    return parse_codebook(TINY)


def shipped() -> list[Codebook]:
    """The shipped codebooks, and the tiny one."""
    return [parse_codebook(TINY), *(load_codebook(name) for name in SHIPPED)]

"""Nearly equal texts are found, and no others."""

import random

from annotate.readers.duplicates import SIMILAR, NearDuplicates, jaccard, shingles

LISTED = "army town border monday school attack mayor inquiry ministry mistake convoy market bridge river north"
WORDS = LISTED.split()


def story(seed: int, length: int = 120) -> list[str]:
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) + str(chosen.randrange(50)) for _ in range(length)]


def changed(words: list[str], number: int) -> str:
    """The text with so many words in a row replaced."""
    return " ".join([*words[:10], *(f"other{i}" for i in range(number)), *words[10 + number :]])


def test_shingles_fold_case_and_marks() -> None:
    assert shingles("The army, “Monday”!") == shingles("the ARMY monday") == {"the army monday"}
    assert shingles("Two words") == {"two words"}
    assert shingles("…") == frozenset()
    assert shingles("军队开火") == {"军 队 开", "队 开 火"}


def test_jaccard_index() -> None:
    assert jaccard(frozenset("abcd"), frozenset("cdef")) == 2 / 6
    assert jaccard(frozenset(), frozenset()) == 0


def test_true_index_decides() -> None:
    near = NearDuplicates()
    stories = [story(seed) for seed in range(60)]
    for words in stories:
        assert near.add(" ".join(words)) == []
    for key, words in enumerate(stories):
        for number in (3, 30):
            text = changed(words, number)
            share = jaccard(shingles(text), shingles(" ".join(words)))
            assert near.like(text) == ([(key, share)] if share >= SIMILAR else [])
        assert jaccard(shingles(changed(words, 3)), shingles(" ".join(words))) >= SIMILAR
        assert jaccard(shingles(changed(words, 30)), shingles(" ".join(words))) < SIMILAR


def test_most_similar_comes_first_and_adding_keeps() -> None:
    near = NearDuplicates()
    words = story(1)
    near.add(changed(words, 5))
    near.add(" ".join(words))
    found = near.add(changed(words, 1))
    assert [key for key, _ in found] == [1, 0]
    assert [key for key, _ in near.like(" ".join(words))] == [1, 2, 0]


def test_texts_without_words_are_like_nothing() -> None:
    near = NearDuplicates()
    assert near.add("…") == []
    assert near.add("…") == []
    assert near.add("!!!") == []


def test_crowd_of_equal_texts_takes_no_quadratic_time() -> None:
    near = NearDuplicates()
    found = [near.add(" ".join(story(1))) for _ in range(2000)]
    assert [key for key, share in found[-1] if share == 1] == list(range(20))
    assert not near.weary

"""Names are found as if every name there is were held against every run of words."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

from store.archive import Archive, open_store
from store.search.lookups import Lookups
from store.search.words.alternatives import NAME_LIKENESS
from store.search.words.namesakes import Typed, best_name
from store.text.near_keys import sounds_of
from store.text.sound import name_similarity
from tests.builders import add, make_draft
from tests.examples import examples

NAMES = (
    "Laura Kuenz",
    "Lara Kent",
    "Michael Pompe",
    "Michelle Pompe",
    "Theresa May",
    "Theresa Maria Bold",
    "Bo Kent",
)
WORDS = sorted({word.lower() for name in NAMES for word in name.split()})
SLIPS = ("kuents", "lauro", "pomp", "pompee", "teresa", "mey", "kentt", "bold", "mihael", "boo")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = open_store(tmp_path_factory.mktemp("crowd") / "archive.db")
    for number, name in enumerate(NAMES):
        text = f"“We opened the mill,” said {name}. The mill is old, {name} said."
        add(archive, make_draft(text, url=f"https://paper.example/{number}"))
    return archive


def typed(word: str) -> Typed:
    is_certain = word in WORDS
    near = {
        name: name_similarity(word, name)
        for name in WORDS
        if set(sounds_of(word)) & set(sounds_of(name))
        and name_similarity(word, name) >= NAME_LIKENESS
    }
    near = {word: 1.0} if is_certain else {word: 1.0} | near
    return Typed(word, (word,), near, is_certain=is_certain, has_sound=not is_certain)


def fits(run: list[str], name: str, least: float) -> float:
    """How well a name fits in its best order of words; 0.0 where it does not."""

    def alike(word: str, part: str) -> float:
        if word in WORDS:
            return float(word == part)
        near = typed(word).near
        other = max(name_similarity(word, part), JaroWinkler.similarity(word, part) - 0.04)
        likeness = near.get(part, other)
        return likeness if likeness >= least else 0.0

    orders = permutations(name.lower().split(), len(run))
    ways = [[alike(word, part) for word, part in zip(run, way, strict=True)] for way in orders]
    return max((sum(way) / len(way) for way in ways if all(way)), default=0.0)


@examples(200)
@given(st.lists(st.sampled_from((*WORDS, *SLIPS)), min_size=2, max_size=3, unique=True))
def test_who_is_found_bears_all_the_words_and_whoever_plainly_does_is_found(crowd, run):
    with crowd.connections.reading() as db:
        found = best_name(Lookups(db), [typed(word) for word in run])
    if found is not None:
        assert any(set(found) <= set(name.lower().split()) for name in NAMES)
        assert max(fits(run, name, NAME_LIKENESS) for name in NAMES) > 0
    sure = [name for name in NAMES if fits(run, name, 0.9)]
    if sure:
        assert found is not None


def test_names_are_read_once_for_the_same_words(crowd):
    run = [typed("laura"), typed("kuents")]
    statements: list[str] = []
    with crowd.connections.reading() as db:
        lookups = Lookups(db)
        first = best_name(lookups, run)
        db.set_trace_callback(statements.append)
        assert best_name(lookups, run) == first == ("laura", "kuenz")
        db.set_trace_callback(None)
    assert statements == []

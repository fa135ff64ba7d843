"""Words are looked for by their rarest; that finds all that holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.search.checking.sought import gist, pairs_of_thirds, read_sought, telling_runs, whole
from store.search.checking.tokens import find_tokens
from store.search.lookups import Lookups
from store.search.passages.retrieve import Together, passages_with_phrases
from store.search.reading import QueryReader
from tests.builders import add, make_draft
from tests.examples import examples

TEXTS = (
    "The old mill on the river burned down on the night of the storm, and the miller left town.",
    "The town council said on Monday that the old mill on the hill would be sold to the miller.",
    "A storm on the river took the old bridge down, the council said, and the ferry left at night.",
    "The ferry on the river left the town at night, and the miller said that the mill was sold.",
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = open_store(tmp_path_factory.mktemp("town") / "archive.db")
    for number, text in enumerate(TEXTS):
        add(archive, make_draft(text, url=f"https://paper.example/{number}"))
    return archive


@examples(150)
@given(st.sampled_from(TEXTS), st.integers(0, 12), st.integers(3, 18))
def test_what_holds_the_words_holds_their_gist(town, text, start, count):
    words = " ".join(text.split()[start : start + count])
    with town.connections.reading() as db:
        sought = read_sought(QueryReader(Lookups(db)), words, find_tokens(words), "")
        runs = [Together((run,)) for run in telling_runs(sought)]
        for together in (*whole(sought), *pairs_of_thirds(sought), *runs):
            exact = passages_with_phrases(db, [together], 60)
            near = passages_with_phrases(db, [gist(sought, together)], 60)
            assert exact
            assert set(exact) <= set(near)


def test_of_a_long_phrase_only_a_few_words_are_looked_for(town):
    words = TEXTS[0]
    with town.connections.reading() as db:
        sought = read_sought(QueryReader(Lookups(db)), words, find_tokens(words), "")
        (together,) = whole(sought)
    assert sum(map(len, together.phrases)) == 8
    looked_for = [stem for phrase in gist(sought, together).phrases for stem in phrase]
    assert len(looked_for) == 3
    assert "the" not in looked_for

"""The index against plain reading: what it finds is what stands there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.ingest.writing.split import split_passages
from store.search.lookups import Lookups
from store.search.passages.retrieve import retrieve_passages
from store.search.query import Filters, Query
from store.search.reading import QueryReader
from store.search.words.terms import Term
from store.text.matching import matching_words
from store.text.stem import Stems
from tests.builders import add, made_up, make_draft
from tests.examples import examples

Place = tuple[int, int]


def read_through(archive: Archive, terms: tuple[Term, ...]) -> set[Place]:
    """Every passage that holds a stem of a term, found by reading all of them."""
    wanted = {stem for term in terms for stem in term.stems}
    found = set[Place]()
    for article in archive.all_articles():
        stems = Stems(article.language)
        for number, passage in enumerate(split_passages(article.text)):
            words = matching_words(passage.span.of(article.text))
            if not number:
                words = [*words, *matching_words(article.headline)]
            if wanted & {stems[word][1] for word in words}:
                found.add((article.id, passage.span.start))
    return found


def by_index(archive: Archive, terms: tuple[Term, ...]) -> set[Place]:
    with archive.connections.reading() as db:
        ids = [passage for passage, _ in retrieve_passages(Lookups(db), terms, Filters(), 10_000)]
        marks = ",".join("?" * len(ids))
        rows = db.execute(
            f"SELECT article_id, start FROM passages WHERE id IN ({marks})",  # noqa: S608
            ids,
        )
        return {(article, start) for article, start in rows}


def terms_of(archive: Archive, text: str) -> tuple[Term, ...]:
    with archive.connections.reading() as db:
        return QueryReader(Lookups(db)).read(Query(text)).terms


QUESTIONS = st.lists(
    st.sampled_from(
        """compass stolen museum Pryce hangers cracks Odile flooded quay roof school derby header
        cannery jobs ferry aground buoy captain candidates votes Norwegian Pumpen Feuerwehr море
        медаль капитан the of 1642 £260,000 O'Neil café Kjærgaard weeks two""".split()
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


@examples(60)
@given(text=QUESTIONS)
def test_the_index_finds_the_passages_that_reading_all_of_them_finds(
    town: Archive, text: str
) -> None:
    terms = terms_of(town, text)
    assert by_index(town, terms) == read_through(town, terms)


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "naïve Łódź ",
                "Ǆ ﬁre ",
                "汉字かな ",
                "ไทย ",
                "ⅷ ½ ",
                "𝕬𝖇 ",
                "n̈ ",
                "ẞ ß ",
                "'tis O’Neil ",
            ]
        ),
    ),
    min_size=1,
    max_size=6,
).map("".join)


@examples(60)
@given(texts=st.lists(TEXTS, min_size=1, max_size=3), asked=TEXTS)
def test_it_does_so_for_any_words_of_any_script(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], asked: str
) -> None:
    with closing(open_store(tmp_path_factory.mktemp("script") / "archive.db")) as archive:
        for number, text in enumerate(texts):
            add(archive, make_draft(text, url=f"https://paper.example/{number}", headline=asked))
        for question in (asked, *texts):
            terms = terms_of(archive, question)
            assert by_index(archive, terms) == read_through(archive, terms)


def test_of_more_passages_than_wanted_the_best_are_kept(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "archive.db")) as archive:
        for number in range(30):
            text = f"{made_up(number)['text']} A zeppelin came. " + "Zeppelin! " * (number == 17)
            add(archive, make_draft(text, url=f"https://paper.example/{number}"))
        terms = terms_of(archive, "zeppelin")
        with archive.connections.reading() as db:
            found = retrieve_passages(Lookups(db), terms, Filters(), 5)
        assert len(found) == 5
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        assert all(score >= 0 for score in scores)

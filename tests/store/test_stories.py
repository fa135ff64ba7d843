"""Copies of a story find each other as they come in, in whatever order, and leave no trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.database.collections import Collections
from store.model import Draft
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import WORDS, add, made_up, make_draft, now
from tests.examples import examples
from tests.inspection import Rows, check_file, contents

OUTLETS = ("Quay Post", "Hill Herald", "The Beacon", "The Crier", "Coast Weekly")


def told(story: int, outlet: int) -> Draft:
    """One of any number of stories, as one of the outlets tells it."""
    own = made_up(1000 * story + outlet, paragraphs=1)["text"]
    paragraphs = made_up(story, paragraphs=8)["text"].split("\n\n")
    paragraphs[outlet] = own
    return make_draft(
        "\n\n".join(paragraphs),
        url=f"https://{OUTLETS[outlet].split()[-1].lower()}.example/{story}",
        headline=f"{WORDS[outlet].capitalize()} news {story}",
        publisher=OUTLETS[outlet],
        published=f"2026-03-0{outlet + 1}",
    )


def named(archive: Archive) -> set[frozenset[str]]:
    """The stories as the addresses of the articles that carry them."""
    urls = {article.id: article.url or "" for article in archive.all_articles()}
    return {frozenset(urls[i] for i in story) for story in archive.stories()}


def urls(*drafts: Draft) -> frozenset[str]:
    return frozenset(draft.url or "" for draft in drafts)


def held(archive: Archive) -> dict[str, Rows]:
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as db:
        check_file(db)
        return contents(db)


def test_copies_are_one_story_and_other_articles_none(archive: Archive) -> None:
    copies = [told(1, outlet) for outlet in range(3)]
    add(archive, told(2, 0), copies[0], told(3, 0), *copies[1:])
    assert named(archive) == {urls(*copies)}


def test_the_first_published_comes_first_and_undated_ones_last(archive: Archive) -> None:
    undated = make_draft(told(1, 3).text, url="https://crier.example/undated", headline="Undated")
    add(archive, undated, told(1, 2), told(1, 0), told(1, 1))
    (story,) = archive.stories()
    articles = archive.articles(story)
    published = [articles[article_id].published for article_id in story]
    assert published == ["2026-03-01", "2026-03-02", "2026-03-03", None]


def test_a_story_survives_its_first_teller(archive: Archive) -> None:
    copies = [told(1, outlet) for outlet in range(3)]
    add(archive, *copies)
    archive.remove(copies[0].url or "")
    assert named(archive) == {urls(*copies[1:])}
    archive.remove(copies[1].url or "")
    assert archive.stories() == ()


def test_a_copy_that_is_rewritten_leaves_the_story(archive: Archive) -> None:
    one, other = told(1, 0), told(1, 1)
    add(archive, one, other)
    rewritten = make_draft(made_up(77)["text"], url=other.url or "", headline="Something else")
    add(archive, rewritten)
    assert archive.stories() == ()
    add(archive, other)
    assert named(archive) == {urls(one, other)}


def test_reindexing_finds_the_same_stories(archive: Archive) -> None:
    add(archive, *(told(story, outlet) for story in range(3) for outlet in range(3)))
    before = archive.stories()
    archive.reindex()
    assert archive.stories() == before
    assert len(before) == 3


def test_what_opens_everything_of_a_publisher_makes_no_story_and_no_long_work(
    archive: Archive,
) -> None:
    header = made_up(500, paragraphs=3)["text"]
    articles = [
        make_draft(
            f"{header}\n\n{made_up(number, paragraphs=6)['text']}",
            url=f"https://post.example/{number}",
            headline=f"Post {number}",
        )
        for number in range(40)
    ]
    add(archive, *articles)
    assert archive.stories() == ()
    copy = make_draft(articles[3].text, url="https://other.example/3", headline="Taken over")
    add(archive, copy)
    assert named(archive) == {urls(articles[3], copy)}


def test_a_story_that_a_hundred_outlets_carry_stays_one(archive: Archive) -> None:
    text = made_up(1, paragraphs=6)["text"]
    add(
        archive,
        *(
            make_draft(text, url=f"https://outlet{number}.example/a", headline="A storm")
            for number in range(100)
        ),
    )
    (story,) = archive.stories()
    assert len(story) == 100
    found = now(archive, Snapshot.search, Query(" ".join(text.split()[:6])), 3)
    assert len([hit for hit in found.hits if hit.article_id in story]) <= 3
    assert len({hit.article_id for hit in found.hits}) == 1
    assert len(found.hits[0].also) == 99


def test_a_copy_that_somebody_may_not_read_is_not_named_to_them(archive: Archive) -> None:
    board = Collections(archive.connections).open("board")
    one, other, closed = (told(1, outlet) for outlet in range(3))
    add(archive, one, other)
    list(archive.add([closed], collection=board))
    changed = make_draft(f"{one.text}\n\nMore.", url=closed.url or "", headline="Later")
    list(archive.add([changed], collection=board))
    query = Query(" ".join(one.text.split()[-6:]))
    assert named(archive) == {urls(one, other, closed)}
    public = archive.within(frozenset())
    assert named(public) == {urls(one, other)}
    assert len(now(public, Snapshot.search, query).hits[0].also) == 1
    (hidden,) = set(archive.stories()[0]) - set(public.stories()[0])
    assert len(archive.within(frozenset({"board"})).versions_of(hidden)) == 1
    assert public.versions_of(hidden) == []
    assert public.fingerprint(hidden) is None


TOLD = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8, unique=True
)
Steps = Sequence[tuple[int, int]]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Rows]]:
    """What an archive holds after articles were added, and then some taken out."""
    folder, count = tmp_path_factory.mktemp("stories"), iter(range(100_000))

    def make(added: Steps, removed: Steps = ()) -> dict[str, Rows]:
        path: Path = folder / f"{next(count)}.db"
        with closing(open_store(path)) as archive:
            add(archive, *(told(*one) for one in added))
            for one in removed:
                archive.remove(told(*one).url or "")
            rows = held(archive)
        path.unlink()
        return rows

    return make


@examples(15)
@given(data=st.data(), articles=TOLD)
def test_stories_do_not_depend_on_the_order_in_which_articles_come(
    make: Callable[..., dict[str, Rows]], data: st.DataObject, articles: Steps
) -> None:
    other_order = data.draw(st.permutations(articles))
    one, other = make(articles), make(other_order)
    assert one["copies"] == other["copies"]
    assert one["story_keys"] == other["story_keys"]


@examples(10)
@given(articles=TOLD)
def test_adding_twice_changes_no_story(
    make: Callable[..., dict[str, Rows]], articles: Steps
) -> None:
    assert make([*articles, *articles]) == make(articles)


@examples(15)
@given(data=st.data(), articles=TOLD)
def test_what_was_taken_out_might_never_have_been_there(
    make: Callable[..., dict[str, Rows]], data: st.DataObject, articles: Steps
) -> None:
    removed = data.draw(st.lists(st.sampled_from(articles), unique=True))
    left = [one for one in articles if one not in removed]
    after, never = make(articles, removed), make(left)
    for table in ("copies", "story_keys", "articles", "versions"):
        assert after[table] == never[table]

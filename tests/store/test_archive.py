"""What goes in, what comes out, and what is left when it is taken out again."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.errors import ArticleNotFoundError, IngestError
from store.ingest.outcome import Failed, Outcome, Skipped
from store.ingest.writing.pipeline import Batching, ingest
from store.model import Draft
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import add, draft_from, made_up, make_draft, now, sample_drafts, stored
from tests.examples import examples
from tests.inspection import Rows, check_file, contents

TEXT = (
    "The mayor, Ida Brandt, opened the bridge on Monday.\n\n"
    "“It took nine years,” Brandt said. “It will stand for ninety.”"
)


def held(archive: Archive) -> dict[str, Rows]:
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as db:
        check_file(db)
        return contents(db)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., dict[str, Rows]]:
    """What an archive holds after something was done to it."""
    count = iter(range(100))

    def make(*steps: Callable[[Archive], object]) -> dict[str, Rows]:
        with closing(open_store(tmp_path / f"{next(count)}.db")) as archive:
            for step in steps:
                step(archive)
            return held(archive)

    return make


def adding(*drafts: Draft) -> Callable[[Archive], object]:
    return lambda archive: add(archive, *drafts)


def removing(which: str) -> Callable[[Archive], object]:
    return lambda archive: archive.remove(which)


def test_adding_twice_is_adding_once(make: Callable[..., dict[str, Rows]]) -> None:
    drafts = list(sample_drafts())
    assert make(adding(*drafts), adding(*drafts)) == make(adding(*drafts))


def test_a_second_time_says_unchanged(archive: Archive) -> None:
    draft = make_draft(TEXT, url="https://paper.example/bridge")
    (first,) = add(archive, draft)
    (second,) = add(archive, draft)
    assert (first.outcome, second.outcome) == (Outcome.ADDED, Outcome.UNCHANGED)
    assert first.id == second.id


@pytest.mark.parametrize(
    "other",
    [
        "http://paper.example/bridge",
        "https://www.paper.example/bridge/",
        "https://PAPER.example/bridge?utm_source=feed&utm_medium=rss#top",
        "https://paper.example:443/bridge",
    ],
)
def test_another_form_of_the_address_is_the_same_article_under_its_first_address(
    archive: Archive, other: str
) -> None:
    first = "https://paper.example/bridge?fbclid=1"
    add(archive, make_draft(TEXT, url=first, publisher="Post"))
    (again,) = add(archive, make_draft(TEXT, url=other, publisher="Post"))
    assert again.outcome is Outcome.UNCHANGED
    (updated,) = add(archive, make_draft(TEXT + " More.", url=other, publisher="Post"))
    assert updated.outcome is Outcome.UPDATED
    (kept,) = archive.all_articles()
    assert kept.url == first
    assert kept.text.endswith("More.")
    assert archive.get(other) == kept == archive.get(first) == archive.get(str(kept.id))


def test_both_forms_in_one_batch_are_one_article(archive: Archive) -> None:
    outcomes = add(
        archive,
        make_draft(TEXT, url="https://paper.example/bridge", publisher="Post"),
        make_draft(TEXT, url="https://paper.example/bridge?utm_source=x", publisher="Post"),
        make_draft("Something else.", url="http://paper.example/bridge", publisher="Post"),
    )
    assert [o.outcome for o in outcomes] == [Outcome.ADDED, Outcome.UNCHANGED, Outcome.UPDATED]
    assert [a.text for a in archive.all_articles()] == ["Something else."]


def test_without_an_address_the_content_is_the_identity(archive: Archive) -> None:
    add(archive, make_draft(TEXT, headline="Bridge", source="a.txt"))
    (same,) = add(archive, make_draft(TEXT, headline="Bridge", source="copy of a.txt"))
    (other,) = add(archive, make_draft(TEXT, headline="Another bridge"))
    assert (same.outcome, other.outcome) == (Outcome.UNCHANGED, Outcome.ADDED)


ARTICLE_TEXTS = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["“Yes,” said Ida Brandt.", "第一句。第二句！", "\n\n", "👩‍👩‍👧 a̐éö̲", "שלום"]
        ),
    ),
    min_size=1,
    max_size=8,
).map("".join)


@examples(40)
@given(texts=st.lists(ARTICLE_TEXTS, min_size=1, max_size=4, unique=True))
def test_what_is_put_in_is_got_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    with closing(open_store(tmp_path_factory.mktemp("identity") / "archive.db")) as archive:
        for number, text in enumerate(texts):
            draft = make_draft(
                text,
                url=f"https://paper.example/{number}",
                headline=text[:20],
                byline=text[20:30],
                published="2020-02-03",
            )
            (article,) = stored(archive, draft)
            for name in ("text", "headline", "url", "byline", "dateline", "published", "publisher"):
                assert getattr(article, name) == getattr(draft, name)
            text_length = len(article.text)
            for quote in archive.quotes_in(article.id):
                assert quote.span.stop <= text_length
            for person in archive.people_in(article.id):
                assert all(mention.stop <= text_length for mention in person.mentions)
        held(archive)
        for article in archive.all_articles():
            archive.remove(str(article.id))
        assert all(rows == [] for rows in held(archive).values())


def test_an_article_taken_out_leaves_no_trace_anywhere(
    make: Callable[..., dict[str, Rows]],
) -> None:
    *others, last = sample_drafts()
    assert last.url
    assert make(adding(*others, last), removing(last.url)) == make(adding(*others))


@pytest.mark.parametrize("place", [0, 4, 9])
def test_it_leaves_none_in_the_middle_of_others_either(
    make: Callable[..., dict[str, Rows]], place: int
) -> None:
    drafts = list(sample_drafts())
    others = [draft for number, draft in enumerate(drafts) if number != place]
    assert make(adding(*drafts), removing(drafts[place].url or "")) == make(adding(*others))


def test_somebody_is_called_as_the_articles_left_call_them(
    make: Callable[..., dict[str, Rows]],
) -> None:
    mayor = make_draft(
        "Mayor Zoë Brandt opened the bridge. Brandt, a former teacher, smiled.",
        url="https://paper.example/1",
    )
    engineer = make_draft(
        "Zoe Brandt, a former teacher and mayor, met the engineer Hugo Lind.",
        url="https://paper.example/2",
    )
    assert make(adding(mayor, engineer), removing(mayor.url or "")) == make(adding(engineer))
    assert make(adding(engineer, mayor), removing(engineer.url or "")) == make(adding(mayor))


def test_one_article_with_two_spellings_of_a_name_counts_once_and_goes_whole(
    make: Callable[..., dict[str, Rows]],
) -> None:
    other = make_draft("Anne O'Neil, a baker, won a prize.", url="https://paper.example/1")
    mixed = make_draft(
        "“We bake,” said Anne O'Neil. “We sell,” said Anne O’Neil. Anne O'Neil left.",
        url="https://paper.example/2",
    )
    both = make(adding(other, mixed))
    assert all(counts[5] <= 2 for counts in both["people"])
    assert make(adding(other, mixed), removing(mixed.url or "")) == make(adding(other))


def test_a_new_version_replaces_everything_of_the_old_one(
    make: Callable[..., dict[str, Rows]],
) -> None:
    before = [draft_from(made_up(number)) for number in range(5)]
    old, new = draft_from(made_up(5)), draft_from({**made_up(6), "url": made_up(5)["url"]})
    replaced, afresh = make(adding(*before, old), adding(new)), make(adding(*before, new))
    assert len(replaced.pop("versions")) == 1
    assert afresh.pop("versions") == []
    assert replaced == afresh


def test_reindexing_gives_what_adding_afresh_gives(make: Callable[..., dict[str, Rows]]) -> None:
    drafts = list(sample_drafts())
    assert make(adding(*drafts), Archive.reindex) == make(adding(*drafts))


def test_reindexing_counts_the_articles_it_did(archive: Archive) -> None:
    add(archive, *(draft_from(made_up(number)) for number in range(7)))
    assert archive.reindex() == 7
    assert archive.stats()["articles"] == 7


def test_a_reindexing_that_was_interrupted_is_gone_on_with(
    make: Callable[..., dict[str, Rows]],
) -> None:
    drafts = list(sample_drafts())

    def interrupt(archive: Archive) -> None:
        with archive.connections.writing() as db:
            for table in (
                "passages words quotes appearances people name_words person_marks "
                "archive_facts story_keys copies"
            ).split():
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
            for index in ("passages_fts", "near_words"):
                db.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")  # noqa: S608
            db.execute("UPDATE articles SET derived_version = 0")

    fresh = make(adding(*drafts))
    assert make(adding(*drafts), interrupt, Archive.reindex) == fresh
    # Until then, what is not yet in the index can be replaced and taken out.
    assert make(adding(*drafts), interrupt, adding(*drafts)) == fresh
    gone = make(adding(*drafts), interrupt, removing(drafts[-1].url or ""), Archive.reindex)
    assert gone == make(adding(*drafts[:-1]))


def test_what_is_not_there_cannot_be_taken_out(archive: Archive) -> None:
    add(archive, make_draft(TEXT, url="https://paper.example/1"))
    for which in ("99", "https://paper.example/2", "", "no such thing", "9" * 40, "\x00", "\ud800"):
        with pytest.raises(ArticleNotFoundError):
            archive.remove(which)
    assert archive.stats()["articles"] == 1


def test_an_id_is_not_given_twice(archive: Archive) -> None:
    (first,) = add(archive, make_draft(TEXT, url="https://paper.example/1"))
    archive.remove(str(first.id))
    (second,) = add(archive, make_draft(TEXT, url="https://paper.example/1"))
    assert first.id != second.id


def test_what_is_asked_at_one_moment_sees_no_change_made_meanwhile(archive: Archive) -> None:
    (first,) = add(archive, make_draft(TEXT, url="https://paper.example/1"))
    with closing(open_store(archive.path)) as other:
        with archive.at_one_moment():
            assert archive.stats()["articles"] == 1
            other.remove(str(first.id))
            assert archive.stats()["articles"] == 1
            assert archive.article(first.id) is not None
        assert archive.article(first.id) is None


def test_a_bad_source_between_good_ones_ends_as_what_it_is(archive: Archive) -> None:
    good, better = (draft_from(made_up(number)) for number in range(2))
    written = list(
        archive.add([good, Skipped("b", "empty"), Failed("c", "not found", "http://x"), better])
    )
    assert [w.outcome.value for w in written] == ["added", "skipped", "failed", "added"]
    assert [w.reason for w in written] == [None, "empty", "not found", None]


@pytest.mark.parametrize("name", ["url", "headline", "byline", "publisher", "source"])
def test_no_string_in_a_field_stops_an_import(archive: Archive, name: str) -> None:
    odd = {"url": "https://paper.example/odd", name: "https://paper.example/\ud800\x00\udcff"}
    written = add(
        archive,
        make_draft(TEXT, **odd),
        draft_from(made_up(1)),
    )
    assert [w.outcome for w in written] == [Outcome.ADDED, Outcome.ADDED]
    assert add(archive, make_draft(TEXT, **odd))[0].outcome is Outcome.UNCHANGED


def test_many_are_analysed_by_several_processes_in_order(archive: Archive) -> None:
    drafts = [draft_from(made_up(number, paragraphs=1)) for number in range(200)]
    written = list(archive.add(iter(drafts), jobs=2))
    assert [w.source for w in written] == [d.source for d in drafts]
    assert {w.outcome for w in written} == {Outcome.ADDED}
    assert [a.text for a in archive.all_articles()] == [d.text for d in drafts]


def test_numbers_of_the_archive_follow_what_it_holds(archive: Archive) -> None:
    add(archive, *sample_drafts())
    stats = archive.stats()
    everything = list(archive.all_articles())
    assert stats["articles"] == len(everything) == 20
    assert stats["quotes"] == sum(len(archive.quotes_in(a.id)) for a in everything)
    assert stats["language:en"] == 18
    assert stats["bytes"] > 0


def test_the_newest_come_first_and_undated_ones_last(archive: Archive) -> None:
    for day in ("2020-01-02", "", "2021-05-01T10:00:00Z", "2020-12-31"):
        add(archive, make_draft(f"It was {day or 'some day'}.", published=day, headline=day or "?"))
    found = now(archive, Snapshot.search_stories, Query(""), 9, newest_first=True)
    listed = [archive.article(hit.article_id) for hit in found.hits]
    assert [a.headline for a in listed if a] == [
        "2021-05-01T10:00:00Z",
        "2020-12-31",
        "2020-01-02",
        "?",
    ]


def test_publishers_are_counted_with_their_dates(archive: Archive) -> None:
    for number, day in enumerate(("2020-01-02", "2021-01-02", "2019-01-02")):
        add(archive, make_draft(f"Text {number}.", publisher="Post", published=day))
    add(archive, make_draft("Text.", publisher="Herald"))
    assert archive.publishers() == [
        ("Post", 3, "2019-01-02", "2021-01-02"),
        ("Herald", 1, None, None),
    ]


def test_a_worker_that_is_ended_is_told_and_adding_again_goes_on(archive: Archive) -> None:
    drafts = [draft_from(made_up(number, paragraphs=1)) for number in range(2_000)]
    adding_on = archive.add(iter(drafts), jobs=2)

    def end_a_worker() -> None:
        for _ in adding_on:
            for worker in multiprocessing.active_children():
                worker.kill()

    with pytest.raises(IngestError, match="add again"):
        end_a_worker()
    done = archive.stats()["articles"]
    outcomes = [written.outcome for written in add(archive, *drafts)]
    assert outcomes.count(Outcome.UNCHANGED) == done
    assert outcomes.count(Outcome.ADDED) == len(drafts) - done
    held(archive)


def test_the_log_of_a_large_import_is_used_again(tmp_path: Path) -> None:
    drafts = [draft_from(made_up(number, paragraphs=1)) for number in range(120)]
    # The thread beside would be as quick as these batches, and do it by itself.
    batching = Batching(batch=4, large_batch=4, checkpoint_every=1_000)

    def longest_log(restart_every: int) -> int:
        path = tmp_path / f"{restart_every}.db"
        log = path.with_name(f"{path.name}-wal")
        slow = replace(batching, restart_every=restart_every)
        with closing(open_store(path)) as archive:
            written = ingest(archive.connections, iter(drafts), jobs=2, batching=slow)
            longest = max(log.stat().st_size for _ in written)
            assert archive.stats()["articles"] == len(drafts)
            held(archive)
        return longest

    assert longest_log(4) < longest_log(1_000) / 2

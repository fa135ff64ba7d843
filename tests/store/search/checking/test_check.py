"""Words held against an archive: do they stand there, whose are they, what differs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from store.archive import Archive, open_store
from store.database.collections import Collections
from store.search.checking.checked import Checked, CheckVerdict, DifferenceKind, Whose
from store.search.snapshot import Snapshot
from tests.builders import WORDS, add, draft_from, made_up, make_draft, now
from tests.examples import examples

LIGHTHOUSE = """The council met on Tuesday evening.

“We will never sell the old lighthouse to a stranger,” said Marta Quill, the keeper of the light. \
“It has stood on that rock for two hundred years.”

The roof of the boathouse needs forty new slates before winter comes, the surveyor wrote.

“A lamp nobody tends is only a window,” the surveyor's brother, Edwin Tarr, told the meeting. The \
vote was put off until spring because the treasurer had lost her notes.

“Bring your own ladders,” a woman shouted from the back of the hall."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with closing(open_store(tmp_path_factory.mktemp("check") / "archive.db")) as opened:
        add(
            opened,
            make_draft(LIGHTHOUSE, url="https://quay.example/1", published="2026-03-01"),
            make_draft(
                "“Nothing on this coast is for sale,” said Otto Brimley. “We will never sell the "
                "old lighthouse to a stranger,” Marta Quill had said a week before.",
                url="https://quay.example/2",
                published="2026-03-08",
            ),
            *(draft_from(made_up(number)) for number in range(20)),
        )
        yield opened


def kinds(checked: Checked) -> list[DifferenceKind]:
    return [difference.kind for difference in checked.found[0].differences]


@pytest.mark.parametrize(
    "words",
    [
        "We will never sell the old lighthouse to a stranger",
        "we will never sell the old lighthouse to a stranger!",
        "«WE WILL NEVER SELL  the old — lighthouse to a stranger.»",
        "A lamp nobody tends is only a window",
        "forty new slates before winter",
        # As the paper split it around its credit.
        "We will never sell the old lighthouse to a stranger. It has stood on that rock",
    ],
)
def test_the_same_words_are_verbatim_however_they_are_pointed(archive: Archive, words: str):
    checked = now(archive, Snapshot.check, words)
    assert checked.verdict is CheckVerdict.VERBATIM
    assert checked.found[0].differences == ()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("We will sell the old lighthouse to a stranger", DifferenceKind.LEFT_OUT),
        ("We will never ever sell the old lighthouse to a stranger", DifferenceKind.ADDED),
        ("We will never sell the old bakery to a stranger", DifferenceKind.CHANGED),
        ("We will never sell the old lihgthouse to a stranger", DifferenceKind.SPELLING),
        ("We will never … the old lighthouse to a stranger", DifferenceKind.ELLIPSIS),
        ("We will never sell [the building] to a stranger", DifferenceKind.BRACKET),
        ("We will never sell the old lighthouse. Bring your own ladders", DifferenceKind.JOINED),
    ],
)
def test_other_words_are_near_and_say_what_differs(
    archive: Archive, words: str, kind: DifferenceKind
):
    checked = now(archive, Snapshot.check, words)
    assert checked.verdict is CheckVerdict.NEAR
    assert kinds(checked) == [kind]


def test_words_joined_from_two_places_show_both(archive: Archive):
    checked = now(
        archive,
        Snapshot.check,
        "Bring your own ladders. A lamp nobody tends is only a window",
    )
    shown = [found.span.of(LIGHTHOUSE) for found in checked.found]
    assert sorted(shown) == ["A lamp nobody tends is only a window", "Bring your own ladders"]


@pytest.mark.parametrize(
    "words",
    ["", "…", "?!", "The moon is made of seven green cheeses", "stranger", "xyzzy", "\0\ud800"],
)
def test_words_that_stand_nowhere_are_absent(archive: Archive, words: str):
    verdict = now(archive, Snapshot.check, words).verdict
    assert verdict is (CheckVerdict.VERBATIM if words == "stranger" else CheckVerdict.ABSENT)


@pytest.mark.parametrize(
    ("words", "speaker", "whose"),
    [
        ("never sell the old lighthouse to a stranger", "Marta Quill", Whose.SAME),
        ("never sell the old lighthouse to a stranger", "quill", Whose.SAME),
        ("never sell the old lighthouse to a stranger", "Martha Quil", Whose.SAME),
        ("Nothing on this coast is for sale", "Brimly", Whose.SAME),
        ("never sell the old lighthouse to a stranger", "Otto Brimley", Whose.OTHER),
        ("never sell the old lighthouse to a stranger", "Zebulon Xu", Whose.OTHER),
        ("never sell the old lighthouse to a stranger", "", Whose.NAMED),
        ("Bring your own ladders", "Marta Quill", Whose.UNNAMED),
        ("the treasurer had lost her notes", "Edwin Tarr", Whose.ARTICLE),
    ],
)
def test_it_says_whose_words_they_are(archive: Archive, words: str, speaker: str, whose: Whose):
    assert now(archive, Snapshot.check, words, speaker).found[0].whose is whose


def test_the_first_to_print_it_is_shown_and_the_others_named(archive: Archive):
    (found,) = now(archive, Snapshot.check, "never sell the old lighthouse to a stranger").found
    assert found.published == "2026-03-01"
    assert len(found.hit.also) == 1


TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)


@given(TEXTS | st.text(max_size=60), st.sampled_from(["", "Ida Brandt", "the captain"]))
@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_can_be_checked_and_what_is_shown_stands_there(
    archive: Archive, words: str, speaker: str
):
    checked = now(archive, Snapshot.check, words, speaker)
    for found in checked.found:
        article = archive.article(found.hit.article_id)
        assert article is not None
        assert found.hit.span is not None
        assert 0 < len(found.hit.span) <= 300
        assert found.hit.span.stop <= len(article.text)
        assert 0 <= found.likeness <= 1
        assert all(found.hit.span.holds(mark) for mark in found.hit.highlights)
        assert all(d.asked.stop <= len(words) for d in found.differences)


@given(st.integers(0, 19), st.integers(0, 30), st.integers(3, 25))
@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_run_of_stored_words_is_verbatim(archive: Archive, number: int, at: int, count: int):
    words = made_up(number)["text"].split()[at : at + count]
    assert now(archive, Snapshot.check, " ".join(words)).verdict is CheckVerdict.VERBATIM


@given(st.integers(0, 19), st.integers(0, 30), st.integers(0, 5), st.sampled_from(WORDS))
@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_word_is_never_verbatim(
    archive: Archive, number: int, at: int, place: int, other: str
):
    text = made_up(number)["text"]
    words = text.split()[at : at + 8]
    words[min(place, len(words) - 1)] = f"un{other}ly"
    assert now(archive, Snapshot.check, " ".join(words)).verdict is not CheckVerdict.VERBATIM


def test_words_of_a_collection_are_absent_for_who_may_not_read_it(
    tmp_path_factory: pytest.TempPathFactory,
):
    with closing(open_store(tmp_path_factory.mktemp("hidden") / "archive.db")) as archive:
        board = Collections(archive.connections).open("board")
        list(archive.add([make_draft(LIGHTHOUSE)], collection=board))
        add(archive, *(draft_from(made_up(number)) for number in range(5)))
        words = "We will never ever sell the old lighthouse to a stranger"
        for asked in (words, words.replace("ever ", "", 1), "never sell the old lighthouse"):
            hidden = now(archive.within(frozenset()), Snapshot.check, asked, "Quill")
            assert hidden.verdict is CheckVerdict.ABSENT
            assert "stranger" not in repr([archive.article(f.hit.article_id) for f in hidden.found])
            granted = now(archive.within(frozenset({"board"})), Snapshot.check, asked, "Quill")
            assert granted.verdict is not CheckVerdict.ABSENT

"""New articles and what is followed, on a real archive file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from store.archive import Archive, open_store
from store.chats.follows import Added, Follows, Schedule, Waiting
from store.chats.interest import Interest
from store.chats.news import News
from store.database.collections import Collections
from store.ingest.outcome import Outcome
from store.model import ArticleId, Draft
from tests.builders import chats_of

_NOW = 1_790_000_000  # 21 September 2026
_TODAY = "2026-09-21"
BRIDGE = Draft(
    "The harbour bridge closes on Monday.\n\n“We cannot wait,” said Mayor Ida Brandt. “Not again.”",
    headline="Bridge to close",
    published=_TODAY,
    publisher="The Wendside Courier",
    url="https://courier.example/bridge",
)
_WORDS = Interest(words=("bridge",))


class Desk:
    """An archive, what is followed in it, and a clock."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.now = float(_NOW)
        self.chats = chats_of(archive, lambda: self.now)
        self.follows = Follows(self.chats)
        self.news = News(self.follows)

    def follow(self, *interests: Interest, chat_id: int = 7, thread_id: int = 0) -> Added:
        label = " ".join(interests[0].words)
        return self.follows.add(chat_id, thread_id, label, interests, most=50)

    def add(self, *drafts: Draft) -> list[ArticleId]:
        written = list(self.archive.add(drafts))
        assert all(one.outcome in (Outcome.ADDED, Outcome.UPDATED) for one in written)
        return [one.id for one in written if one.id is not None]

    def look(self) -> None:
        while self.news.look():
            pass

    def told(self, chat_id: int = 7, thread_id: int = 0) -> list[str]:
        """The headlines told, which are told so."""
        self.look()
        taken = self.follows.take(chat_id, thread_id)
        return [item.article.headline for item in self.news.items(chat_id, thread_id, taken)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(open_store(tmp_path / "archive.db")) as archive:
        yield Desk(archive)


def _other(headline: str, text: str = "The bridge closes.", **more: str) -> Draft:
    url = f"https://mail.example/{headline.replace(' ', '-')}"
    return replace(BRIDGE, headline=headline, text=text, url=url, **more)


def test_a_new_article_waits_for_whom_it_is_for_and_is_taken_once(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.follow(Interest(words=("football",)), chat_id=8)
    (article_id,) = desk.add(BRIDGE)
    desk.look()
    assert desk.follows.waiting() == (Waiting(7, 0, _NOW, _NOW, 0),)
    taken = desk.follows.take(7, 0)
    assert [taken_id for taken_id, _ in taken] == [article_id]
    assert desk.follows.take(7, 0) == ()
    (item,) = desk.news.items(7, 0, taken)
    assert item.labels == ("bridge",)
    assert item.shown is not None
    assert item.shown.span.of(item.article.text) == "The harbour bridge closes on Monday."
    assert [h.of(item.article.text) for h in item.shown.highlights] == ["bridge"]


def test_what_was_there_before_is_no_news(desk: Desk) -> None:
    desk.add(BRIDGE)
    desk.follow(_WORDS)
    assert desk.told() == []
    desk.add(_other("New"))
    assert desk.told() == ["New"]


def test_an_archive_filled_before_anybody_could_follow_is_no_news(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "archive.db")) as archive:
        list(archive.add([BRIDGE]))
        desk = Desk(archive)
        assert desk.follows.seen() == ArticleId(1)


def test_what_was_published_long_ago_is_no_news_and_what_is_undated_is(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.add(
        _other("Old", published="2026-09-17"),
        _other("Older", published="2026"),
        _other("This month", published="2026-09"),
        _other("Three days", published="2026-09-18T08:00:00+02:00"),
        Draft("The bridge closes.", headline="Undated"),
    )
    assert sorted(desk.told()) == ["Three days", "Undated"]


def test_a_change_of_an_article_is_not_told(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.add(BRIDGE)
    assert desk.told() == ["Bridge to close"]
    desk.add(replace(BRIDGE, headline="Bridge closed"))
    assert desk.told() == []


def test_a_story_is_told_once_with_who_else_tells_it(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.follow(Interest(publisher="Courier"))
    desk.add(BRIDGE, _other("Bridge to Close!", publisher="The Estuary Mail"))
    desk.look()
    (item,) = desk.news.items(7, 0, desk.follows.take(7, 0))
    assert item.article.publisher == "The Wendside Courier"
    assert [other.publisher for other in item.also] == ["The Estuary Mail"]
    desk.add(_other("bridge to close", text="Again: the bridge closes."))
    assert desk.told() == []


def test_copies_under_other_headlines_are_one_story(desk: Desk) -> None:
    sentences = [
        f"On quay {n} the bridge warden counted {n * 7} cracked rivets." for n in range(30)
    ]
    text = "\n\n".join(" ".join(sentences[n : n + 5]) for n in range(0, 30, 5))
    desk.follow(_WORDS)
    desk.add(_other("Warden counts rivets", text=text, publisher="The Estuary Mail"))
    desk.add(_other("The rivets of the bridge", text=text, publisher="The Late Post"))
    desk.look()
    (item,) = desk.news.items(7, 0, desk.follows.take(7, 0))
    assert [other.publisher for other in item.also] == ["The Late Post"]
    desk.add(_other("Rivets, counted", text=text, publisher="The Third Paper"))
    assert desk.told() == []


def test_two_chats_and_two_topics_are_told_each_for_itself(desk: Desk) -> None:
    desk.follow(_WORDS, chat_id=-100, thread_id=3)
    desk.follow(_WORDS, chat_id=-100, thread_id=4)
    desk.follow(_WORDS)
    desk.add(BRIDGE)
    assert desk.told() == desk.told(-100, 3) == desk.told(-100, 4) == ["Bridge to close"]
    assert desk.told(-100, 0) == []


def test_what_is_paused_or_stopped_is_not_told_and_resumed_goes_on_from_then(desk: Desk) -> None:
    desk.follow(_WORDS)
    (follow,) = desk.follows.of(7, 0)
    assert desk.follows.pause(7, follow.id, paused=True)
    desk.add(BRIDGE)
    assert desk.told() == []
    assert desk.follows.pause(7, follow.id, paused=False)
    assert desk.told() == []
    desk.add(_other("New"))
    desk.look()
    assert desk.follows.stop(7, follow.id)
    assert desk.told() == []
    assert not desk.follows.stop(7, follow.id)


def test_nobody_changes_what_another_chat_follows(desk: Desk) -> None:
    desk.follow(_WORDS)
    (follow,) = desk.follows.of(7, 0)
    assert not desk.follows.pause(8, follow.id, paused=True)
    assert not desk.follows.stop(8, follow.id)
    assert desk.follows.of(7, 0) == (follow,)


def test_the_same_is_followed_once_and_a_chat_follows_only_so_much(desk: Desk) -> None:
    assert desk.follow(_WORDS) is Added.ADDED
    assert desk.follow(_WORDS) is Added.KNOWN
    assert desk.follows.add(7, 0, "x", (Interest(words=("x",)),), most=1) is Added.FULL
    assert desk.follows.add(7, 5, "x", (Interest(words=("x",)),), most=1) is Added.FULL


def test_what_is_given_back_waits_again(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.add(BRIDGE)
    desk.look()
    taken = desk.follows.take(7, 0)
    desk.follows.give_back(7, 0, [article_id for article_id, _ in taken])
    assert desk.told() == ["Bridge to close"]


def test_a_restart_tells_nothing_twice_and_misses_nothing(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.add(BRIDGE)
    assert desk.told() == ["Bridge to close"]
    desk.add(_other("New"))
    again = Desk(desk.archive)
    assert again.told() == ["New"]
    assert Desk(desk.archive).told() == []


def test_two_that_look_at_once_let_an_article_wait_once(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.add(BRIDGE)
    seen = desk.follows.seen()
    desk.look()
    assert not desk.follows.note(seen, ArticleId(1), [])
    assert desk.told() == ["Bridge to close"]


def test_an_article_that_is_gone_by_then_is_not_told(desk: Desk) -> None:
    desk.follow(_WORDS)
    (article_id,) = desk.add(BRIDGE)
    desk.look()
    desk.archive.remove(str(article_id))
    assert desk.told() == []


def test_only_so_much_waits_for_a_chat(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.add(*(_other(f"No {number}") for number in range(230)))
    desk.look()
    assert len(desk.follows.take(7, 0)) == 200


def test_forgetting_a_chat_forgets_what_it_follows(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.follows.arrange(7, Schedule("Europe/Berlin", "daily 08:00"))
    desk.add(BRIDGE)
    desk.look()
    desk.chats.forget(7)
    assert desk.follows.of(7, 0) == ()
    assert desk.follows.schedule(7) == Schedule()
    assert desk.follows.waiting() == ()


def test_a_group_that_moves_takes_along_what_it_follows(desk: Desk) -> None:
    desk.follow(_WORDS, chat_id=-7, thread_id=2)
    desk.follows.arrange(-7, Schedule("Europe/Berlin"))
    desk.chats.move(-7, -1007)
    desk.add(BRIDGE)
    assert desk.told(-1007, 2) == ["Bridge to close"]
    assert desk.follows.schedule(-1007).time_zone == "Europe/Berlin"


def test_a_topic_can_be_dropped_by_itself(desk: Desk) -> None:
    desk.follow(_WORDS, chat_id=-100, thread_id=3)
    desk.follow(_WORDS, chat_id=-100)
    desk.follows.drop_topic(-100, 3)
    assert desk.follows.of(-100, 3) == ()
    assert len(desk.follows.of(-100, 0)) == 1


def test_a_follow_added_later_is_matched_too(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.add(BRIDGE)
    desk.look()
    desk.follow(Interest(words=("ferry",)))
    desk.add(_other("Ferry aground", text="The ferry is stuck."))
    assert desk.told() == ["Ferry aground", "Bridge to close"]


def test_what_was_told_a_month_ago_is_kept_no_longer(desk: Desk) -> None:
    desk.follow(_WORDS)
    desk.add(BRIDGE)
    assert desk.told() == ["Bridge to close"]
    desk.now += 31 * 86400
    desk.follows.take(7, 0)
    with desk.chats.connections.reading() as db:
        assert db.execute("SELECT count(*) FROM news").fetchone() == (0,)


def test_what_is_private_is_told_only_where_it_may_be_read(desk: Desk) -> None:
    board = Collections(desk.archive.connections).open("Board")
    desk.chats.grants.grant("board", 8)
    desk.follow(_WORDS)
    desk.follow(_WORDS, chat_id=8)
    desk.add(_other("Another bridge"))
    list(desk.archive.add([BRIDGE], collection=board))
    assert desk.told(chat_id=7) == ["Another bridge"]
    assert set(desk.told(chat_id=8)) == {"Another bridge", "Bridge to close"}


def test_of_an_archive_that_took_anothers_place_what_is_added_from_then_on_is_told(
    desk: Desk, tmp_path: Path
) -> None:
    desk.follow(_WORDS)
    desk.add(BRIDGE, _other("A second bridge"))
    assert len(desk.told()) == 2
    with closing(open_store(tmp_path / "new.db")) as new:
        list(new.add([_other("An older bridge")]))
    (tmp_path / "new.db").replace(desk.archive.path)
    assert desk.archive.connections.look() == ""
    assert desk.told() == []
    # Its id was that of an article told before, in the other archive.
    desk.add(_other("A newer bridge"))
    assert desk.told() == ["A newer bridge"]

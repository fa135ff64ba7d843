"""The operator's turns about followed feeds: which there are, one more, one less, what was new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.conversation.services import Services
from bot.conversation.turn import Place, Turn
from bot.reply.card import Reply
from bot.reply.markup import Nodes
from bot.reply.phrases import Phrases
from bot.reply.split import clip
from bot.reply.words import quiet
from store.ingest.feeds.refresh import Refreshed
from store.ingest.outcome import Outcome
from store.ingest.writing.write import Written
from store.rows.feeds import FeedState, Followed

_MOST_LINES = 20
_LINE_UNITS = 150
_SCHEMES = ("http://", "https://")


def feeds(services: Services, place: Place, argument: str) -> Turn:
    """`add ADDRESS`, `remove ADDRESS`; without anything the followed feeds."""
    says = services.phrases(place)
    verb, _, url = argument.partition(" ")
    url = url.strip()
    if services.feeds is None:
        return _told(says, "feeds_usage")
    if not verb:
        return _listed(says, services.feeds.followed(services.readable_in(place)))
    if verb == "add" and url.lower().startswith(_SCHEMES):
        reason = services.feeds.follow(url, services.fed_from(place))
        if reason is not None:
            return _told(says, "failed", source=url, reason=reason)
        return _told(says, "feed_added", url=url)
    if verb == "remove" and url:
        was_followed = services.feeds.unfollow(url)
        return _told(says, "feed_removed" if was_followed else "no_feed", url=url)
    return _told(says, "feeds_usage")


def refreshed(
    services: Services, place: Place, results: Sequence[Written | Refreshed], *, is_whole: bool
) -> Turn:
    """How much was new, and which feeds were in trouble."""
    says = services.phrases(place)
    asked = [one for one in results if isinstance(one, Refreshed)]
    counts = Counter(one.outcome for one in results if isinstance(one, Written))
    blocks = [
        says.feeding(
            "refreshed",
            feeds=len(asked),
            added=counts[Outcome.ADDED],
            updated=counts[Outcome.UPDATED],
            failed=counts[Outcome.FAILED],
        )
    ]
    followed = services.feeds.followed(services.readable_in(place)) if services.feeds else ()
    readable = {feed.id for feed in followed}
    trouble = [one.feed for one in asked if one.feed.reason and one.feed.id in readable]
    blocks += [_line(feed) for feed in trouble[:_MOST_LINES]]
    if not is_whole:
        blocks.append(says.feeding("interrupted"))
    return Turn(Reply(tuple(blocks)))


def _listed(says: Phrases, followed: Sequence[Followed]) -> Turn:
    if not followed:
        return Turn(Reply((says.feeding("no_feeds"), says.feeding("feeds_usage"))))
    blocks = [_line(feed) for feed in followed[:_MOST_LINES]]
    if len(followed) > _MOST_LINES:
        blocks.append(says.feeding("more", count=len(followed) - _MOST_LINES))
    return Turn(Reply((*blocks, says.feeding("feeds_usage"))))


def _line(feed: Followed) -> Nodes:
    state = feed.state.value if feed.state in (FeedState.FAILING, FeedState.GONE) else ""
    parts = (feed.title, feed.url, state, feed.reason)
    line = " \u00b7 ".join(clip(part, _LINE_UNITS) for part in parts if part)
    return quiet(line)


def _told(says: Phrases, key: str, **values: str) -> Turn:
    filled = {name: quiet(clip(value, _LINE_UNITS)) for name, value in values.items()}
    return Turn(Reply((says.feeding(key, **filled),)))

"""The operator's turns: what went into the archive, what came out, how much there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.answer import Finding, Kind
from bot.conversation.browsing import article_turn
from bot.conversation.services import Services, say
from bot.conversation.turn import Place, Turn
from bot.reply.card import Reply
from bot.reply.markup import Nodes
from bot.reply.phrases import Phrases
from bot.reply.split import clip
from bot.reply.words import quiet
from bot.tally import Event
from store.ingest.write import Outcome, Written

_MOST_LINES = 10
_LINE_UNITS = 200


def about_page(services: Services, place: Place, url: str) -> Turn | None:
    """The article at an address somebody pasted, None where the archive does not have it."""
    article = services.archive(place).find(url)
    if article is None:
        return None
    return article_turn(services, place, Finding(Kind.ARTICLE, article, None, 1.0))


def page_unknown(services: Services, place: Place) -> Turn:
    """The archive does not have the article at that address."""
    return Turn(say(services.phrases(place), "page_unknown"))


def told(services: Services, place: Place, key: str, **values: str | int) -> Turn:
    """One sentence to the operator."""
    return Turn(_told(services.phrases(place), key, **values))


def fed(
    services: Services,
    place: Place,
    results: Sequence[Written],
    source: str,
    *,
    is_whole: bool = True,
) -> Turn:
    """How each article of a source ended, the first ones in full, and whether there was more."""
    says = services.phrases(place)
    if not results:
        return Turn(_told(says, "nothing_in_it"))
    blocks = [_line(services, place, says, written, source) for written in results[:_MOST_LINES]]
    if len(results) > _MOST_LINES:
        blocks.append(says.feeding("more", count=len(results) - _MOST_LINES))
    if not is_whole:
        blocks.append(says.feeding("interrupted"))
    return Turn(Reply(tuple(blocks)))


def remove(services: Services, place: Place, id_or_url: str) -> Turn:
    """Take an article out of the archive."""
    says = services.phrases(place)
    if services.feeds is None or not id_or_url:
        return Turn(_told(says, "nothing_to_remove"))
    article = services.archive(place).find(id_or_url)
    if article is None or not services.feeds.remove(article.id):
        return Turn(say(says, "gone"))
    return Turn(_told(says, "removed", headline=clip(article.headline, _LINE_UNITS)))


def stats(services: Services) -> Turn:
    """How much there is in the archive, what was asked since the start, and the verdicts."""
    counts = services.feeds.counts() if services.feeds is not None else {}
    lines = [f"{name}: {count}" for name, count in counts.items()]
    lines += [f"{event}: {services.tally.of(event)}" for event in Event]
    given = Counter(verdict.verdict for verdict in services.readers.verdicts())
    lines += [f"{verdict}: {count}" for verdict, count in sorted(given.items())]
    return Turn(Reply((quiet("\n".join(lines)),)))


def _line(services: Services, place: Place, says: Phrases, written: Written, source: str) -> Nodes:
    if written.outcome in (Outcome.SKIPPED, Outcome.FAILED):
        reason = clip(written.reason or "", _LINE_UNITS)
        name = clip(written.url or source, _LINE_UNITS)
        return says.feeding(written.outcome.value, source=quiet(name), reason=quiet(reason))
    article = services.archive(place).article(written.id) if written.id is not None else None
    headline = article.headline if article is not None else written.url or source
    return says.feeding(written.outcome.value, headline=quiet(clip(headline, _LINE_UNITS)))


def _told(says: Phrases, key: str, **values: str | int) -> Reply:
    return Reply((says.feeding(key, **{k: quiet(str(v)) for k, v in values.items()}),))

"""Turns a person as the store knows them into an entry whose every word stands in an article."""

from __future__ import annotations

from bot.answering.answer import CompanyEntry, Finding, Kind, PersonEntry
from store.model import Excerpt
from store.rows.portraits import KnownPerson, Said
from store.search.ranking.confidence import SURE


def person_entry(known: KnownPerson) -> PersonEntry:
    """The entry of a person."""
    latest = None
    if known.latest is not None:
        latest = Excerpt(known.latest.article, known.latest.sentence, (known.latest.mention,))
    return PersonEntry(
        name=known.name,
        aliases=known.aliases,
        mention_count=known.mention_count,
        article_count=known.article_count,
        quote_count=known.quote_count,
        roles=tuple(Excerpt(article, span) for article, span in known.roles),
        articles=known.articles,
        organisations=tuple(Excerpt(article, span) for article, span in known.organisations),
        latest=latest,
        said=tuple(map(_finding, known.said)),
        company=tuple(
            CompanyEntry(one.name, one.article_count, Excerpt(one.article, one.mention))
            for one in known.company
        ),
    )


def _finding(said: Said) -> Finding:
    return Finding(Kind.QUOTE, said.article, Excerpt(said.article, said.shown), SURE, said.quote)

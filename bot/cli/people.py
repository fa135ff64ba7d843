"""Lists quotes and people: `pullquote quotes` and `pullquote people`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from bot.answering.answer import PersonEntry
from bot.answering.answerer import Answerer
from bot.cli.opening import Shared, command, existing, limit_option
from bot.cli.output import Json, article_json, counted, finding_json, say_finding
from bot.json_lines import json_line
from store.model import Excerpt

# Roles shown of each person in a list of several.
_LISTED_ROLES = 3
# Roles shown of a person found alone.
_CARD_ROLES = 8


@command(
    "quotes",
    "pullquote quotes --speaker fisk",
    "pullquote quotes --speaker fisk --about kettle --limit 3",
)
@click.option("--speaker", default="", metavar="NAME", help="Any part of the speaker's name.")
@click.option("--about", default="", metavar="WORDS", help="Words that the quote is about.")
@limit_option(10, "Quotes")
def quotes(shared: Shared, speaker: str, about: str, limit: int) -> int:
    """List quotes by speaker and topic, each with its article."""
    with existing(shared) as archive:
        found = Answerer(archive).quotes(speaker, about, limit)
        for finding in found:
            if shared.as_json:
                sys.stdout.write(json_line(finding_json(finding)))
            else:
                say_finding(finding)
        if not found:
            print("No quotes on that in the archive.", file=sys.stderr)
    return 0


@command("people", "pullquote people", 'pullquote people "doreen fisk"')
@click.argument("name", metavar="[NAME]", default="")
@limit_option(20, "People")
def people(shared: Shared, name: str, limit: int) -> int:
    """List people by any part of a NAME; without one, the most mentioned.

    A person found alone is shown as a card: roles with their dates, latest mention, words, company.
    """
    with existing(shared) as archive:
        found = Answerer(archive).people(name, limit)
        for entry in found:
            if shared.as_json:
                sys.stdout.write(json_line(person_json(entry)))
                continue
            sys.stdout.writelines(person_lines(entry))
        if not found:
            print("Nobody of that name in the archive.", file=sys.stderr)
    return 0


def person_json(entry: PersonEntry) -> Json:
    """A person of the archive."""
    return {
        "name": entry.name,
        "aliases": list(entry.aliases),
        "mentions": entry.mention_count,
        "articles": entry.article_count,
        "quotes": entry.quote_count,
        "roles": [r.text for r in entry.roles],
        "roles_in": [_span_json(role) for role in entry.roles],
        "organisations": [_span_json(name) for name in entry.organisations],
        "latest": _span_json(entry.latest) if entry.latest else None,
        "said": [finding_json(finding) for finding in entry.said],
        "with": [
            {"name": one.name, "articles": one.article_count, "last": _span_json(one.mention)}
            for one in entry.company
        ],
        "in": [article_json(a) for a in entry.articles],
    }


def _span_json(excerpt: Excerpt) -> Json:
    """Words of an article, and where they stand."""
    span = excerpt.span
    return {
        "text": excerpt.text,
        "start": span.start,
        "stop": span.stop,
        "article": article_json(excerpt.article),
    }


def person_lines(entry: PersonEntry) -> Iterator[str]:
    """A person for a terminal: the counts, and, of somebody asked for alone, the card."""
    yield (
        f"{entry.name}: {counted(entry.mention_count, 'mention')} in"
        f" {counted(entry.article_count, 'article')}, {counted(entry.quote_count, 'quote')}\n"
    )
    is_card = bool(entry.said or entry.company)
    if is_card and entry.aliases:
        yield f"    also: {', '.join(entry.aliases)}\n"
    for role in entry.roles[: _CARD_ROLES if is_card else _LISTED_ROLES]:
        yield f"    {_dated(role)}{role.text}\n"
    if not is_card:
        return
    if names := dict.fromkeys(name.text for name in entry.organisations):
        yield f"    beside: {', '.join(names)}\n"
    if entry.latest:
        yield f"    latest: {_dated(entry.latest)}{_one_line(entry.latest)}\n"
    for finding in entry.said:
        if finding.excerpt is not None:
            yield f"    said: {_dated(finding.excerpt)}“{_one_line(finding.excerpt)}”\n"
    if entry.company:
        told = ", ".join(f"{one.name} ({one.article_count})" for one in entry.company)
        yield f"    with: {told}\n"


def _dated(excerpt: Excerpt) -> str:
    published = excerpt.article.published
    return f"{published[:10]}  " if published else ""


def _one_line(excerpt: Excerpt) -> str:
    return " ".join(excerpt.text.split())

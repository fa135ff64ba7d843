"""Shows, removes and exports stored articles: `pullquote show`, `remove` and `export`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click

from bot.cli.opening import Shared, collection_option, command, existing
from bot.cli.output import Json, article_json
from bot.json_lines import article_line, json_line
from store.database.collections import PUBLIC_NAME, Collections
from store.errors import ArticleNotFoundError
from store.model import Article, Person, Quote
from store.rows.versions import Version

# Marks that set off speech.
_MARKS = frozenset("“”„‟\"«»‘’‚'`—–-″「『")


@command(
    "show",
    "pullquote show 17",
    "pullquote show https://paper.example/story --versions",
    "pullquote show --all --json > everything.jsonl",
)
@click.argument("which", metavar="[ID_OR_URL]", required=False)
@click.option("--all", "is_all", is_flag=True, help="Show every article.")
@click.option(
    "--versions", "with_versions", is_flag=True, help="Also show what it said before it changed."
)
def show(shared: Shared, which: str | None, *, is_all: bool, with_versions: bool) -> int:
    """Show a stored article with its quotes and people.

    ID_OR_URL is the number that answers show as the article's id, or the article's address.
    """
    if bool(which) == is_all:
        message = "give an ID or a URL, or --all"
        raise click.UsageError(message)
    with existing(shared) as archive:
        found = archive.all_articles() if which is None else iter([archive.get(which)])
        for article in found:
            quotes, people = archive.quotes_in(article.id), archive.people_in(article.id)
            versions = archive.versions_of(article.id)
            if shared.as_json:
                sys.stdout.write(json_line(stored_json(article, quotes, people, versions)))
            else:
                shown = versions if with_versions else ()
                for line in stored_lines(article, quotes, people, shown):
                    print(line)
    return 0


@command(
    "remove",
    "pullquote remove 17 18",
    "pullquote remove https://paper.example/story",
)
@click.argument("which", metavar="ID_OR_URL...", nargs=-1, required=True)
def remove(shared: Shared, which: tuple[str, ...]) -> int:
    """Remove articles from the archive and from every index.

    ID_OR_URL is an article's id or its address. Articles that are not there are reported; the
    others are removed.
    """
    removed = 0
    with existing(shared) as archive:
        for each in which:
            try:
                article_id = archive.remove(each)
            except ArticleNotFoundError as error:
                print(f"pullquote: {error}", file=sys.stderr)
                continue
            removed += 1
            told = {"removed": each, "id": str(article_id)}
            sys.stdout.write(json_line(told) if shared.as_json else f"removed {each}\n")
    return 0 if removed else 1


@command(
    "export",
    "pullquote export > articles.jsonl",
    "pullquote export --collection board > board.jsonl",
)
@collection_option("The collection to write.", PUBLIC_NAME)
def export(shared: Shared, collection: str) -> int:
    """Write the articles of a collection as JSON Lines that `pullquote add` reads.

    Without --collection, every public article is written.
    """
    with existing(shared) as archive:
        found = Collections(archive.connections).find(collection)
        sys.stdout.writelines(map(article_line, archive.all_articles(found)))
    return 0


def stored_json(
    article: Article, quotes: list[Quote], people: list[Person], versions: Iterable[Version]
) -> Json:
    """A stored article as `show --json` prints it."""
    return {
        **article_json(article),
        "canonical_url": article.canonical_url,
        "dateline": article.dateline,
        "modified": article.modified,
        "language": article.language,
        "source": article.source,
        "text": article.text,
        "quotes": [quote_json(article.text, q) for q in quotes],
        "people": [
            {
                "name": p.name,
                "mentions": [[m.start, m.stop] for m in p.mentions],
                "roles": [[r.start, r.stop] for r in p.roles],
            }
            for p in people
        ],
        "versions": [
            {"headline": v.headline, "added": v.added_at, "replaced": v.replaced_at}
            for v in versions
        ],
    }


def quote_json(text: str, quote: Quote) -> Json:
    """A quote's spans and speaker; `marked`: it stands between marks, as turns do not."""
    return {
        "start": quote.span.start,
        "stop": quote.span.stop,
        "speaker": quote.speaker,
        "speaker_start": quote.mention.start if quote.mention else None,
        "speaker_stop": quote.mention.stop if quote.mention else None,
        "cue": [quote.cue.start, quote.cue.stop] if quote.cue else None,
        "group": quote.group,
        "part": quote.is_part,
        "marked": _is_marked(text, quote),
    }


def _is_marked(text: str, quote: Quote) -> bool:
    """Whether a quotation mark or a dash opens the quote; an interview's turn has none."""
    before = text[max(0, quote.span.start - 2) : quote.span.start].strip()
    return before != "" and before[-1] in _MARKS


def stored_lines(
    article: Article, quotes: list[Quote], people: list[Person], versions: Iterable[Version]
) -> Iterator[str]:
    """A stored article for a person to read."""
    facts = [article.publisher, article.byline, article.published, article.url]
    yield f"[{article.id}] {article.headline}"
    yield " · ".join(fact for fact in facts if fact)
    yield f"\n{article.text}\n"
    for quote in quotes:
        words = quote.span.of(article.text)
        shown = f"“{words}”" if _is_marked(article.text, quote) else words
        yield f"  {shown} — {quote.speaker or 'not said by whom'}"
    yield f"  people: {', '.join(p.name for p in people) or 'none'}\n"
    for version in versions:
        yield f"From {version.added_at} to {version.replaced_at}: {version.headline}"
        yield f"\n{version.text}\n"

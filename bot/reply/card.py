"""One finding as blocks: the excerpt, who said it, where it stands; and an article's pages.

Pure: shapes in, `Reply` out. Whatever is quoted from an article stands in a `Blockquote` and its
excerpt in `Reply.shows`, in the same order, so that the gate can compare the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.answering.answer import Correction, Finding, Kind
from bot.reply.buttons import Keyboard
from bot.reply.link import is_web_address, text_fragment
from bot.reply.markup import (
    Blockquote,
    Bold,
    Code,
    Italic,
    Link,
    Node,
    Nodes,
    Text,
    isolate,
    utf16_length,
)
from bot.reply.phrases import Phrases
from bot.reply.split import Blocks, clip, cut_before
from bot.reply.words import quiet, words
from store.model import Article, Excerpt, Span

# A longer excerpt is folded by clients until it is tapped.
FOLD_UNITS = 600
# The excerpt's share of a message; the rest is for the lines around it.
EXCERPT_UNITS = 3000
# One screen of an article on a phone.
PAGE_UNITS = 1500
_LINE_UNITS = 200
_MOST_CORRECTIONS = 5
_MOST_ALSO = 5

LINE = Text("\n")
_BETWEEN = Text(" \u00b7 ")


@dataclass(frozen=True, slots=True)
class Reply:
    """The message of one turn: blocks, buttons, and the page whose preview may be shown.

    `shows` are the excerpts in the reply's blockquotes, in order.
    """

    blocks: Blocks
    keyboard: Keyboard = ()
    preview_url: str | None = None
    shows: tuple[Excerpt, ...] = ()


def finding_reply(
    finding: Finding, phrases: Phrases, lead: Blocks = (), today: date | None = None
) -> Reply:
    """One finding, below the blocks of `lead`; its age stands below it if it is old by `today`."""
    article = finding.article
    aged = _age(article, phrases, today)
    if finding.excerpt is None:
        blocks = (*lead, (*_source(article, None, phrases), *aged))
        return Reply((*blocks, *_also(finding, phrases)), preview_url=_preview(article))
    excerpt = narrow(finding.excerpt)
    foot: list[Node] = []
    if finding.kind is Kind.QUOTE:
        foot += [*_speaker(finding, phrases), LINE]
    elif finding.is_reported:
        foot += [Italic(phrases.say("reported")), LINE]
    foot += [*_source(article, excerpt, phrases), *aged]
    blocks = (*lead, (excerpt_block(excerpt),), tuple(foot), *_also(finding, phrases))
    return Reply(blocks, preview_url=_preview(article), shows=(excerpt,))


def corrections_block(corrections: tuple[Correction, ...], phrases: Phrases) -> Blocks:
    """Names the words that were taken for others; no block if none were."""
    if not corrections:
        return ()
    nodes: list[Node] = []
    for correction in corrections[:_MOST_CORRECTIONS]:
        if nodes:
            nodes.append(Text(", "))
        nodes += _strong(correction.used, 60)
    return (phrases.say("corrected", words=tuple(nodes)),)


def unsure_block(phrases: Phrases, *, is_unsure: bool) -> Blocks:
    """Says that what follows may answer, no more; no block if it is sure."""
    return (phrases.say("may_answer"),) if is_unsure else ()


def article_reply(article: Article, page: Span, label: str, phrases: Phrases) -> Reply:
    """One page of an article, below its headline, byline and date."""
    excerpt = Excerpt(article, page)
    blocks: Blocks = (_source(article, None, phrases), (excerpt_block(excerpt, fold=False),))
    if label:
        blocks = (*blocks, (Italic((Text(label),)),))
    return Reply(blocks, preview_url=_preview(article), shows=(excerpt,))


def pages(article: Article, limit_units: int = PAGE_UNITS) -> tuple[Span, ...]:
    """The article's text as the spans of its pages, in order, spaces between them left out."""
    spans: list[Span] = []
    start = _skip_space(article.text, 0)
    while start < len(article.text):
        stop = start + cut_before(article.text[start : start + limit_units + 1], limit_units)
        words_stop = start + len(article.text[start:stop].rstrip())
        spans.append(Span(start, words_stop))
        start = _skip_space(article.text, stop)
    return tuple(spans)


def narrow(excerpt: Excerpt, units: int = EXCERPT_UNITS) -> Excerpt:
    """The excerpt, cut between words where it would not fit into a message."""
    text = excerpt.text
    if utf16_length(text) <= units:
        return excerpt
    stop = excerpt.span.start + len(text[: cut_before(text, units)].rstrip())
    span = Span(excerpt.span.start, stop)
    inside = tuple(highlight for highlight in excerpt.highlights if span.holds(highlight))
    return replace(excerpt, span=span, highlights=inside)


def excerpt_block(excerpt: Excerpt, *, fold: bool = True) -> Blockquote:
    """The words of an excerpt as they stand in the article."""
    return Blockquote(words(excerpt), fold and utf16_length(excerpt.text) > FOLD_UNITS)


def excerpt_link(article: Article, excerpt: Excerpt | None) -> str | None:
    """The article's address, opening at the excerpt where a browser can."""
    if article.url is None or excerpt is None:
        return article.url
    return text_fragment(article.url, excerpt.text)


def attribution(finding: Finding, phrases: Phrases) -> str:
    """The words, who said them and where, as plain text to paste elsewhere."""
    article = finding.article
    lines = [] if finding.excerpt is None else [narrow(finding.excerpt).text]
    if finding.speaker is not None:
        lines.append(phrases.text("by_speaker", speaker=finding.speaker))
    credit = [article.headline, article.publisher or ""]
    if article.published is not None:
        credit.append(phrases.date(article.published))
    lines.append(", ".join(part for part in credit if part))
    if article.url is not None:
        lines.append(article.url)
    return "\n".join(lines)


def headline(article: Article) -> str:
    """Gives the article a name of one line."""
    return clip(" ".join((article.headline or article.url or article.text[:80]).split()), 150)


def _speaker(finding: Finding, phrases: Phrases) -> Nodes:
    if finding.speaker is None:
        return (Italic(phrases.say("speaker_unknown")),)
    return phrases.say("by_speaker", speaker=_strong(finding.speaker, _LINE_UNITS))


def _source(article: Article, excerpt: Excerpt | None, phrases: Phrases) -> Nodes:
    """Headline with its link, then outlet, byline and date."""
    link = excerpt_link(article, excerpt)
    title = isolate(headline(article))
    nodes: list[Node] = []
    if link is not None and is_web_address(link):
        nodes.append(Link(link, (Text(title),)))
    else:
        nodes += quiet(title)
        if link is not None:
            nodes += [LINE, Code(clip(link, 1000))]
    credit: list[Nodes] = [
        quiet(isolate(clip(part, _LINE_UNITS)))
        for part in (article.publisher, article.byline)
        if part
    ]
    credit.append(
        (phrases.date_node(article.published),) if article.published else phrases.say("undated")
    )
    nodes.append(LINE)
    for index, part in enumerate(credit):
        nodes += [_BETWEEN, *part] if index else part
    return tuple(nodes)


def _age(article: Article, phrases: Phrases, today: date | None) -> Nodes:
    """A line that says how old an article is, if it is a year old or more."""
    if today is None or article.published is None:
        return ()
    if (
        article.published[:10]
        > today.replace(year=today.year - 1, day=min(today.day, 28)).isoformat()
    ):
        return ()
    ago = phrases.ago(article.published, today)
    return (LINE, Italic((Text(ago),))) if ago else ()


def _also(finding: Finding, phrases: Phrases) -> Blocks:
    """Other publishers that carry the story, each once."""
    named: dict[str, Article] = {}
    for article in finding.also:
        if article.publisher is None or article.publisher != finding.article.publisher:
            named.setdefault(article.publisher or headline(article), article)
    nodes: list[Node] = []
    for title, article in list(named.items())[:_MOST_ALSO]:
        name = isolate(clip(title, 80))
        if nodes:
            nodes.append(Text(", "))
        if article.url is not None and is_web_address(article.url):
            nodes.append(Link(article.url, (Text(name),)))
        else:
            nodes += quiet(name)
    return (phrases.say("also", publishers=tuple(nodes)),) if nodes else ()


def _preview(article: Article) -> str | None:
    return article.url if is_web_address(article.url) else None


def _strong(text: str, units: int) -> Nodes:
    """`text` in bold; in code where it would ping, for the two do not nest."""
    nodes = quiet(isolate(clip(text, units)))
    return nodes if any(isinstance(node, Code) for node in nodes) else (Bold(nodes),)


def _skip_space(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip())

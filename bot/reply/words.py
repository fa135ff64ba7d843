"""An excerpt's words as nodes: what answers in bold, and nothing in them that pings or links.

Telegram's servers look through a message for @names, #tags, $tags, /commands and addresses and
make them live, but never inside a code entity (tdlib, `MessageEntity.cpp`: what is found there
automatically is dropped where it meets Pre or Code, and Code may stand in a block quotation). So
these stretches are set in code; the characters stay as they are in the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.reply.markup import Bold, Code, Node, Nodes, Text, count_entities
from store.model import Excerpt, Span

# Of the 100 a message may have; the rest is for the lines around the excerpt.
ENTITY_BUDGET = 80

# Patterns follow the comments in tdlib's MessageEntity.cpp, a little wider on purpose: setting a
# harmless word in code costs nothing, a ping does.
_WORD = r"\w\u200c\u00b7\u0d80-\u0dff"
_LIVE = re.compile(
    rf"""
      (?:https?|ftp|tg|tonsite|mailto)://?[^\s<>"]+          # addresses with their protocol
    | (?<!\w)[\w.+%-]+@[\w-]+(?:\.[\w-]+)+                   # mail addresses
    | (?<![\w@.])(?:[\w-]+\.)+[^\W\d_]{{2,}}(?!\w)(?::\d+)?(?:[/?\#][^\s<>"]*)?  # bare hosts
    | (?<!\w)(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?:[:/][^\s<>"]*)?   # IPv4 addresses
    | (?<!\w)@[A-Za-z0-9_]{{2,32}}                          # user names
    | (?<![{_WORD}])\#[{_WORD}]+                             # tags
    | (?<![{_WORD}$])\$(?:1INCH|[A-Z]{{1,8}})(?![\w$])      # cash tags
    | (?<![\w/<>])/[A-Za-z0-9_]{{1,64}}(?:@[A-Za-z0-9_]+)?(?![\w/<>])  # commands
    """,
    re.VERBOSE,
)


def live_spans(text: str) -> tuple[Span, ...]:
    """Finds the spans that Telegram would make ping or link."""
    return tuple(Span(match.start(), match.end()) for match in _LIVE.finditer(text))


def quiet(text: str) -> Nodes:
    """`text` with nothing in it that pings or links."""
    return _mark(text, ())


def words(excerpt: Excerpt, budget: int = ENTITY_BUDGET) -> Nodes:
    """The excerpt's words, highlights in bold; at most `budget` entities."""
    base, text = excerpt.span.start, excerpt.text
    bold = _merged(
        Span(max(h.start - base, 0), min(h.stop - base, len(text)))
        for h in excerpt.highlights
        if h.meets(excerpt.span)
    )
    nodes = _mark(text, bold)
    if count_entities(nodes) > budget:
        nodes = _mark(text, ())
    if count_entities(nodes) > budget:
        nodes = (Code(text),)
    return nodes


def _mark(text: str, bold: tuple[Span, ...]) -> Nodes:
    """`text` with live stretches as code and what is left of the bold spans as bold."""
    nodes: list[Node] = []
    end = 0
    for live in live_spans(text):
        nodes.extend(_bold(text, Span(end, live.start), bold))
        nodes.append(Code(live.of(text)))
        end = live.stop
    nodes.extend(_bold(text, Span(end, len(text)), bold))
    return tuple(nodes)


def _bold(text: str, within: Span, bold: tuple[Span, ...]) -> Iterator[Node]:
    end = within.start
    for span in bold:
        start, stop = max(span.start, end), min(span.stop, within.stop)
        if start >= stop:
            continue
        if end < start:
            yield Text(text[end:start])
        piece = Text(text[start:stop])
        yield Bold((piece,)) if piece.text.strip() else piece
        end = stop
    if end < within.stop:
        yield Text(text[end : within.stop])


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, touching ones joined."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].stop:
            merged[-1] = Span(merged[-1].start, max(merged[-1].stop, span.stop))
        else:
            merged.append(span)
    return tuple(merged)

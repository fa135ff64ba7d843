"""Tells HTML from plain text in a field, and undoes escaping that was done too often."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

# Elements that part a text into paragraphs, and so tell HTML from a text about it.
_BLOCKS = "p|div|article|section|ul|ol|li|h[1-6]|blockquote|table|tr|td|figure|main|body|html|pre"
_INLINE = "a|b|i|em|strong|span|u|s|del|ins|sup|sub|q|cite|small|font|code|abbr|mark|time|center"
_PAIR = re.compile(
    rf"<({_BLOCKS}|{_INLINE})(?:\s[^<>]*)?>(?:[^<]|<(?!\1[\s>]))*?</\1\s*>", re.IGNORECASE
)
_VOID = re.compile(r"<(?:br\s*/?|hr\s*/?|img\s[^<>]*|p(?:\s[^<>]*)?)>", re.IGNORECASE)
_REAL_TAG = re.compile(rf"</?(?:{_BLOCKS}|{_INLINE}|br|hr|img|head)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"<(?:{_BLOCKS}|br|hr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_BLOCKS}|{_INLINE}|br|img)(?:\s[^<>]*)?/?>", re.IGNORECASE)
# An escaped tag with its escaped end, or an escaped line end.
_ESCAPED_PAIR = re.compile(
    rf"&(?:amp;)*lt;({_BLOCKS}|{_INLINE})\b(?:(?!&(?:amp;)*gt;).){{0,2000}}&(?:amp;)*gt;"
    rf".*?&(?:amp;)*lt;/\1\s*&(?:amp;)*gt;",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPED_START = re.compile(rf"\s*&(?:amp;)*lt;(?:{_BLOCKS}|{_INLINE}|br|img)\b", re.IGNORECASE)
_ESCAPED_BLOCK_START = re.compile(rf"\s*&(?:amp;)*lt;(?:{_BLOCKS}|br|img)\b", re.IGNORECASE)
_BLOCK_NAME = re.compile(_BLOCKS, re.IGNORECASE)
_ESCAPED_BREAK = re.compile(r"&(?:amp;)*lt;br\s*/?&(?:amp;)*gt;", re.IGNORECASE)
_CDATA = re.compile(r"\A\s*<!\[CDATA\[(.*?)(?:\]\]>)?\s*\Z", re.DOTALL)
_TWICE_ESCAPED = re.compile(
    r"&(?:amp;)+(?=(?:#\d{1,7}|#x[\da-f]{1,6}|(?P<name>[a-z]\w{1,30}));)", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|(?P<name>[a-z]\w{1,30}));", re.IGNORECASE)
_SHOWS_CODE = re.compile(r"<(?:code|pre|xmp|samp|kbd)\b", re.IGNORECASE)
_GAP = re.compile(r"\n[ \t\r]*\n\s*")
# Escaped tags are looked for in this much of a field.
_HEAD_CHARS = 100_000
# Escaping was done more often than this by nobody.
_ROUNDS = 5


def is_html(text: str) -> bool:
    """Whether a field of a record holds HTML: an element with its end tag, or a line break."""
    return "<" in text and bool(_PAIR.search(text) or _VOID.search(text))


def is_escaped_html(text: str) -> bool:
    """Whether a field without tags shows escaped ones: `&lt;p&gt;…&lt;/p&gt;`."""
    head = text[:_HEAD_CHARS]
    if "lt;" not in head:
        return False
    if _ESCAPED_BLOCK_START.match(head) or len(_ESCAPED_BREAK.findall(head)) > 1:
        return True
    pairs = list(_ESCAPED_PAIR.finditer(head))
    return any(_BLOCK_NAME.fullmatch(pair[1]) for pair in pairs) or bool(
        pairs and _ESCAPED_START.match(head)
    )


def has_entities(text: str) -> bool:
    """Whether a text without tags shows entities that stand for its signs: `&ldquo;`, `&amp;`."""
    return any(
        match["name"] is None or f"{match['name']};" in html5 for match in _ENTITY.finditer(text)
    )


def plain_markup(markup: str) -> str:
    """Returns HTML with its tags and entities escaped once, however often they were.

    A CDATA section within is unwrapped. Tags that a page shows as its subject stay escaped: where a
    text has tags of its own around them, or shows code.
    """
    for _ in range(_ROUNDS):
        wrapped = _CDATA.match(markup)
        if wrapped:
            markup = wrapped[1]
        if _SHOWS_CODE.search(markup):
            break
        shown = _REAL_TAG.sub("", markup)
        is_covered = shown == markup or (_ESCAPED_START.match(shown) and _ends_escaped(shown))
        if not (is_covered and is_escaped_html(shown)):
            if not wrapped:
                break
            continue
        markup = unescape(markup)
    if not _SHOWS_CODE.search(markup):
        markup = _TWICE_ESCAPED.sub(_kept_ampersand, markup)
    return markup


def _ends_escaped(shown: str) -> bool:
    return shown.rstrip().lower().endswith(("&gt;", "&amp;gt;"))


def _kept_ampersand(match: re.Match[str]) -> str:
    name = match["name"]
    return "&" if name is None or f"{name};" in html5 else match[0]


def with_paragraphs(markup: str) -> str:
    """Returns HTML that parts its paragraphs by blank lines alone with `<p>` in their place."""
    return markup if _BLOCK_TAG.search(markup) else _GAP.sub("<p>", markup)


def plain_line(text: str) -> str:
    """Returns a headline, name or other line without tags and entities, however often escaped."""
    for _ in range(_ROUNDS):
        wrapped = _CDATA.match(text)
        text = wrapped[1] if wrapped else text
        if not _ENTITY.search(text):
            break
        text = unescape(_INLINE_TAG.sub("", text))
    return _INLINE_TAG.sub("", text).strip()

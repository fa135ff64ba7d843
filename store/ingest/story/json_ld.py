"""The schema.org description of an article in a page's JSON-LD, read leniently."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import html  # type: ignore[import-untyped]  # ships no types
from rapidfuzz import fuzz

_SCRIPTS = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_DEPTH_LIMIT = 8
_ALIKE = 60
_KINDS = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|ClaimReview|Obituary)$")


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """What JSON-LD says of the article of a page; empty strings where it says nothing."""

    headline: str = ""
    byline: str = ""
    published: str = ""
    modified: str = ""
    publisher: str = ""
    language: str = ""
    url: str = ""


def linked_article(tree: html.HtmlElement, titles: Sequence[str] = ()) -> LinkedArticle | None:
    """The article node in the page's JSON-LD that has a headline or a date, or None.

    Of several, that whose headline is most like one of the page's `titles`, else the first.
    """
    nodes = [node for script in tree.xpath(_SCRIPTS) for node in _nodes(_loads(script.text or ""))]
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 2}
    found = [node for node in nodes if any(map(_KINDS.search, _strings(node.get("@type"))))]
    for node in sorted(found, key=lambda node: ("headline" not in node, -_likeness(node, titles))):
        article = LinkedArticle(
            headline=_first(node.get("headline")) or _first(node.get("name")),
            byline=", ".join(
                dict.fromkeys(_names(node.get("author") or node.get("creator"), by_id))
            ),
            published=_first(node.get("datePublished")) or _first(node.get("dateCreated")),
            modified=_first(node.get("dateModified")),
            publisher=next(iter(_names(node.get("publisher"), by_id)), ""),
            language=next(iter(_names(node.get("inLanguage"), by_id)), ""),
            url=_first(node.get("url")) or _address(node.get("mainEntityOfPage")),
        )
        if article.headline or article.published:
            return article
    return None


def _likeness(node: Mapping[str, object], titles: Sequence[str]) -> float:
    headline = _first(node.get("headline")).casefold()
    alike = (fuzz.ratio(headline, title.casefold()) for title in titles)
    return max((score for score in alike if score >= _ALIKE), default=0.0)


def _loads(text: str) -> object:
    text = _WRAPPING.sub("", _WRAPPING.sub("", text.strip()))
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    if depth > _DEPTH_LIMIT:
        return
    if isinstance(value, dict):
        yield value
        for name, inner in value.items():
            if name not in ("author", "publisher", "comment", "isPartOf"):
                yield from _nodes(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner, depth + 1)


def _names(value: object, by_id: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    if isinstance(value, str):
        yield _plain(value)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner, by_id)
    elif isinstance(value, dict):
        known = value if "name" in value else by_id.get(str(value.get("@id")), value)
        parts = _strings([known.get("givenName"), known.get("familyName")])
        whole = " ".join(part for part in parts if part)
        yield from map(_plain, _strings(known.get("name") or whole or known.get("alternateName")))


def _strings(value: object) -> list[str]:
    if isinstance(value, list):
        return [part for part in value if isinstance(part, str)]
    return [value] if isinstance(value, str) else []


def _first(value: object) -> str:
    return next((_plain(part) for part in _strings(value)), "")


def _address(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    address = _first(value)
    return address if address.startswith("http") else ""


def _plain(text: str) -> str:
    return re.sub(r"<[^<>]+>", "", entities.unescape(text)).strip()

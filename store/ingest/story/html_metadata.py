"""Who, when and where of a page: JSON-LD and meta elements before guesses.

The visible headline is preferred among headlines that agree, for it is what readers saw.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urljoin

from htmldate import find_date
from lxml import html  # type: ignore[import-untyped]  # ships no types
from rapidfuzz import fuzz
from trafilatura.metadata import extract_metadata

from store.ingest.story.canonical import host_of, may_name
from store.ingest.story.dates import is_month
from store.ingest.story.furniture import find_byline
from store.ingest.story.html_dates import page_dates
from store.ingest.story.html_headline import choose_headline, likeness, publisher_in_title
from store.ingest.story.html_tree import words_of
from store.ingest.story.json_ld import LinkedArticle, linked_article
from store.ingest.story.tables import load_table
from store.text.instants import instant

_NO_NAME = re.compile(
    r"^(?:https?:|www\.|@|\w*admin$|administrator$|editor$|staff$|webmaster$|unknown$|root$|user$)"
    r"|\.(?:com|org|net)/|@",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"\s*[|•·\n]\s*|\s+@\w|\s*(?<![\w.])[\w.+-]+@[\w-]+\.")
_NAME_TAIL = re.compile(
    r"[\s,]+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Published|Updated|Posted)$"
)
_BY = re.compile(
    r"^(?:(?i:(?:\w+\s+){0,2}by|von|par|por)\s+(?=[^\W\d_a-z])|(?:記者|取材・文|文)[\s/:／：]+)"
)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)\s*-->")
_NO_SEARCH = {"extensive_search": False, "original_date": True}
_HEADLINES_TRIED = 20
_SAME_PUBLISHER = 75
_BYLINE_LIMIT = 200


def page_fields(
    tree: html.HtmlElement, markup: str, url: str | None, given: Mapping[str, str]
) -> dict[str, str]:
    """The fields of the article on a page, by their names in `Draft`; missing where unknown.

    `tree` is the whole page, unpruned; `markup` its text; `url` where it was fetched, if it was.
    What the page states goes before what is `given` from elsewhere, and that before guesses.
    """
    meta = _meta(tree)
    shown = _headlines(tree)
    title = next((words_of(element) for element in tree.iter("title")), "")
    linked = linked_article(tree, [*shown, title]) or LinkedArticle()
    where = url or _own_address(tree, meta, linked, markup)
    publisher = _publisher(linked, meta, title, where)
    claims = [linked.headline, given.get("headline", ""), *_values(meta, "headline")]
    headline = choose_headline(shown, claims, title, publisher)
    byline = _byline(tree, linked, meta, publisher) or given.get("byline", "")
    if not headline or not byline:
        guess = extract_metadata(tree, default_url=where or None, date_config=_NO_SEARCH)
        headline = headline or guess.title or ""
        byline = byline or _names([(guess.author or "").replace(";", ",")], publisher)
    published, modified = page_dates(
        tree,
        [linked.published, *_values(meta, "published")],
        [linked.modified, *_values(meta, "modified")],
        where,
    )
    published = (
        published
        or given.get("published", "")
        or find_date(tree, original_date=True, extensive_search=True, url=where or None)
        or ""
    )
    if instant(modified) == instant(published):
        modified = ""
    fields = {
        "url": where, "headline": headline, "byline": byline, "published": published,
        "modified": modified, "publisher": publisher,
        "language": tree.get("lang") or _value(meta, "og:locale") or linked.language
        or _value(meta, "content-language"),
    }  # fmt: skip
    if url and (named := _named_address(tree, url)):
        fields["canonical_url"] = named
    return dict(given) | {name: value for name, value in fields.items() if value}


def _named_address(tree: html.HtmlElement, url: str) -> str:
    """The address that a fetched page calls its own, where it may: see `may_name`."""
    for link in tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href"):
        try:
            named = urljoin(url, str(link).strip())
        except ValueError:
            continue
        return named if may_name(url, named) else ""
    return ""


def _meta(tree: html.HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _values(meta: dict[str, list[str]], field: str) -> list[str]:
    return [value for name in _names_of(field) for value in meta.get(name, ())]


@functools.cache
def _names_of(field: str) -> tuple[str, ...]:
    return tuple(load_table("page_metadata")[field])


def _value(meta: dict[str, list[str]], name: str) -> str:
    return next(iter(meta.get(name, ())), "")


def _own_address(
    tree: html.HtmlElement, meta: dict[str, list[str]], linked: LinkedArticle, markup: str
) -> str:
    links = tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")
    saved = _SAVED_FROM.search(markup[:4096])
    claims = [*links, _value(meta, "og:url"), linked.url, saved[1] if saved else ""]
    return next(
        (str(claim) for claim in claims if str(claim).startswith(("http://", "https://"))), ""
    )


def _publisher(linked: LinkedArticle, meta: dict[str, list[str]], title: str, url: str) -> str:
    """The claim most like the host: JSON-LD often names an agency, Open Graph a slogan."""
    host = host_of(url) or ""
    claims = [linked.publisher, *_values(meta, "publisher"), publisher_in_title(title, host)]
    claims = [claim.split(" | ")[0].strip() for claim in claims]
    claims = [claim for claim in claims if 1 < len(claim) <= 80 and not _NO_NAME.search(claim)]
    return max(claims, key=lambda claim: likeness(claim, host) // 25, default="")


def _headlines(tree: html.HtmlElement) -> list[str]:
    elements = [*tree.iter("h1"), *tree.xpath("//*[@itemprop='headline'][not(self::meta)]")]
    return list(dict.fromkeys(words_of(element) for element in elements[:_HEADLINES_TRIED]))


def _byline(
    tree: html.HtmlElement, linked: LinkedArticle, meta: dict[str, list[str]], publisher: str
) -> str:
    return (
        _names([linked.byline], publisher)
        or _names(_values(meta, "byline"), publisher)
        or _names(
            [
                words_of(element)
                for element in tree.xpath(
                    "//a[@rel='author'] | //*[@itemprop='author']//*[@itemprop='name']"
                    " | //*[@itemprop='author'][not(*[@itemprop])]"
                )[:5]
            ],
            publisher,
        )
    )


def _names(claims: Iterable[str], publisher: str) -> str:
    found: dict[str, None] = {}
    for claim in claims:
        names = " ".join(_NAME_END.split(claim, maxsplit=1)[0].split())
        names = _NAME_TAIL.sub("", _without_month(find_byline(names) or _BY.sub("", names)))
        if _is_name(names, publisher):
            found[names] = None
    return ", ".join(
        name for name in found if not any(name != other and name in other for other in found)
    )[:_BYLINE_LIMIT]


def _without_month(names: str) -> str:
    """A date cut off at its day leaves its month behind."""
    head, _, last = names.rpartition(",")
    return head if head and is_month(last.strip()) else names


def _is_name(name: str, publisher: str) -> bool:
    return (
        1 < len(name) <= _BYLINE_LIMIT
        and not _NO_NAME.search(name)
        and not any(c.isdigit() for c in name)
        and fuzz.ratio(name.casefold(), publisher.casefold()) < _SAME_PUBLISHER
        and not (" " not in name and publisher.casefold().startswith(name.casefold()))
    )


def is_front_page(tree: html.HtmlElement, url: str | None) -> bool:
    """Whether an address without a path leads to a page that does not call itself an article."""
    host = host_of(url) if url else None
    path = (url or "").partition("://")[2].partition("/")[2].strip("/")
    return (
        bool(host)
        and not path
        and "article" not in _value(_meta(tree), "og:type")
        and linked_article(tree) is None
    )

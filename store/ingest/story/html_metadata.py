"""Reads the fields of an article on an HTML page: headline, byline, dates, publisher, address.

JSON-LD and meta elements go before guesses. The visible headline goes before others that agree
with it, for readers saw that one.
"""

from __future__ import annotations

import functools
import html as entities
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html  # type: ignore[import-untyped]  # ships no types
from rapidfuzz import fuzz
from tld import get_fld
from trafilatura.metadata import extract_metadata

from store.ingest.story.canonical import canonical_url, host_of
from store.ingest.story.dates import is_month
from store.ingest.story.furniture import (
    find_byline,
    is_bylined_publisher,
    is_job,
    names_nobody,
    without_jobs,
)
from store.ingest.story.html_dates import guessed_date, page_dates
from store.ingest.story.tables import load_table
from store.ingest.story.trees import words_of
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
# Only a title or an author is asked of trafilatura: no search for a date.
_NO_SEARCH = {"extensive_search": False, "original_date": True}
# Headlines compared at most: a page that lists others has hundreds.
_HEADLINES_TRIED = 20
# Likeness, 0 to 100, from which a byline is the publisher's name.
_SAME_PUBLISHER = 75
# A longer byline is a text about the author, in code points.
_BYLINE_LIMIT = 200


def page_fields(
    tree: html.HtmlElement, markup: str, url: str | None, given: Mapping[str, str]
) -> dict[str, str]:
    """Reads the fields of the article on a page, by their names in `Draft`.

    `tree` is the whole page, unpruned, `markup` its text; `url` is the address it was fetched from,
    None for a file. Statements of the page go before fields `given` from elsewhere, and those
    before guesses. Unknown fields are missing.
    """
    meta = _meta(tree)
    shown = _headlines(tree)
    title = next((words_of(element) for element in tree.iter("title")), "")
    linked = _linked_article(tree, [*shown, title]) or _LinkedArticle()
    where = url or _own_address(tree, meta, linked, markup)
    publisher = _publisher(linked, meta, title, where)
    claims = [linked.headline, given.get("headline", ""), *_values(meta, "headline")]
    headline = _choose_headline(shown, claims, title, publisher)
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
    published = published or given.get("published", "") or guessed_date(tree, where)
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
    """The address that a fetched page calls its own, empty if it may not: see `may_name`."""
    for link in tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href"):
        try:
            named = urljoin(url, str(link).strip())
        except ValueError:
            continue
        return named if may_name(url, named) else ""
    return ""


def may_name(url: str, named: str) -> bool:
    """Whether the page at `url` may say that its address is `named`.

    It may name another page under the same registered domain that is no front page. An agency's
    copy that names the agency's page stays an article of its own, and so does a page that names a
    section for itself.
    """
    own, other = canonical_url(url), canonical_url(named)
    if own == other or not urlsplit(other).path.strip("/"):
        return False
    return _registered_domain(own) == _registered_domain(other) != ""


def _registered_domain(url: str) -> str:
    """The part of a host that one owner registered: "paper.co.uk", "a.github.io".

    The public suffix list decides, its private part too: each site of a host such as github.io has
    an owner of its own. Under a suffix not listed it is the last two labels; an IP address is one.
    """
    host = host_of(url) or ""
    known = get_fld(f"https://{host}", fail_silently=True)
    labels = host.split(".")
    return known or (host if labels[-1].isdecimal() else ".".join(labels[-2:]))


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
    tree: html.HtmlElement, meta: dict[str, list[str]], linked: _LinkedArticle, markup: str
) -> str:
    links = tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")
    saved = _SAVED_FROM.search(markup[:4096])
    claims = [*links, _value(meta, "og:url"), linked.url, saved[1] if saved else ""]
    return next(
        (str(claim) for claim in claims if str(claim).startswith(("http://", "https://"))), ""
    )


def _publisher(linked: _LinkedArticle, meta: dict[str, list[str]], title: str, url: str) -> str:
    """Chooses the claim most like the host: JSON-LD may name an agency, Open Graph a slogan."""
    host = host_of(url) or ""
    claims = [linked.publisher, *_values(meta, "publisher"), _publisher_in_title(title, host)]
    claims = [claim.split(" | ")[0].strip() for claim in claims]
    claims = [claim for claim in claims if 1 < len(claim) <= 80 and not _NO_NAME.search(claim)]
    return max(claims, key=lambda claim: likeness(claim, host) // 25, default="")


def _headlines(tree: html.HtmlElement) -> list[str]:
    elements = [*tree.iter("h1"), *tree.xpath("//*[@itemprop='headline'][not(self::meta)]")]
    return list(dict.fromkeys(words_of(element) for element in elements[:_HEADLINES_TRIED]))


def _byline(
    tree: html.HtmlElement, linked: _LinkedArticle, meta: dict[str, list[str]], publisher: str
) -> str:
    marked = [words_of(element) for element in tree.xpath(_MARKED_AUTHORS)[:_AUTHORS_TRIED]]
    return (
        _names([linked.byline], publisher)
        or _names(_values(meta, "byline"), publisher)
        or _names(marked, publisher)
        or _seen_byline(tree, publisher)
    )


_MARKED_AUTHORS = (
    "//a[@rel='author'] | //*[@itemprop='author']//*[@itemprop='name']"
    " | //*[@itemprop='author'][not(*[@itemprop])]"
)
_AUTHORS_TRIED = 5
# Where a page shows its byline: near the headline, and not at a comment or another story.
_SEEN_BYLINES = (
    "//h1/following::*[contains(@class, 'yline') or contains(@class, 'uthor')"
    " or contains(@class, 'riter') or contains(@class, 'contributor')]"
    "[not(ancestor::nav or ancestor::aside or ancestor::footer or ancestor::p)]"
)
_NO_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:comments?|bio|about|related|teasers?|sidebar|more|recirc\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A longer element tells of the author, in characters.
_SEEN_BYLINE_CHARS = 250
# Longer words of a name begin with a capital.
_PARTICLE_CHARS = 3
_PIECES = re.compile(r"\s*(?:[|•·⋅/\n]|\s[–—-]\s)\s*")
_JOINED = re.compile(
    r",\s*(?:(?:and|und|et|y|e|i|en|och|og|и|та)\s+)?|\s+(?:and|und|et|y|e|i|en|och|og|и|та|&)\s+"
)
_SEEN_NAME = re.compile(
    r"[^\W\d_][\w’'.-]*(?:\s+[^\W\d_][\w’'.-]*){1,4}"
    r"(?:(?:,|\s+(?:and|und|et|y|e|i|en|och|og|и|та)|\s*&)\s+[^\W\d_][\w’'.-]*(?:\s+[^\W\d_][\w’'.-]*){1,4}){0,4}"
)


def _seen_byline(tree: html.HtmlElement, publisher: str) -> str:
    """The names in the first byline below the headline, jobs and invitations left out."""
    for element in tree.xpath(_SEEN_BYLINES)[:_AUTHORS_TRIED]:
        holders = (element, *element.iterancestors())
        words = words_of(element)
        if not words or len(words) > _SEEN_BYLINE_CHARS:
            continue
        if any(_NO_BYLINE.search(one.get("class") or "") for one in holders):
            continue
        linked = [
            words_of(link) for link in element.iter("a") if _SEEN_NAME.fullmatch(words_of(link))
        ]
        names = _names([*linked] or _pieces_of(element), publisher)
        people = [part for part in _JOINED.split(names) if not is_bylined_publisher(part)]
        if any(people):
            return ", ".join(people)
    return ""


def _pieces_of(element: html.HtmlElement) -> list[str]:
    """The pieces of a byline that may be names, without what introduces them."""
    pieces = _PIECES.split("\n".join(part.strip() for part in element.itertext() if part.strip()))
    bare = (
        without_jobs(find_byline(piece) or _BY.sub("", piece))
        for piece in pieces
        if not names_nobody(piece)
    )
    return [
        piece
        for piece in bare
        if _SEEN_NAME.fullmatch(piece)
        and all(word[:1].isupper() for word in piece.split() if len(word) > _PARTICLE_CHARS)
    ]


def _names(claims: Iterable[str], publisher: str) -> str:
    found: dict[str, None] = {}
    for claim in claims:
        names = " ".join(_NAME_END.split(claim, maxsplit=1)[0].split())
        names = find_byline(names) or _BY.sub("", names)
        names = _NAME_TAIL.sub("", _without_month(without_jobs(names)))
        if _is_name(names, publisher) and not names_nobody(names):
            found[names] = None
    people = [name for name in found if not is_job(name)] or list(found)
    return ", ".join(
        name for name in people if not any(name != other and name in other for other in people)
    )[:_BYLINE_LIMIT]


def _without_month(names: str) -> str:
    """Removes the month that a date cut off at its day left behind a name."""
    head, _, last = names.rpartition(",")
    return head if head and is_month(last.strip()) else names


def _is_name(name: str, publisher: str) -> bool:
    return (
        1 < len(name) <= _BYLINE_LIMIT
        and not _NO_NAME.search(name)
        and not any(c.isdigit() for c in name)
        and sum(word[:1].islower() for word in name.split() if len(word) > _PARTICLE_CHARS) < 3
        and fuzz.ratio(name.casefold(), publisher.casefold()) < _SAME_PUBLISHER
        and not (" " not in name and publisher.casefold().startswith(name.casefold()))
    )


def is_front_page(tree: html.HtmlElement, url: str | None) -> bool:
    """Whether a page at an address without a path does not call itself an article."""
    host = host_of(url) if url else None
    path = (url or "").partition("://")[2].partition("/")[2].strip("/")
    return (
        bool(host)
        and not path
        and "article" not in _value(_meta(tree), "og:type")
        and _linked_article(tree) is None
    )


_JOINT = re.compile(r"\s+[|–—\-·•»:]+\s+|\s*\|\s*")
_JOINT_MARKS = " |–—-·•»:"
# Likeness, 0 to 100, from which a visible line is the headline that a claim names.
_ALIKE = 70
# Likeness, 0 to 100, from which a part of a title is the publisher's name.
_SAME = 85
# Likeness to the host, 0 to 100, from which the end of a title is the publisher's name.
_HOST_LIKE = 80
# A shorter host or name is compared as a whole: it is like a part of anything.
_SHORTEST_HOST = 4
# Another wording of a headline shares this many of its words of four letters or more.
_SHARED = 2
# A shorter title of a window is a mere label, in characters.
_SHORTEST_TITLE = 10
# Another wording of a headline shares this part of those words.
_SHARED_PART = 0.4
_WORDS = re.compile(r"\w{4,}")
# A publisher's name is at most this many times as long as the host that abbreviates it.
_LONGEST_NAME = 3


def _choose_headline(
    visible: Sequence[str], claims: Sequence[str], title: str, publisher: str
) -> str:
    """Chooses the visible headline that a claim of the page's metadata confirms, else a claim.

    `visible` are the texts of the h1 elements, `claims` those of the metadata, best first, and
    `title` is that of the window, which often says less, or more.
    """
    bare = [
        claim for claim in (_bare_title(claim, publisher) for claim in (*claims, title)) if claim
    ]
    shown = [words for words in visible if 0 < len(words) <= 300]
    for words in shown:
        if any(_is_alike(words, claim) for claim in bare):
            return words
    for words in shown:
        if any(_shares_words(words, claim) for claim in bare):
            return words
    has_claims = any(_bare_title(claim, publisher) for claim in claims)
    if len(shown) == 1 and not has_claims and _may_say_more(shown[0], title, publisher):
        return shown[0]
    if bare:
        return bare[0]
    return shown[0] if len(shown) == 1 else ""


def _shares_words(words: str, claim: str) -> bool:
    """Whether a line shares enough words with a claim to be another wording of it."""
    ours, theirs = ({*_WORDS.findall(text.casefold())} for text in (words, claim))
    shared = len(ours & theirs)
    return shared >= _SHARED and shared >= _SHARED_PART * len(ours)


def _may_say_more(words: str, title: str, publisher: str) -> bool:
    """Whether a line may be a headline that the title shortens, or for which it has a mere label.

    The publisher's name is no headline, neither as stated nor as it ends the title.
    """
    names = [publisher, *_JOINT.split(title)[1:]]
    if any(fuzz.ratio(words.casefold(), name.casefold()) >= _SAME for name in names if name):
        return False
    shared = {*_WORDS.findall(words.casefold())} & {*_WORDS.findall(title.casefold())}
    return bool(shared) or len(title) < _SHORTEST_TITLE


def _bare_title(title: str, publisher: str) -> str:
    """Returns a page title without the publisher's name at either end."""
    title = " ".join(title.split())
    parts = _JOINT.split(title)
    if len(parts) < 2:
        return title
    if publisher and fuzz.ratio(parts[-1].casefold(), publisher.casefold()) >= _SAME:
        return title[: title.rfind(parts[-1])].rstrip(_JOINT_MARKS)
    if publisher and fuzz.ratio(parts[0].casefold(), publisher.casefold()) >= _SAME:
        return title[len(parts[0]) :].lstrip(_JOINT_MARKS)
    longest = max(parts, key=len)
    return longest if "|" in title and len(longest) > 20 else title


def _publisher_in_title(title: str, host: str) -> str:
    """Returns the end of a page title that is like its host's name, else an empty string."""
    parts = _JOINT.split(" ".join(title.split()))
    ends = [parts[-1], parts[0]] if len(parts) > 1 else []
    label = max(host.split("."), key=len)
    return next(
        (
            end
            for end in ends
            if likeness(end, host) >= _HOST_LIKE and len(end) <= _LONGEST_NAME * len(label)
        ),
        "",
    )


def likeness(name: str, host: str) -> int:
    """Returns the likeness of a publisher's name to its host, 0 to 100."""
    label = max(host.split("."), key=len)
    compact = "".join(filter(str.isalnum, name.casefold()))
    if min(len(label), len(compact)) < _SHORTEST_HOST:
        return 100 if label and label == compact else 0
    return int(fuzz.partial_ratio(compact, label))


def _is_alike(words: str, claim: str) -> bool:
    words, claim = words.casefold(), claim.casefold()
    shorter, longer = sorted((words, claim), key=len)
    return fuzz.ratio(words, claim) >= _ALIKE or (
        len(shorter) >= 20
        and len(shorter) * 3 > len(longer)
        and longer.startswith(shorter.rstrip("…. "))
    )


_SCRIPTS = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
# Levels of nesting that are searched for an article.
_DEPTH_LIMIT = 8
# Likeness, 0 to 100, from which an article in JSON-LD is that of the page's title.
_LINKED_ALIKE = 60
_KINDS = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|ClaimReview|Obituary)$")


@dataclass(frozen=True, slots=True)
class _LinkedArticle:
    """The article of a page as its JSON-LD describes it; unknown fields are empty."""

    headline: str = ""
    byline: str = ""
    published: str = ""
    modified: str = ""
    publisher: str = ""
    language: str = ""
    url: str = ""


def _linked_article(tree: html.HtmlElement, titles: Sequence[str] = ()) -> _LinkedArticle | None:
    """Returns the article in the page's JSON-LD that has a headline or a date, or None.

    Among several the headline most like one of the page's `titles` decides, else the order.
    """
    nodes = [
        node
        for script in tree.xpath(_SCRIPTS)
        for node in _linked_nodes(_loaded(script.text or ""))
    ]
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 2}
    found = [node for node in nodes if any(map(_KINDS.search, _strings(node.get("@type"))))]
    for node in sorted(
        found, key=lambda node: ("headline" not in node, -_title_likeness(node, titles))
    ):
        article = _LinkedArticle(
            headline=_first_string(node.get("headline")) or _first_string(node.get("name")),
            byline=", ".join(
                dict.fromkeys(_linked_names(node.get("author") or node.get("creator"), by_id))
            ),
            published=_first_string(node.get("datePublished"))
            or _first_string(node.get("dateCreated")),
            modified=_first_string(node.get("dateModified")),
            publisher=next(iter(_linked_names(node.get("publisher"), by_id)), ""),
            language=next(iter(_linked_names(node.get("inLanguage"), by_id)), ""),
            url=_first_string(node.get("url")) or _linked_address(node.get("mainEntityOfPage")),
        )
        if article.headline or article.published:
            return article
    return None


def _title_likeness(node: Mapping[str, object], titles: Sequence[str]) -> float:
    headline = _first_string(node.get("headline")).casefold()
    alike = (fuzz.ratio(headline, title.casefold()) for title in titles)
    return max((score for score in alike if score >= _LINKED_ALIKE), default=0.0)


def _loaded(text: str) -> object:
    text = _WRAPPING.sub("", _WRAPPING.sub("", text.strip()))
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _linked_nodes(value: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    if depth > _DEPTH_LIMIT:
        return
    if isinstance(value, dict):
        yield value
        for name, inner in value.items():
            if name not in ("author", "publisher", "comment", "isPartOf"):
                yield from _linked_nodes(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _linked_nodes(inner, depth + 1)


def _linked_names(value: object, by_id: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    if isinstance(value, str):
        yield _plain_string(value)
    elif isinstance(value, list):
        for inner in value:
            yield from _linked_names(inner, by_id)
    elif isinstance(value, dict):
        known = value if "name" in value else by_id.get(str(value.get("@id")), value)
        parts = _strings([known.get("givenName"), known.get("familyName")])
        whole = " ".join(part for part in parts if part)
        yield from map(
            _plain_string, _strings(known.get("name") or whole or known.get("alternateName"))
        )


def _strings(value: object) -> list[str]:
    if isinstance(value, list):
        return [part for part in value if isinstance(part, str)]
    return [value] if isinstance(value, str) else []


def _first_string(value: object) -> str:
    return next((_plain_string(part) for part in _strings(value)), "")


def _linked_address(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    address = _first_string(value)
    return address if address.startswith("http") else ""


def _plain_string(text: str) -> str:
    return re.sub(r"<[^<>]+>", "", entities.unescape(text)).strip()

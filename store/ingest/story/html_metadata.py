"""Who, when and where of a page: JSON-LD and meta elements before guesses.

The visible headline is preferred among headlines that agree, for it is what readers saw.
"""

from __future__ import annotations

import functools
import html as entities
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml import html  # type: ignore[import-untyped]  # ships no types
from rapidfuzz import fuzz
from tld import get_fld
from trafilatura.metadata import extract_metadata

from store.ingest.story.canonical import canonical_url, host_of
from store.ingest.story.dates import is_month, parse_date
from store.ingest.story.drafting import iso_date
from store.ingest.story.furniture import find_byline
from store.ingest.story.header import read_header
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


_JOINT = re.compile(r"\s+[|–—\-·•»:]+\s+|\s*\|\s*")
_JOINT_MARKS = " |–—-·•»:"
_ALIKE = 70
_SAME = 85
_HOST_LIKE = 80
_SHORTEST_HOST = 4
# The words of a headline, short ones left out, that another wording of it has too.
_SHARED = 2
# A window's title of fewer characters says nothing.
_SHORTEST_TITLE = 10
_SHARED_PART = 0.4
_WORDS = re.compile(r"\w{4,}")
# A name is at most this many times as long as the host that abbreviates it.
_LONGEST_NAME = 3


def choose_headline(
    visible: Sequence[str], claims: Sequence[str], title: str, publisher: str
) -> str:
    """The headline readers saw, where a claim of the page's metadata bears it out.

    `visible` are the texts of its h1 elements, `claims` those of its metadata by their standing,
    best first, and `title` is what its window is called, which often says less, or more.
    """
    bare = [
        claim for claim in (bare_title(claim, publisher) for claim in (*claims, title)) if claim
    ]
    shown = [words for words in visible if 0 < len(words) <= 300]
    for words in shown:
        if any(_is_alike(words, claim) for claim in bare):
            return words
    for words in shown:
        if any(_shares_words(words, claim) for claim in bare):
            return words
    has_claims = any(bare_title(claim, publisher) for claim in claims)
    if len(shown) == 1 and not has_claims and _may_say_more(shown[0], title, publisher):
        return shown[0]
    if bare:
        return bare[0]
    return shown[0] if len(shown) == 1 else ""


def _shares_words(words: str, claim: str) -> bool:
    """Whether a line has so many of a claim's words that it is another wording of it."""
    ours, theirs = ({*_WORDS.findall(text.casefold())} for text in (words, claim))
    shared = len(ours & theirs)
    return shared >= _SHARED and shared >= _SHARED_PART * len(ours)


def _may_say_more(words: str, title: str, publisher: str) -> bool:
    """Whether a line may be the headline of which the title is a part, or a mere label.

    It is none where it is the publisher's name, as that is said or as it ends the title.
    """
    names = [publisher, *_JOINT.split(title)[1:]]
    if any(fuzz.ratio(words.casefold(), name.casefold()) >= _SAME for name in names if name):
        return False
    shared = {*_WORDS.findall(words.casefold())} & {*_WORDS.findall(title.casefold())}
    return bool(shared) or len(title) < _SHORTEST_TITLE


def bare_title(title: str, publisher: str) -> str:
    """A page title without the publisher's name at either end."""
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


def publisher_in_title(title: str, host: str) -> str:
    """The end of a page title that is like its host's name, or an empty string."""
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
    """How like a publisher's name and its host are, from 0 to 100."""
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


_MONTH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_URL_DATE = re.compile(
    rf"/(?P<year>20\d\d|19\d\d)(?P<sep>[/-]?)(?P<month>0[1-9]|1[0-2]|(?:{'|'.join(_MONTH)})[a-z]*)"
    r"(?P=sep)(?P<day>0?[1-9]|[12]\d|3[01])(?=[/_-]|\D|$)",
    re.IGNORECASE,
)
_MARKED = (
    "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content"
    " | //time[@pubdate]/@datetime | //article//header//time/@datetime"
    " | //h1/following::time[1]/@datetime"
    " | //time[contains(@class, 'publish') or contains(@class, 'entry-date')]/@datetime"
)
_BESIDE = "//h1/following::*[self::p or self::div or self::span or self::li or self::time]"
_BESIDE_ELEMENTS = 40
_BESIDE_CHARS = 160
_DAY_CHARS = 10
_SECOND_CHARS = 19
_UTC = ("Z", "+00:00")
# Every zone lies a whole number of quarters of an hour from UTC, and at most so far.
_QUARTER_S = 900
_FARTHEST_S = 14 * 3_600


def page_dates(
    tree: html.HtmlElement, published: Sequence[str], modified: Sequence[str], url: str
) -> tuple[str, str]:
    """(published, modified) as ISO dates or date-times, empty where the page does not say.

    `published` and `modified` are what JSON-LD and meta elements claim, best first.
    """
    in_url = _day_in(url)
    marked = [str(value) for value in tree.xpath(_MARKED)]
    stated = first_date(published) or first_date(marked)
    if stated:
        first = _in_own_zone(_with_zone(stated, marked), [*_visible(tree), in_url])
        return first, first_date(modified)
    beside = _labelled(tree)
    return beside.get("published") or in_url, first_date(modified) or beside.get("modified", "")


def first_date(claims: Iterable[str]) -> str:
    """The first claim that is a date; a claim of the same day with a time is better."""
    dates = [iso for iso in map(iso_date, claims) if iso]
    if not dates:
        return ""
    day = dates[0][:_DAY_CHARS]
    return next((iso for iso in dates if len(iso) > _DAY_CHARS and iso.startswith(day)), dates[0])


def _day_in(url: str) -> str:
    match = _URL_DATE.search(url)
    if match is None:
        return ""
    month = match["month"].lower()[:3]
    number = int(month) if month.isdecimal() else _MONTH.index(month) + 1
    try:
        return date(int(match["year"]), number, int(match["day"])).isoformat()
    except ValueError:
        return ""


def _visible(tree: html.HtmlElement) -> list[str]:
    """The first dates that stand as times after the headline, as readers see them."""
    times = tree.xpath("//h1/following::time[position() <= 2]")
    return [day for day in (parse_date(words_of(element)) for element in times) if day]


def _labelled(tree: html.HtmlElement) -> dict[str, str]:
    """Dates in lines after the headline that say which they are ("Updated: …")."""
    found: dict[str, str] = {}
    for element in islice(tree.xpath(_BESIDE), _BESIDE_ELEMENTS):
        words = words_of(element)
        if not words or len(words) > _BESIDE_CHARS or not _says_which(words):
            continue
        for name, value in (read_header(words) or {}).items():
            if name in ("published", "modified"):
                found.setdefault(name, value)
    return found


def _says_which(words: str) -> bool:
    return _label_words().search(words) is not None


@functools.cache
def _label_words() -> re.Pattern[str]:
    labels = load_table("furniture")["label"]
    words = "|".join(re.escape(word) for word in (*labels["published"], *labels["modified"]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _with_zone(stated: str, marked: Iterable[str]) -> str:
    """A time without a zone with that of a mark on the page that tells the same time."""
    if len(stated) != _SECOND_CHARS:
        return stated
    known = [iso for iso in map(iso_date, marked) if iso and len(iso) > _SECOND_CHARS]
    return next((iso for iso in known if iso.startswith(stated)), stated)


def _in_own_zone(stated: str, seen: Iterable[str]) -> str:
    """The newsroom's own day and time, where a server states the instant in UTC.

    The time that readers see, beside the headline, tells the zone where it is the same instant or
    names its zone; else the day they see, there or in the address, is kept without a time if the
    one in UTC has slipped into the next.
    """
    if len(stated) <= _DAY_CHARS or not stated.endswith(_UTC):
        return stated
    moment = datetime.fromisoformat(stated)
    known = [datetime.fromisoformat(one) for one in seen if one]
    for one, text in zip(known, (one for one in seen if one), strict=True):
        offset = _offset(moment, one) if len(text) > _DAY_CHARS else None
        if offset is not None:
            return moment.astimezone(timezone(offset)).isoformat() if offset else stated
    days = [one.date() for one in known]
    if moment.date() in days:
        return stated
    own = next((day for day in days if abs((day - moment.date()).days) == 1), None)
    return own.isoformat() if own else stated


def _offset(moment: datetime, seen: datetime) -> timedelta | None:
    """How far a visible time's zone is from UTC, where it is the time of `moment`."""
    named = seen.utcoffset()
    if named is not None:
        is_near = abs((seen - moment).total_seconds()) < _FARTHEST_S
        return named if is_near else None
    away = round((seen - moment.replace(tzinfo=None)).total_seconds() / 60) * 60
    rest = abs(away) % _QUARTER_S
    if abs(away) > _FARTHEST_S or min(rest, _QUARTER_S - rest) > 60:
        return None
    return timedelta(seconds=round(away / _QUARTER_S) * _QUARTER_S)


_SCRIPTS = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_DEPTH_LIMIT = 8
_LINKED_ALIKE = 60
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
        article = LinkedArticle(
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

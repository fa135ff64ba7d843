"""Finds the article that a draft is: one story under many addresses is one article.

An address decides, in its canonical form. A page may say that another address is its own
(rel=canonical); it is believed where the article that is known there has the same words, for pages
of one story in parts, and careless ones, name addresses that are not theirs.

Entries of feeds may share an address, or differ by its fragment only. An entry is then known by its
address with its label; an entry with another label is the same article only if it begins alike and
has the same words.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from store.database.collections import PUBLIC, CollectionId, identity_in
from store.ingest.story.canonical import canonical_url
from store.model import Article, Draft
from store.rows import addresses, articles
from store.text.instants import instant

# Words of the runs by which two texts are compared.
_SHINGLE_WORDS = 4
# Share of the shorter text's runs that two texts must share to have the same words.
_SAME_SHARE = 0.5
# In code points: entries whose beginnings differ are other entries, whatever they repeat below.
_HEAD_CHARS = 120
# In code points: a shorter first paragraph may stand above any entry.
_LEAST_HEAD_CHARS = 40
# Times the length of a known teaser from which on a text is the whole story.
_WHOLE_TIMES = 1.5


@dataclass(frozen=True, slots=True)
class Place:
    """The place a draft has in the archive.

    `identity` is its own where nothing is `known`; `canonical_url` is what is stored as such.
    `is_other_address` says that the known article was met at another address before. `met` is the
    address to be remembered; `wrongly` is an address that has to be taken from another article
    first, which a wrong claim gave it, with that article's own (identity, canonical URL).
    """

    identity: str
    canonical_url: str | None = None
    known: articles.Known | None = None
    is_other_address: bool = False
    met: tuple[str, ...] = ()
    wrongly: tuple[str, tuple[str, str] | None] | None = None


def find_place(db: sqlite3.Connection, draft: Draft, collection: CollectionId = PUBLIC) -> Place:
    """The place of a draft in a collection, by the archive as it is.

    The same story may stand in several collections, which know nothing of each other.
    """
    if not draft.url:
        identity = identity_in(collection, articles.content_identity(draft))
        return Place(identity, None, articles.find_identity(db, identity))
    if draft.entry is not None:
        return _entry_place(db, draft, draft.url, draft.entry, collection)
    return _page_place(db, draft, draft.url, collection)


def entry_address(url: str, label: str) -> str:
    """The address of a feed's entry that others may share: canonical, with the entry's label."""
    return f"{canonical_url(url)}#{label}"


def _entry_place(
    db: sqlite3.Connection, draft: Draft, url: str, label: str, collection: CollectionId
) -> Place:
    own = identity_in(collection, entry_address(url, label))
    known = addresses.find_address(db, own)
    if known is not None:
        stored = articles.get_article(db, known.id)
        return Place(known.identity, stored.canonical_url, known)
    fragment = url.partition("#")[2]
    met = (own, identity_in(collection, entry_address(url, fragment))) if fragment else (own,)
    place = _page_place(db, draft, url, collection)
    if place.known is None or _is_same_entry(draft, articles.get_article(db, place.known.id)):
        return replace(place, met=tuple(dict.fromkeys((*place.met, *met))))
    return Place(own, canonical_url(url), met=tuple(name for name in met if name != own))


def _is_same_entry(draft: Draft, stored: Article) -> bool:
    """Whether an entry with another label is a known article: told again, not another story."""
    if draft.is_shared:
        return draft.headline == stored.headline and draft.text == stored.text
    return _head(draft.text) == _head(stored.text) and _have_same_words(draft.text, stored.text)


def _head(text: str) -> str:
    """The beginning of a text: its first paragraph, if that says something, up to a limit."""
    end = text.find("\n\n", _LEAST_HEAD_CHARS, _HEAD_CHARS)
    return text[: end if end >= 0 else _HEAD_CHARS]


def _page_place(db: sqlite3.Connection, draft: Draft, url: str, collection: CollectionId) -> Place:
    own = canonical_url(url)
    mine = identity_in(collection, own)
    claimed = canonical_url(draft.canonical_url) if draft.canonical_url else own
    known = addresses.find_address(db, mine)
    if known is not None:
        stored = articles.get_article(db, known.id)
        if stored.url is None or canonical_url(stored.url) == own:
            return Place(known.identity, stored.canonical_url, known)
        if _have_same_words(draft.text, stored.text):
            return Place(known.identity, stored.canonical_url, known, is_other_address=True)
        elsewhere = canonical_url(stored.url) if known.identity == mine else None
        theirs = (identity_in(collection, elsewhere), elsewhere) if elsewhere else None
        return Place(mine, own, wrongly=(mine, theirs))
    if claimed == own:
        return Place(mine, own)
    whole = identity_in(collection, claimed)
    known = addresses.find_address(db, whole)
    if known is None:
        return Place(whole, claimed, met=(mine,))
    stored = articles.get_article(db, known.id)
    if not _have_same_words(draft.text, stored.text):
        return Place(mine, own)
    return Place(known.identity, stored.canonical_url, known, is_other_address=True, met=(mine,))


def is_worse(draft: Draft, stored: Article) -> bool:
    """Whether a draft from another address of a stored article is no reason to replace it.

    It is one where it says that it was changed later, or holds much more of the story.
    """
    now, then = instant(draft.modified), instant(stored.modified or stored.published)
    is_later = now is not None and then is not None and now > then
    return not is_later and len(draft.text) < _WHOLE_TIMES * len(stored.text)


def _have_same_words(first: str, second: str) -> bool:
    ours, theirs = _shingles(first), _shingles(second)
    return len(ours & theirs) >= _SAME_SHARE * min(len(ours), len(theirs))


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    last = max(1, len(words) - _SHINGLE_WORDS + 1)
    return {tuple(words[start : start + _SHINGLE_WORDS]) for start in range(last)}

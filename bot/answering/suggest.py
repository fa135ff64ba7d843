"""Suggests messages near a question that the archive cannot answer."""

from __future__ import annotations

from store.search.passages.hit import Found
from store.search.snapshot import Snapshot

# Messages suggested at most.
_MOST = 3
# Letters of the shortest word that may name somebody in particular.
_SHORTEST_NAME = 3


def suggestions_for(snapshot: Snapshot, found: Found) -> tuple[str, ...]:
    """Up to three messages that have an answer: about people named, then found headlines."""
    suggested: dict[str, None] = {}
    for term in sorted(found.terms, key=lambda t: -t.idf):
        if len(suggested) == _MOST:
            break
        if not term.is_known or len(term.typed) < _SHORTEST_NAME:
            continue
        name = snapshot.told_name(term.used or term.typed)
        if name is not None:
            suggested.setdefault(f"Who is {name}?")
    articles = snapshot.articles(hit.article_id for hit in found.hits)
    for hit in found.hits:
        article = articles.get(hit.article_id)
        if article is not None and article.headline:
            suggested.setdefault(article.headline)
    return tuple(suggested)[:_MOST]

"""Prefers what is against, or was not done, where that is asked: "who voted against the wall".

A question with such a word beside a verb is answered by an excerpt with one beside the same verb.
"""

from __future__ import annotations

from dataclasses import replace

from store.search.checking.differences import negating_words
from store.search.passages.hit import Found
from store.search.ranking.confidence import doubt
from store.search.snapshot import Snapshot
from store.text.fold import fold
from store.text.language import likely_languages
from store.text.words import find_words

# Words of standing on the other side, beside those that negate; in a few languages.
_AGAINST = frozenset("against gegen contre contra contro contra tegen przeciw przeciwko".split())
_AGAINST_TOO = frozenset({fold("против"), fold("проти")})
_IN_FAVOUR = frozenset("for für pour favor favore voor за".split())
# Words between the verb and what turns it, at most.
_NEAR = 2


def turned_words(text: str) -> frozenset[str]:
    """The words behind a negation, or before an "against", in a question, folded."""
    words = [fold(word) for word in find_words(text)]
    turning = _turning(text)
    near: set[str] = set()
    for at, word in enumerate(words):
        if word in turning:
            is_side = word in _AGAINST or word in _AGAINST_TOO
            near.update(words[max(0, at - 1) : at] if is_side else words[at + 1 : at + 2])
    return frozenset(near - turning)


def keep_polarity(snapshot: Snapshot, text: str, found: Found) -> Found:
    """The hits with those first that turn a word which the question turns.

    If none does, they are doubted where the first says that somebody was in favour.
    """
    turned = turned_words(text)
    verbs = [term.forms for term in found.terms if fold(term.typed) in turned]
    if not verbs or not found.hits:
        return found
    turning = _turning(text)
    articles = snapshot.articles(hit.article_id for hit in found.hits)
    like = [
        hit
        for hit in found.hits
        if hit.span is not None
        and hit.article_id in articles
        and _turns(hit.span.of(articles[hit.article_id].text), verbs, turning)
    ]
    if not like:
        first, article = found.hits[0], articles.get(found.hits[0].article_id)
        told = first.span.of(article.text) if first.span is not None and article else ""
        if _turns(told, verbs, _IN_FAVOUR, is_behind=True):
            return replace(found, confidence=doubt(found.confidence))
        return found
    rest = tuple(hit for hit in found.hits if hit not in like)
    return replace(found, hits=(*like, *rest), confidence=like[0].score)


def _turns(
    text: str, verbs: list[dict[str, float]], turning: frozenset[str], *, is_behind: bool = False
) -> bool:
    words = [fold(word) for word in find_words(text)]
    for at, word in enumerate(words):
        if any(word in forms for forms in verbs):
            beside = words[at if is_behind else max(0, at - _NEAR) : at + _NEAR + 1]
            if not turning.isdisjoint(beside):
                return True
    return False


def _turning(text: str) -> frozenset[str]:
    language = next(iter(likely_languages(text)), "en")
    return negating_words(language) | _AGAINST | _AGAINST_TOO

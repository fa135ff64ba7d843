"""Whose words stand at a span, beside whose they were said to be. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from store.model import Quote, Span
from store.search.checking.checked import Whose
from store.search.excerpts.excerpt import quote_filling
from store.search.reading import Wanted
from store.search.words.terms import Term
from store.text.fold import fold
from store.text.sound import name_similarity
from store.text.words import find_words

# Words are direct speech when this share of them, or of the quote, is shared.
_MOSTLY = 0.5
# From this likeness two names are one, spelt in two ways.
_SPELT = 0.95


def quote_at(span: Span, quotes: Sequence[Quote]) -> Quote | None:
    """The direct speech that the words at `span` are; None for the article's own words.

    Of a statement in several runs, the first that they meet.
    """
    return quote_filling(span, quotes, _MOSTLY)


def tell_whose(quote: Quote | None, wanted: Wanted, asked: Collection[str]) -> Whose:
    """Whose the quoted words are, beside the speaker asked for.

    `asked` are the folded words that named the speaker in the question, () where nobody was named;
    `wanted` is how the archive takes them.
    """
    if quote is None:
        return Whose.ARTICLE
    if quote.speaker is None:
        return Whose.UNNAMED
    if not asked:
        return Whose.NAMED
    said_by = {fold(word) for word in find_words(quote.speaker)}
    by_name = wanted.names or wanted.roles
    if by_name and all(_is_named(term, said_by) for term in by_name):
        return Whose.SAME
    if said_by <= set(asked):
        return Whose.SAME
    if quote.speaker[:1].islower() or find_words(quote.speaker)[:1] in (["The"], ["A"], ["An"]):
        return Whose.UNNAMED
    return Whose.OTHER


def _is_named(term: Term, words: Collection[str]) -> bool:
    """Whether a word of a name is the one typed, as the archive has it or as it may be spelt."""
    typed = fold(term.typed)
    return any(word in term.forms or name_similarity(typed, word) >= _SPELT for word in words)

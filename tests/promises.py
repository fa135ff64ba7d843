"""What holds for every answer to anything, whatever was asked."""

from __future__ import annotations

from bot.answering.answer import Answer, Finding, Kind
from store.archive import Archive
from store.text.words import is_unspaced

EXCERPT_LIMIT = 300
HIGHLIGHT_LIMIT = 80


def check_answer(answer: Answer, archive: Archive, limit: int = 3) -> None:
    """Assert what the contract of `ask` says of every answer."""
    assert 0 <= answer.confidence <= 1
    assert answer.is_answered == bool(answer.findings)
    assert len(answer.findings) <= limit
    assert len(answer.rejected) <= 3
    assert not (answer.findings and answer.rejected)
    assert all(suggestion.strip() for suggestion in answer.suggestions)
    for finding in (*answer.findings, *answer.rejected):
        check_finding(finding, archive)


def check_finding(finding: Finding, archive: Archive) -> None:
    """Assert that a finding is verbatim, bounded and cut where it may be."""
    assert 0 <= finding.score <= 1
    assert (finding.excerpt is None) == (finding.kind is Kind.ARTICLE)
    assert (finding.quote is not None) == (finding.kind is Kind.QUOTE)
    if finding.excerpt is None:
        return
    excerpt, span = finding.excerpt, finding.excerpt.span
    text = excerpt.article.text
    assert archive.article(excerpt.article.id) == excerpt.article
    assert excerpt.text == text[span.start : span.stop]
    assert 0 < len(excerpt.text) <= EXCERPT_LIMIT
    assert not splits_word(text, span.start), excerpt.text
    assert not splits_word(text, span.stop), excerpt.text
    assert len(excerpt.highlights) <= 2
    assert sum(map(len, excerpt.highlights)) <= HIGHLIGHT_LIMIT
    assert all(span.holds(highlight) and len(highlight) for highlight in excerpt.highlights)


def splits_word(text: str, place: int) -> bool:
    """Whether a word goes on across `place`; scripts without spaces may be parted anywhere."""
    beside = text[max(0, place - 1) : place + 1]
    return 0 < place < len(text) and beside.isalnum() and not any(map(is_unspaced, beside))

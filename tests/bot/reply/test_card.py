from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Correction, Finding, Kind
from bot.errors import NotVerbatimError
from bot.reply.card import (
    Reply,
    article_reply,
    corrections_block,
    finding_reply,
    narrow,
    pages,
)
from bot.reply.gate import check
from bot.reply.markup import Blockquote, Text
from bot.reply.phrases import languages, phrases
from bot.reply.split import join, split
from bot.reply.words import quiet
from store.model import Article, ArticleId, Excerpt, Span
from tests.bot.reply.strategies import articles, as_sent, corrections, excerpts, findings


@given(findings(), corrections, st.sampled_from(languages()))
def test_the_quotation_in_a_rendered_reply_is_the_excerpt(
    finding: Finding, corrected: tuple[Correction, ...], language: str
) -> None:
    says = phrases(language)
    reply = finding_reply(finding, says, corrections_block(corrected, says))
    parsed = as_sent(join(reply.blocks))
    assert parsed.quoted == [excerpt.text for excerpt in reply.shows]
    assert [e.text for e in reply.shows] == (
        [narrow(finding.excerpt).text] if finding.excerpt is not None else []
    )


@given(findings(), corrections)
def test_a_reply_is_one_message_within_telegrams_limits(
    finding: Finding, corrected: tuple[Correction, ...]
) -> None:
    says = phrases("en")
    reply = finding_reply(finding, says, corrections_block(corrected, says))
    (message,) = split(reply.blocks)
    parsed = as_sent(join(message))
    assert len(parsed.text.encode("utf-16-le", "surrogatepass")) // 2 <= 4096
    assert len(parsed.entities) <= 100


@pytest.mark.parametrize(
    "text", ["example.com@reader_1", "jane.doe@paper.example", "see paper.example/a.", "@reader_1"]
)
def test_what_is_live_beside_other_live_words_is_quiet_too(text: str) -> None:
    assert as_sent(join([quiet(text)])).live() == []


@given(findings())
def test_nothing_in_a_reply_pings_or_links_by_itself(finding: Finding) -> None:
    parsed = as_sent(join(finding_reply(finding, phrases("en")).blocks))
    assert parsed.live() == []


@given(findings())
def test_the_gate_lets_every_rendered_finding_pass(finding: Finding) -> None:
    check(finding_reply(finding, phrases("en")), lambda _: finding.article)


@given(excerpts(), st.text(min_size=1))
def test_the_gate_stops_words_that_are_not_the_articles(excerpt: Excerpt, other: str) -> None:
    forged = Reply(((Blockquote((Text(excerpt.text + other),)),),), shows=(excerpt,))
    with pytest.raises(NotVerbatimError):
        check(forged, lambda _: excerpt.article)


def test_the_gate_stops_a_quotation_of_a_replaced_or_removed_article() -> None:
    article = Article(ArticleId(1), "h", "The words as they were.")
    reply = finding_reply_of(article)
    check(reply, lambda _: article)
    with pytest.raises(NotVerbatimError):
        check(reply, lambda _: Article(ArticleId(1), "h", "Other words altogether."))
    with pytest.raises(NotVerbatimError):
        check(reply, lambda _: None)
    with pytest.raises(NotVerbatimError):
        check(Reply(reply.blocks), lambda _: article)


@given(articles())
def test_pages_hold_every_word_of_an_article_once_and_in_order(article: Article) -> None:
    spans = pages(article, 200)
    assert "".join("".join(s.of(article.text).split()) for s in spans) == "".join(
        article.text.split()
    )
    for span in spans:
        (_,) = split(article_reply(article, span, "1", phrases("en")).blocks)


def test_right_to_left_names_are_isolated_and_the_excerpt_is_not_touched() -> None:
    text = "قال الوزير إن الجسر مغلق."
    article = Article(ArticleId(1), "الجسر مغلق", text, publisher="الجريدة", published="2026")
    parsed = as_sent(join(finding_reply_of(article).blocks))
    assert parsed.quoted == [text]
    assert "\u2068الجريدة\u2069 · 2026" in parsed.text


def test_other_publishers_of_the_same_story_are_named_and_linked() -> None:
    article = Article(ArticleId(1), "h", "The words.")
    others = (
        Article(ArticleId(2), "h", "t", url="https://b.example/x", publisher="The Beacon"),
        Article(ArticleId(3), "h", "t", publisher="The Crier"),
    )
    finding = Finding(Kind.EXCERPT, article, Excerpt(article, Span(0, 10)), 1.0, also=others)
    parsed = as_sent(join(finding_reply(finding, phrases("en")).blocks))
    assert "Also reported by The Beacon, The Crier" in parsed.text
    assert parsed.of("text_link") == ["The Beacon"]


def test_a_publisher_is_named_once_and_never_beside_itself() -> None:
    article = Article(ArticleId(1), "h", "The words.", publisher="The Beacon")
    others = tuple(
        Article(ArticleId(number), "h", "t", publisher=name)
        for number, name in enumerate(("The Beacon", "The Crier", "The Crier"), start=2)
    )
    finding = Finding(Kind.EXCERPT, article, Excerpt(article, Span(0, 10)), 1.0, also=others)
    parsed = as_sent(join(finding_reply(finding, phrases("en")).blocks))
    assert parsed.text.endswith("Also reported by The Crier")
    alone = finding_reply(replace(finding, also=others[:1]), phrases("en"))
    assert "Also reported" not in as_sent(join(alone.blocks)).text


def test_a_long_excerpt_is_folded_and_a_very_long_one_cut_between_words() -> None:
    article = Article(ArticleId(1), "h", "word " * 2000 + "end")
    whole = Excerpt(article, Span(0, len(article.text)))
    reply = finding_reply(Finding(Kind.EXCERPT, article, whole, 1.0), phrases("en"))
    parsed = as_sent(join(reply.blocks))
    assert [e.kind for e in parsed.entities] == ["expandable_blockquote"]
    assert parsed.quoted[0].endswith("word")


def finding_reply_of(article: Article) -> Reply:
    excerpt = Excerpt(article, Span(0, len(article.text)))
    return finding_reply(Finding(Kind.EXCERPT, article, excerpt, 1.0), phrases("en"))

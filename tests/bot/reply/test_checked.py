"""A check as it is said: the asker's words as the asker's, the stored ones from their article."""

from __future__ import annotations

import pytest

from bot.answering.answer import Check, Finding, Kind, Parting
from bot.reply.checked import check_blocks, marked_finding
from bot.reply.markup import Bold, to_plain
from bot.reply.phrases import languages, phrases
from bot.reply.split import join
from store.model import Article, ArticleId, Excerpt, Quote, Span
from store.search.checking.checked import CheckVerdict, Difference, DifferenceKind, Whose
from tests.bot.reply.strategies import as_sent

TEXT = "“We will never sell the old lighthouse,” said Marta Quill."
ARTICLE = Article(ArticleId(1), "The light", TEXT)
FINDING = Finding(
    Kind.QUOTE,
    ARTICLE,
    Excerpt(ARTICLE, Span(0, len(TEXT))),
    1.0,
    Quote(Span(1, 39), "Marta Quill"),
)


def stored(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def said(check: Check, language: str = "en") -> str:
    return "\n".join(map(to_plain, check_blocks(check, 0, FINDING, phrases(language))))


def near(asked: str, *differences: Difference, whose: Whose = Whose.SAME) -> Check:
    return Check(asked, "Otto Brimley", CheckVerdict.NEAR, (Parting(whose, differences),))


def test_the_very_words_are_called_so_and_not_repeated():
    check = Check("never sell", None, CheckVerdict.VERBATIM, (Parting(Whose.NAMED),))
    assert said(check) == "Word for word in the archive."


def test_another_speaker_is_named_beside_the_one_who_was_asked_about():
    check = Check("never sell", "Otto Brimley", CheckVerdict.VERBATIM, (Parting(Whose.OTHER),))
    assert "Marta Quill said it, not Otto Brimley." in said(check)


def test_the_words_of_both_sides_stand_side_by_side():
    asked = "We will sell the new lighthouse"
    told = said(
        near(
            asked,
            Difference(DifferenceKind.LEFT_OUT, Span(7, 7), stored("never"), turns=True),
            Difference(DifferenceKind.CHANGED, Span(17, 20), stored("old")),
        )
    )
    assert f"Your words: “{asked}”" in told
    assert "left out: “never”" in told
    assert "“new” where the archive has “old”" in told
    assert "turns the sense" in told


def test_what_the_archive_has_otherwise_is_bold_on_both_sides():
    difference = Difference(DifferenceKind.CHANGED, Span(17, 20), stored("old"))
    check = near("We will sell the new lighthouse", difference)
    _, yours, _ = check_blocks(check, 0, FINDING, phrases("en"))
    assert [to_plain((node,)) for node in yours if isinstance(node, Bold)] == ["new"]
    marked = marked_finding(FINDING, check.partings[0])
    assert marked.excerpt is not None
    assert marked.excerpt.highlights == (stored("old"),)


def test_the_askers_words_stay_words_and_ping_nobody():
    asked = "<b>We</b> will @everyone sell & tell example.org"
    check = near(asked, Difference(DifferenceKind.ADDED, Span(0, 5)))
    sent = as_sent(join(check_blocks(check, 0, FINDING, phrases("en"))))
    assert "<b>" in sent.text
    assert "@everyone" in sent.of("code")
    assert sent.live() == []
    assert sent.quoted == []


def test_shortening_is_told_from_changing():
    check = near("We … sell", Difference(DifferenceKind.ELLIPSIS, Span(3, 4), stored("will never")))
    assert "yours shorten them" in said(check)
    assert "… stands for “will never”" in said(check)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", list(DifferenceKind))
@pytest.mark.parametrize("whose", list(Whose))
def test_every_language_can_say_everything(language: str, kind: DifferenceKind, whose: Whose):
    difference = Difference(kind, Span(0, 2), stored("never"), turns=True)
    assert said(near("We will", difference, whose=whose), language)

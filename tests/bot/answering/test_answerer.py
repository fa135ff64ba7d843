"""From a message to an answer, over the bundled sample."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.answering.answer import Answer, Kind
from bot.answering.answerer import Answerer
from bot.asking.memory import Memory
from bot.cli.output import answer_json
from bot.json_lines import json_line
from bot.language.intents import Intent
from store.archive import Archive, open_store
from store.model import ArticleId, Excerpt, Span
from tests.builders import WORDS, add, draft_from, made_up, make_draft
from tests.examples import examples
from tests.promises import check_answer, check_finding


@pytest.fixture(scope="session")
def answerer(sample: Archive) -> Answerer:
    return Answerer(sample, today=lambda: date(2026, 5, 20))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Archive]:
    with closing(open_store(tmp_path / "archive.db")) as archive:
        yield archive


def shown(answer: Answer) -> str:
    """The first excerpt, or the headline where the article itself was asked for."""
    assert answer.findings, "declined"
    first = answer.findings[0]
    return first.excerpt.text if first.excerpt else first.article.headline


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("when was the Iron Bridge built?", "1897"),
        ("how much is the compass insured for?", "£260,000"),
        ("what was the turnout in the election?", "52.4 per cent"),
        ("who runs the bakery at the foot of the bridge?", "Salma Idris"),
        ("how many people were aboard the Lady Wend?", "58 passengers"),
        ("wie viel kosten die Pumpen?", "84.000 Euro"),
        ("сколько лет капитану порта Баранову?", "61 год"),
    ],
)
def test_a_question_is_answered_by_the_words_that_answer(
    answerer: Answerer, question: str, words: str
) -> None:
    answer = answerer.answer(question)
    assert any(words in f.excerpt.text for f in answer.findings if f.excerpt)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how much is the compas insured for?", "£260,000"),
        ("who is Oleg Varanov?", "harbour master"),
        ("who is Aleg Baranov?", "harbour master"),
        ("what did Kyaergaard say about the noise?", "a very soft noise"),
        ("who is Сикора?", "Sikora"),
        ("hospital with hypotermia", "hypothermia"),
    ],
)
def test_a_misspelt_or_foreign_word_finds_the_article_and_is_reported(
    answerer: Answerer, question: str, words: str
) -> None:
    answer = answerer.answer(question)
    assert words in shown(answer)
    typed = [correction.typed for correction in answer.corrections]
    assert typed
    assert all(word in question for word in typed)


def test_exactly_corrects_nothing(answerer: Answerer) -> None:
    answer = answerer.answer("compas insured", exactly=True)
    assert answer.corrections == ()


@pytest.mark.parametrize(
    "question", ["who is Oleg Baranov?", "tide", "crews", "wall of the wall", "Prycе’s bridge"]
)
def test_a_word_the_archive_has_is_not_corrected(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).corrections == ()


@pytest.mark.parametrize(
    "question",
    [
        "zeppelins over Patagonia",
        "who won the Nobel prize in chemistry?",
        "what did Angela Merkel say about the bridge?",
        "what did Ella Sikora say about zeppelins?",
        "what did Josiah Leake say?",
        "what did Salma Idris say about school roofs?",
    ],
)
def test_what_the_archive_has_not_is_an_honest_no(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert not answer.is_answered
    assert answer.findings == ()


def test_a_no_suggests_what_there_is_and_it_is_there(answerer: Answerer) -> None:
    suggestions = answerer.answer("what did Ella Sikora say about zeppelins?").suggestions
    assert suggestions
    assert all(answerer.answer(suggestion).is_answered for suggestion in suggestions)


def test_what_somebody_said_is_their_quotes(answerer: Answerer) -> None:
    answer = answerer.answer("what did Martin Pryce say about a comb?")
    assert answer.intent is Intent.QUOTE
    assert answer.findings[0].kind is Kind.QUOTE
    assert "You buy a comb" in shown(answer) or "six teeth on a comb" in shown(answer)
    assert {finding.speaker for finding in answer.findings} == {"Martin Pryce"}


def test_who_somebody_is_is_said_by_the_articles(answerer: Answerer) -> None:
    answer = answerer.answer("who is Imogen Farrant?")
    assert answer.intent is Intent.PERSON
    assert "director" in shown(answer)


def test_a_link_is_the_article_itself(answerer: Answerer) -> None:
    answer = answerer.answer("link to the story about the derby")
    assert answer.intent is Intent.LINK
    assert answer.findings[0].kind is Kind.ARTICLE
    assert "derby" in shown(answer)


def test_the_latest_is_the_newest_on_it(answerer: Answerer) -> None:
    answer = answerer.answer("latest on the cannery")
    assert answer.intent is Intent.LATEST
    assert answer.findings[0].article.published == "2026-05-19"
    newest = answerer.answer("latest").findings[0].article
    assert newest.published == "2026-05-28"
    assert [f.article.published for f in answerer.latest(20)] == sorted(
        [f.article.published for f in answerer.latest(20)], key=str, reverse=True
    )


@pytest.mark.parametrize(
    ("operator", "holds"),
    [
        ("from:mail", lambda a: "Mail" in (a.publisher or "")),
        ("since:2026-03", lambda a: a.published >= "2026-03"),
        ("before:2026-03", lambda a: a.published < "2026-03"),
        ("after:2026-02-19 until:2026-02-21", lambda a: a.published == "2026-02-20"),
        ("by:whitlock", lambda a: "Whitlock" in (a.byline or "")),
    ],
)
@pytest.mark.parametrize(
    "question",
    ["compass {}", "what did Farrant say {}", "link to the story about the museum {}"],
)
def test_what_an_operator_asks_for_holds(
    answerer: Answerer, operator: str, holds, question: str
) -> None:
    answer = answerer.answer(question.format(operator))
    found = (*answer.findings, *answer.rejected)
    assert all(holds(finding.article) for finding in found)


def test_an_operator_nothing_meets_finds_nothing(answerer: Answerer) -> None:
    for operator in ("from:nobody", "before:1900", "after:2100", "by:\ud800", "from:\x00x"):
        answer = answerer.answer(f"what did Farrant say about the compass {operator}")
        assert (answer.findings, answer.rejected) == ((), ())


def follow(answerer: Answerer, *messages: str) -> Answer:
    memory: Memory | None = None
    for message in messages:
        answer = answerer.answer(message, after=memory)
        memory = answer.memory
    return answer


def test_and_about_keeps_the_speaker(answerer: Answerer) -> None:
    answer = follow(answerer, "what did Baranov say about the sea?", "and about the captain?")
    assert "A captain steers" in shown(answer)
    assert {finding.speaker for finding in answer.findings} == {"Oleg Baranov"}


def test_when_was_that_and_link_stay_with_the_article_shown(answerer: Answerer) -> None:
    question = "how much is the compass insured for?"
    article = follow(answerer, question).findings[0].article
    for then in ("when was that?", "link?"):
        answer = follow(answerer, question, then)
        found = (*answer.findings, *answer.rejected)
        assert found
        assert {finding.article for finding in found} == {article}
    assert follow(answerer, question, "link?").findings[0].kind is Kind.ARTICLE


def test_a_turn_without_an_answer_leaves_the_memory_as_it_was(answerer: Answerer) -> None:
    answer = follow(answerer, "what did Baranov say about the sea?", "zeppelins over Patagonia?")
    assert answer.memory is not None
    assert answer.memory.person == "Oleg Baranov"


def test_a_memory_of_an_article_that_is_gone_does_no_harm(answerer: Answerer) -> None:
    memory = Memory("q", "the sea", "Baranov", Intent.QUOTE, ArticleId(10**9))
    answerer.answer("when was that?", after=memory)
    assert answerer.article(ArticleId(10**9)) is None


def test_quotes_are_listed_by_speaker_and_topic(answerer: Answerer) -> None:
    assert {f.speaker for f in answerer.quotes("Ashdown")} == {"Helen Ashdown"}
    assert "buoy" in answerer.quotes("", "buoy", 1)[0].article.text
    assert {f.speaker for f in answerer.quotes("Ashdwon")} == {"Helen Ashdown"}
    assert answerer.quotes("Josiah Leake") == ()
    assert len(answerer.quotes("Ashdown", limit=2)) == 2


def test_people_are_listed_by_any_part_of_the_name_or_by_mentions(answerer: Answerer) -> None:
    assert [p.name for p in answerer.people("Idris")] == ["Salma Idris"]
    assert {p.name for p in answerer.people("Pryce")} == {
        "Martin Pryce",
        "Daniel Pryce",
        "Rhian Pryce",
    }
    everybody = answerer.people(limit=100)
    counts = [person.mention_count for person in everybody]
    assert counts == sorted(counts, reverse=True)
    for person in everybody:
        assert person.articles
        for role in person.roles:
            assert role.text == role.article.text[role.span.start : role.span.stop]


def test_publishers_are_listed_largest_first(answerer: Answerer) -> None:
    counts = [publisher.article_count for publisher in answerer.publishers()]
    assert sum(counts) == 20
    assert counts == sorted(counts, reverse=True)


def test_more_context_is_more_of_the_same_article(answerer: Answerer) -> None:
    excerpt = answerer.answer("when was the Iron Bridge built?").findings[0].excerpt
    assert excerpt is not None
    wider = answerer.widen(excerpt)
    assert wider.span.holds(excerpt.span)
    assert wider.article == excerpt.article


def test_an_empty_archive_answers_nothing_and_says_so(small: Archive) -> None:
    answerer = Answerer(small)
    for question in ("who is Brandt?", "latest", "link?", "what did Brandt say?", "bridge", ""):
        assert not answerer.answer(question).is_answered
    assert answerer.latest() == answerer.quotes() == answerer.people() == answerer.publishers()


def test_a_quote_that_fits_is_shown_whole(answerer: Answerer, sample: Archive) -> None:
    said = [f for p in answerer.people(limit=100) for f in answerer.quotes(p.name, limit=50)]
    assert len(said) > 50
    for finding in said:
        assert finding.quote is not None
        assert finding.excerpt is not None
        check_finding(finding, sample)
        if len(finding.quote.span) + 2 <= 300:
            assert finding.excerpt.span.holds(finding.quote.span)


def test_a_longer_quote_is_cut_at_a_sentence_end(small: Archive) -> None:
    words = " ".join(f"We counted every one of the {n} lamps on the quay." for n in range(20, 40))
    add(small, make_draft(f"It was late. “{words}” said Ida Brandt, the mayor. All went home."))
    (finding,) = Answerer(small).quotes("Brandt", limit=1)
    assert finding.excerpt is not None
    check_finding(finding, small)
    assert finding.excerpt.text.startswith("“We counted")
    assert finding.excerpt.text.endswith(".")


def test_one_story_from_two_papers_is_one_finding_of_a_quote(answerer: Answerer) -> None:
    answer = answerer.answer("what did Farrant say about a gold watch?")
    watch = [f for f in answer.findings if f.excerpt and "gold watch" in f.excerpt.text]
    assert len(watch) == 1
    assert len({watch[0].article, *watch[0].also}) == 2


SAMPLE_WORDS = st.deferred(
    lambda: st.sampled_from(
        """Baranov Pryce Ashdown Amaral Idris bridge wall flood compass museum school roof sea buoy
        captain ferry cannery Dunmore election votes tide hangers steel million pounds Odile storm
        said council Wendside Pumpen Баранов море Wiedenhafen 1897 £4.2 the of and who what did say
        about when how much is latest on link to Saltmere Courier mayor""".split()
    )
)
NOISE = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            '"', '""', "“", "*", "NEAR(", "AND", "OR NOT", "headline:", "^a", "a*", "(", ")", "{x}",
            "+", "-bridge", "\x00", "\ud800", "\udfff", "👩‍👩‍👧", "\u202e", "\u2028",
            "שלום עולם", "مرحبا",
            "a" * 700, "字" * 400, "from:", "after:2026-02", 'from:"', "%", "_",
            "'; DROP TABLE articles; --",
        ]
    ),
)  # fmt: skip
ASKED = st.lists(st.one_of(SAMPLE_WORDS, NOISE), max_size=9).map(" ".join)


@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ASKED, limit=st.integers(1, 5), exactly=st.booleans())
def test_every_answer_to_anything_keeps_its_promises(
    answerer: Answerer, sample: Archive, text: str, limit: int, *, exactly: bool
) -> None:
    answer = answerer.answer(text, limit=limit, exactly=exactly)
    check_answer(answer, sample, limit)
    line = json_line(answer_json(answer))
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1
    json_line(answer_json(answerer.answer("and that?", after=answer.memory)))


@examples(60)
@given(text=ASKED)
def test_lists_take_any_string(answerer: Answerer, sample: Archive, text: str) -> None:
    for finding in (*answerer.quotes(text, text), *answerer.quotes("", text)):
        check_finding(finding, sample)
    answerer.people(text)


@examples(25)
@given(
    texts=st.lists(
        st.lists(
            st.one_of(
                st.sampled_from([f"{word} " for word in WORDS]),
                st.sampled_from(
                    ["x" * 280 + " ", "“", "” said Ida Brandt. ", ". ", "\n\n", "字" * 350, ", "]
                ),
            ),
            min_size=10,
            max_size=120,
        ).map("".join),
        min_size=1,
        max_size=3,
    ),
    words=st.lists(st.sampled_from([*WORDS, "Brandt"]), min_size=1, max_size=3),
)
def test_promises_hold_whatever_the_articles_look_like(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], words: list[str]
) -> None:
    with closing(open_store(tmp_path_factory.mktemp("odd") / "archive.db")) as archive:
        add(archive, *(make_draft(text, headline=f"{n}") for n, text in enumerate(texts)))
        answerer = Answerer(archive)
        for form in ("{}", "what did Brandt say about {}", "who is {}", "link to {}"):
            check_answer(answerer.answer(form.format(" ".join(words))), archive)
        for article in archive.all_articles():
            whole = Excerpt(article, Span(0, len(article.text)))
            assert answerer.widen(whole).span.holds(whole.span)


def test_answers_hold_while_articles_come_and_go(small: Archive) -> None:
    add(small, *(draft_from(made_up(number)) for number in range(30)))
    done = Event()
    troubles: list[Exception] = []

    def ask() -> None:
        answerer = Answerer(small)
        questions = ["who is Ida Brandt?", "harbour lantern", "what did Voss say about the bridge"]
        while not done.is_set():
            try:
                for question in (*questions, "link to the museum", "latest"):
                    check_answer(answerer.answer(question), _Lenient(small))
                answerer.people()
                answerer.quotes("Lind")
            except Exception as error:  # noqa: BLE001 - handed to the test
                troubles.append(error)
                return

    askers = [Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for round_ in range(6):
        for article in list(small.all_articles())[::3]:
            small.remove(str(article.id))
        add(small, *(draft_from(made_up(100 * round_ + number)) for number in range(12)))
    done.set()
    for asker in askers:
        asker.join()
    if troubles:
        raise troubles[0]


class _Lenient:
    """An archive whose articles may be gone by the time they are looked up."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def article(self, article_id: ArticleId):
        return self.archive.article(article_id) or _Anything()


class _Anything:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


@examples(60)
@given(text=ASKED)
def test_no_excerpt_is_cut_inside_a_quote_that_fits(
    answerer: Answerer, sample: Archive, text: str
) -> None:
    answer = answerer.answer(text, limit=5)
    for finding in (*answer.findings, *answer.rejected):
        if finding.excerpt is None:
            continue
        span = finding.excerpt.span
        for quote in sample.quotes_in(finding.article.id):
            if len(quote.span) + 2 <= 300:
                for edge in (span.start, span.stop):
                    assert not quote.span.start < edge < quote.span.stop, finding.excerpt.text


@pytest.mark.parametrize(
    "question", ["what will it cost?", "who is Helen Ashdown?", "what did the mayor say?", "link?"]
)
def test_one_article_that_is_asked_answers_alone(answerer: Answerer, question: str) -> None:
    for found in answerer.latest(30):
        answer = answerer.answer(question, in_article=found.article.id)
        assert {f.article.id for f in (*answer.findings, *answer.rejected)} <= {found.article.id}
        assert all(f.also == () for f in answer.findings)


def test_an_article_that_is_asked_answers_what_it_says(answerer: Answerer) -> None:
    (first, *_) = answerer.answer("bridge hangers").findings
    after = Memory("bridge hangers", "bridge hangers", article_id=first.article.id)
    answer = answerer.answer("what will it cost?", after=after, in_article=first.article.id)
    assert answer.is_answered

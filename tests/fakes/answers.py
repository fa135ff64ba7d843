"""A small `Answers` over articles in memory: word overlap, nothing clever."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answering.answer import Answer, Finding, Kind, PersonEntry, PublisherEntry
from bot.asking.memory import Memory
from bot.language.intents import Intent
from store.model import Article, ArticleId, Excerpt, Quote, Span

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"”]?(?=\s|$)|$)")
_QUOTE = re.compile(r"“([^”]+)”")
_DULL = {"what", "did", "say", "about", "the", "a", "of", "who", "is", "on", "in", "latest", "to"}

QUAY = Article(
    ArticleId(1),
    "Harbour bridge to close until June",
    "The harbour bridge in Wendside will close on Monday. Repairs will cost 3 million crowns.\n\n"
    "“We cannot wait for another winter,” said Mayor Ida Brandt. “The bearings are worn through.”"
    "\n\nShops on Quay Street expect to lose half of their trade. Write to @quayshops or visit"
    " quayshops.example with the tag #openquay.",
    url="https://courier.example/2026/bridge?id=1&part=2",
    byline="Tom Alder",
    published="2026-01-14",
    publisher="The Wendside Courier",
    language="en",
)
SCHOOL = Article(
    ArticleId(2),
    "Roof falls at Mill Lane school",
    "The roof of Mill Lane school fell in on Sunday & nobody was hurt. <No> pupils were inside.\n\n"
    "“It was a matter of luck,” said Ida Brandt. The council meets on Thursday.\n\n"
    "“We asked for money twice,” said head teacher Bo Lind.",
    url="https://mail.example/school#top",
    published="2026-03-05T18:30:00+01:00",
    publisher="The Estuary Mail",
    language="en",
)
LETTER = Article(
    ArticleId(3),
    "A letter without an address",
    "Somebody found a compass under the old pier. It still points north.\n\n"
    "The finder, who had walked along the shore since the early morning with nothing in mind but"
    " the weather and a pair of boots that let in water, told nobody of it until the evening, when"
    " the whole street, the harbour office and the ferry had heard of it already.\n\n"
    + "It goes on. "
    * 900,
    language="en",
)
ARTICLES = (QUAY, SCHOOL, LETTER)
SPEAKERS = {"cannot wait": "Ida Brandt", "bearings": "Ida Brandt", "luck": "Ida Brandt"}


class FakeAnswers:
    """Implements `bot.answering.answerer.Answers`. `articles` may be changed between turns."""

    def __init__(self, articles: tuple[Article, ...] = ARTICLES) -> None:
        self.articles = {article.id: article for article in articles}
        self.also: tuple[Article, ...] = ()
        self.asked: list[tuple[str, Memory | None, bool]] = []
        # How sure it is of what it finds: below a half it declines it.
        self.confidence = 0.9

    def within(self, granted: frozenset[str]) -> FakeAnswers:
        return self

    def answer(
        self,
        text: str,
        *,
        after: Memory | None = None,
        limit: int = 3,
        exactly: bool = False,
        in_article: ArticleId | None = None,
    ) -> Answer:
        self.asked.append((text, after, exactly))
        words = self._words(text)
        corrections: tuple = ()
        if "brigde" in words and not exactly:
            from bot.answering.answer import Correction  # noqa: PLC0415

            corrections = (Correction("brigde", "bridge"),)
            words = words - {"brigde"} | {"bridge"}
        wants_quote = "say" in text.lower() or "said" in text.lower()
        found = self.quotes(about=" ".join(words), limit=99) if wants_quote else ()
        found = found or self._excerpts(words, 99)
        found = tuple(f for f in found if in_article in (None, f.article.id))[:limit]
        if text.startswith("link"):
            found = tuple(replace(f, kind=Kind.ARTICLE, excerpt=None, quote=None) for f in found)
        suggestions = () if found else ("latest on the bridge", "who is Ida Brandt")
        memory = Memory(
            text,
            " ".join(sorted(words)),
            found[0].speaker if found else None,
            Intent.FACT,
            found[0].article.id if found else None,
        )
        is_declined = self.confidence < 0.5
        suggestions = suggestions or (("latest on the bridge",) if is_declined else ())
        return Answer(
            text,
            self.confidence if found else 0.1,
            () if is_declined else found,
            found if is_declined else (),
            corrections=corrections,
            suggestions=suggestions if self.articles else (),
            memory=memory if found else None,
            took_ms=1.5,
        )

    def check(self, words: str, speaker: str = "", *, question: str = "", limit: int = 3) -> Answer:
        return self.answer(question or words, limit=limit)

    def article(self, article_id: ArticleId) -> Article | None:
        return self.articles.get(article_id)

    def find(self, id_or_url: str) -> Article | None:
        return next((a for a in self.articles.values() if a.url == id_or_url), None)

    def latest(self, limit: int = 5) -> tuple[Finding, ...]:
        newest = sorted(self.articles.values(), key=lambda a: a.published or "", reverse=True)
        return tuple(Finding(Kind.ARTICLE, article, None, 1.0) for article in newest[:limit])

    def quotes(self, speaker: str = "", about: str = "", limit: int = 5) -> tuple[Finding, ...]:
        topic = self._words(about)
        found = []
        for article in self.articles.values():
            for match in _QUOTE.finditer(article.text):
                name = next((who for cue, who in SPEAKERS.items() if cue in match[1]), None)
                paragraph = self._around(article, Span(*match.span()))
                overlap = topic & self._words(paragraph.of(article.text) + article.headline)
                if (speaker and speaker.lower() not in (name or "").lower()) or (
                    topic and not overlap and topic - self._words(name or "")
                ):
                    continue
                quote = Quote(Span(*match.span(1)), name)
                excerpt = Excerpt(article, Span(*match.span()), (Span(*match.span(1)),))
                found.append(Finding(Kind.QUOTE, article, excerpt, 0.8, quote))
        return tuple(found[:limit])

    def people(self, name: str = "", limit: int = 20) -> tuple[PersonEntry, ...]:
        everybody = [
            PersonEntry("Ida Brandt", ("Brandt",), 2, 2, 3, (self._role(),)),
            PersonEntry("Bo Lind", (), 1, 1, 0),
        ]
        if not self.articles:
            return ()
        return tuple(one for one in everybody if name.lower() in one.name.lower())[:limit]

    def publishers(self) -> tuple[PublisherEntry, ...]:
        names = sorted({a.publisher for a in self.articles.values() if a.publisher})
        return tuple(PublisherEntry(name, 1, "2026-01-14", "2026-03-05") for name in names)

    def widen(self, excerpt: Excerpt) -> Excerpt:
        paragraph = self._around(excerpt.article, excerpt.span)
        return replace(excerpt, span=paragraph)

    def _role(self) -> Excerpt:
        start = QUAY.text.index("Mayor")
        return Excerpt(QUAY, Span(start, start + len("Mayor Ida Brandt")))

    def _excerpts(self, words: set[str], limit: int) -> tuple[Finding, ...]:
        found = []
        for article in self.articles.values():
            for match in _SENTENCE.finditer(article.text):
                shared = words & self._words(match[0])
                if not shared:
                    continue
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                span = Span(start, match.end())
                marks = tuple(
                    Span(start + m.start(), start + m.end())
                    for m in _WORD.finditer(span.of(article.text))
                    if m[0].lower() in shared
                )
                score = len(shared) / (len(words) + 1)
                excerpt = Excerpt(article, span, marks)
                found.append(Finding(Kind.EXCERPT, article, excerpt, score, also=self.also))
        return tuple(sorted(found, key=lambda f: -f.score)[:limit])

    @staticmethod
    def _around(article: Article, span: Span) -> Span:
        start = article.text.rfind("\n\n", 0, span.start)
        stop = article.text.find("\n\n", span.stop)
        return Span(start + 2 if start >= 0 else 0, stop if stop >= 0 else len(article.text))

    @staticmethod
    def _words(text: str) -> set[str]:
        return {word.lower() for word in _WORD.findall(text)} - _DULL

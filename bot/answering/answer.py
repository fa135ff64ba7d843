"""Defines an answer: findings that stand in stored articles, or none and what was near.

Shapes only. `bot.answering.answerer` makes them; `bot.reply` and `bot.cli.output` show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.asking.memory import Memory
from bot.language.intents import Aspect, Intent
from store.model import Article, Excerpt, Quote
from store.search.checking.checked import CheckVerdict, Difference, Whose
from store.search.ranking.confidence import Certainty, certainty_of

# From the least sure to the surest.
_ORDER = (Certainty.NONE, Certainty.UNSURE, Certainty.SURE)


class Kind(StrEnum):
    """The kind of a finding."""

    EXCERPT = "excerpt"
    QUOTE = "quote"  # direct speech: `Finding.quote` says whose and which words
    ARTICLE = "article"  # the story itself was asked for: no excerpt


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was typed, the word of the archive taken for it, and why."""

    typed: str
    used: str
    why: str = "spelling"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `excerpt` is None exactly when `kind` is ARTICLE; `score` lies in [0, 1].

    `also` are other articles that carry the same story. `is_reported`: the excerpt reports what was
    said in the article's own words, and is no quote.
    """

    kind: Kind
    article: Article
    excerpt: Excerpt | None
    score: float
    quote: Quote | None = None
    also: tuple[Article, ...] = ()
    is_reported: bool = False

    @property
    def speaker(self) -> str | None:
        """The name of the speaker, if the text says."""
        return self.quote.speaker if self.quote is not None else None


@dataclass(frozen=True, slots=True)
class Parting:
    """How one finding parts from the words that were checked.

    `whose` says whose words it is, beside the speaker asked for; no `differences` for the very
    words.
    """

    whose: Whose
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """The result of holding `words` against the archive.

    `speaker` is said to have said them, None if nobody was named. `partings` are those of the
    findings in their order, of the rejected ones if the verdict is ABSENT.
    """

    words: str
    speaker: str | None
    verdict: CheckVerdict
    partings: tuple[Parting, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """The number of articles that were found; with `is_least` there may be more."""

    articles: int
    is_least: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one message. `findings` is empty exactly when the archive has nothing on it.

    `confidence` in [0, 1] is that of the best candidate, even if it was declined; `rejected` are
    the best declined ones. `suggestions` are messages a person could send next. `missing` are
    speakers asked for who said nothing on the topic. `aspect` is what was asked about the findings'
    articles themselves, `count` how many there are. `leans_on_nothing`: it only asks "why?", and
    nothing was shown before; `is_more`: it asks for more than was shown.
    """

    question: str
    confidence: float
    findings: tuple[Finding, ...] = ()
    rejected: tuple[Finding, ...] = ()
    corrections: tuple[Correction, ...] = ()
    suggestions: tuple[str, ...] = ()
    intent: Intent = Intent.FACT
    missing: tuple[str, ...] = ()
    memory: Memory | None = None
    took_ms: float = 0.0
    check: Check | None = None
    aspect: Aspect | None = None
    count: Count | None = None
    leans_on_nothing: bool = False
    is_more: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether there is a finding."""
        return bool(self.findings)

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings, or else the rejected ones that may answer.

        Words that were checked and are not there have none.
        """
        if self.findings or self.check is not None or self.certainty is Certainty.NONE:
            return self.findings
        first, *others = self.rejected
        may_answer = (one for one in others if certainty_of(one.score) is not Certainty.NONE)
        return (first, *may_answer)

    @property
    def is_unsure(self) -> bool:
        """Whether what is shown may answer, no more; the verdict on words is always sure."""
        return bool(self.shown) and self.check is None and self.certainty is not Certainty.SURE

    @property
    def certainty(self) -> Certainty:
        """How sure it is, of its findings or of the best rejected one."""
        if self.findings:
            return max(Certainty.UNSURE, certainty_of(self.confidence), key=_ORDER.index)
        if not self.rejected:
            return Certainty.NONE
        return min(Certainty.UNSURE, certainty_of(self.confidence), key=_ORDER.index)


@dataclass(frozen=True, slots=True)
class CompanyEntry:
    """Somebody who appears beside a person: in how many articles, and where last by name."""

    name: str
    article_count: int
    mention: Excerpt


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person of the archive, newest first in everything.

    `roles` are excerpts in which articles say what they are, `organisations` names inside those,
    `latest` is the newest sentence that names them. What they `said` and their `company` are told
    only of somebody asked for alone.
    """

    name: str
    aliases: tuple[str, ...]
    mention_count: int
    article_count: int
    quote_count: int
    roles: tuple[Excerpt, ...] = ()
    articles: tuple[Article, ...] = ()
    organisations: tuple[Excerpt, ...] = ()
    latest: Excerpt | None = None
    said: tuple[Finding, ...] = ()
    company: tuple[CompanyEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class PublisherEntry:
    """A publisher of the archive, how many articles, and the span of their dates."""

    name: str
    article_count: int
    first: str | None
    last: str | None

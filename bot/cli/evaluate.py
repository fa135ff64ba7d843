"""Scores replies to questions with known answers. Pure: no archive, no file.

A row of questions names what a good reply would be; a reply is what `pullquote ask --json` prints.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from store.ingest.story.canonical import canonical_url
from store.model import EXCERPT_LIMIT, HIGHLIGHTED_LIMIT, HIGHLIGHTS_LIMIT
from store.text.words import find_words, has_unspaced, is_unspaced

Reply = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: a question and the known parts of a good reply to it.

    number         line in the file, from 1
    answers        strings, any one of which must stand in the excerpt
    url, article   address or id of the article that should come first
    speaker        person whose words they are
    is_answerable  False if the archive has nothing on it
    """

    number: int
    question: str
    answers: tuple[str, ...] = ()
    url: str | None = None
    article: str | None = None
    speaker: str | None = None
    is_answerable: bool = True


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that holds no question, and the reason."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The score of one reply; None for each part that the row does not ask for.

    why       reason why the reply is wrong, empty for a good one
    got       first excerpt, else the first address, else "(declined)"
    shown     number of excerpts, the rejected ones included
    verbatim  number of those that are the stored words and keep the limits
    """

    asked: Asked
    answered: bool
    confidence: float
    took_ms: float
    answer1: bool | None
    answer3: bool | None
    article1: bool | None
    speaker: bool | None
    highlight: bool | None
    shown: int
    verbatim: int
    why: str
    got: str


@dataclass(frozen=True, slots=True)
class Proportion:
    """A count out of a total."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """The count by the total, in [0, 1]; None if the total is 0."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The scores of a whole set; a declined question has none of its parts right.

    The smaller `false_yes` and `false_no`, the better; the larger the rest, the better.

    answer1, answer3  an answer stands in the first excerpt, in one of the first three
    article1          the first answer comes from the article that should come first
    speaker           the first answer names the speaker
    highlight         a highlight of the first excerpt holds an answer, or at least half of one
    false_yes         answered although the archive has nothing
    false_no          declined although the archive has it
    verbatim          excerpts that stand letter for letter in the stored text and keep the rules
    """

    answer1: Proportion
    answer3: Proportion
    article1: Proportion
    speaker: Proportion
    highlight: Proportion
    false_yes: Proportion
    false_no: Proportion
    verbatim: Proportion

    def shares(self) -> dict[str, Proportion]:
        """The shares by their names."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def read_questions(lines: Iterable[bytes]) -> Iterator[Asked | Broken]:
    """The rows of a JSON Lines file, blank lines left out; a line that is none says why."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield Broken(number, "is not JSON")
            continue
        yield read_question(number, row)


def read_question(number: int, row: object) -> Asked | Broken:
    """One row, its JSON read. Keys that are not known are left alone."""
    if not isinstance(row, dict):
        return Broken(number, "is not an object")
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        return Broken(number, "has no question")
    answers = row.get("answers") or []
    if not isinstance(answers, list) or not all(isinstance(a, str) for a in answers):
        return Broken(number, "has answers that are no list of strings")
    if not isinstance(row.get("answerable", True), bool):
        return Broken(number, "has an `answerable` that is neither true nor false")
    for key in ("url", "speaker"):
        if not isinstance(row.get(key), str | None):
            return Broken(number, f"has a `{key}` that is no string")
    article = row.get("article")
    if isinstance(article, bool) or not isinstance(article, str | int | None):
        return Broken(number, "has an `article` that is no id")
    return Asked(
        number=number,
        question=question,
        answers=tuple(a for a in answers if find_words(a)),
        url=row.get("url"),
        article=None if article is None else str(article),
        speaker=row.get("speaker"),
        is_answerable=row.get("answerable", True),
    )


def judge(asked: Asked, reply: Reply, texts: Mapping[str, str]) -> Judgement:
    """Scores a reply. `texts` holds the stored text of the articles it shows, by their ids."""
    findings: Sequence[Reply] = reply["answers"]
    first = findings[0] if findings else {}
    told = [x for x in (*findings, *reply.get("rejected", ())) if x["kind"] != "article"]
    worded = asked.is_answerable and bool(asked.answers)
    placed = asked.is_answerable and (asked.url is not None or asked.article is not None)
    spoken = asked.is_answerable and asked.speaker is not None
    excerpts = [x["excerpt"] or "" for x in findings]
    held = [holds(asked.answers, excerpt) for excerpt in excerpts[:3]]
    is_first = placed and _is_wanted(asked, first)
    is_speaker = spoken and _plain(first.get("speaker") or "") == _plain(asked.speaker or "")
    answer1 = any(held[:1]) if worded else None
    return Judgement(
        asked=asked,
        answered=reply["answered"],
        confidence=reply["confidence"],
        took_ms=reply["took_ms"],
        answer1=answer1,
        answer3=any(held) if worded else None,
        article1=is_first if placed else None,
        speaker=is_speaker if spoken else None,
        highlight=_is_marked(asked.answers, first, texts) if worded else None,
        shown=len(told),
        verbatim=sum(is_verbatim(x, texts) for x in told),
        why=(
            _why(asked, reply, answer1=answer1, is_first=is_first, is_speaker=is_speaker)
            or ("" if all(is_verbatim(x, texts) for x in told) else "not verbatim")
        ),
        got=" ".join(str(first.get("excerpt") or _url(first) or "(declined)").split()),
    )


def sum_up(judgements: Sequence[Judgement]) -> Figures:
    """The shares over all judgements."""
    present = [v for v in judgements if v.asked.is_answerable]
    absent = [v for v in judgements if not v.asked.is_answerable]

    def share(of: Callable[[Judgement], bool | None]) -> Proportion:
        told = [right for v in judgements if (right := of(v)) is not None]
        return Proportion(sum(told), len(told))

    return Figures(
        answer1=share(lambda v: v.answer1),
        answer3=share(lambda v: v.answer3),
        article1=share(lambda v: v.article1),
        speaker=share(lambda v: v.speaker),
        highlight=share(lambda v: v.highlight),
        false_yes=Proportion(sum(v.answered for v in absent), len(absent)),
        false_no=Proportion(sum(not v.answered for v in present), len(present)),
        verbatim=Proportion(sum(v.verbatim for v in judgements), sum(v.shown for v in judgements)),
    )


def confidence_auroc(judgements: Sequence[Judgement]) -> float | None:
    """The area under the curve of `confidence`: 1 separates the answerable questions fully."""
    return auroc(
        [v.confidence for v in judgements if v.asked.is_answerable],
        [v.confidence for v in judgements if not v.asked.is_answerable],
    )


def auroc(present: Sequence[float], absent: Sequence[float]) -> float | None:
    """The chance that a value of `present` lies above one of `absent`, ties half; None of nothing.

    Mann and Whitney, "On a test of whether one of two random variables is stochastically larger
    than the other", 1947.
    """
    if not present or not absent:
        return None
    ranked = sorted([(value, 1) for value in present] + [(value, 0) for value in absent])
    total, i = 0.0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        total += (i + j + 1) / 2 * sum(is_present for _, is_present in ranked[i:j])
        i = j
    n = len(present)
    return (total - n * (n + 1) / 2) / (n * len(absent))


def took_ms(judgements: Sequence[Judgement], share: float) -> float | None:
    """The quantile of the times in milliseconds at this share, in [0, 1)."""
    took = sorted(v.took_ms for v in judgements)
    return took[min(len(took) - 1, int(len(took) * share))] if took else None


def holds(answers: Iterable[str], text: str) -> bool:
    """Whether one of the answers stands in the text.

    Whole words, whatever their case and the marks around them; in scripts without spaces the run of
    letters.
    """
    spaced = f" {_plain(text)} "
    run = spaced.replace(" ", "")
    return any(
        want.replace(" ", "") in run if has_unspaced(want) else f" {want} " in spaced
        for want in map(_plain, answers)
        if want
    )


def points_at(answers: Iterable[str], marked: str) -> bool:
    """Whether a marked passage is the answer: it holds one, or is half of one's words or more."""
    words = len(_plain(marked).split())
    return any(
        holds([a], marked) or (holds([marked], a) and 2 * words >= len(_plain(a).split()))
        for a in answers
    )


def is_verbatim(finding: Reply, texts: Mapping[str, str]) -> bool:
    """Whether an excerpt is the stored words, within every limit that is promised."""
    text = texts.get(finding["article"]["id"], "")
    start, stop, highlights = finding["start"], finding["stop"], finding["highlights"]
    return (
        0 <= start < stop <= len(text)
        and stop - start <= EXCERPT_LIMIT
        and finding["excerpt"] == text[start:stop]
        and not _cuts_word(text, start)
        and not _cuts_word(text, stop)
        and len(highlights) <= HIGHLIGHTS_LIMIT
        and sum(b - a for a, b in highlights) <= HIGHLIGHTED_LIMIT
        and all(start <= a < b <= stop for a, b in highlights)
        and 0 <= finding["score"] <= 1
    )


def _cuts_word(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at + 1] if 0 < at < len(text) else ""
    return len(around) == 2 and all(c.isalnum() and not is_unspaced(c) for c in around)


def _is_wanted(asked: Asked, first: Reply) -> bool:
    if not first:
        return False
    if asked.article is not None and first["article"]["id"] != asked.article:
        return False
    url = _url(first)
    return asked.url is None or (url and canonical_url(url)) == canonical_url(asked.url)


def _is_marked(answers: Sequence[str], first: Reply, texts: Mapping[str, str]) -> bool:
    if not first:
        return False
    text = texts.get(first["article"]["id"], "")
    return any(points_at(answers, text[a:b]) for a, b in first["highlights"])


def _why(
    asked: Asked, reply: Reply, *, answer1: bool | None, is_first: bool, is_speaker: bool
) -> str:
    if not asked.is_answerable:
        return "answered, nothing there" if reply["answered"] else ""
    if not reply["answered"]:
        return "declined"
    if answer1 is False:
        return f"not {asked.answers[0]!r}"
    if not is_first and (wanted := asked.url or asked.article):
        return f"not from {wanted}"
    if asked.speaker is not None and not is_speaker:
        return f"speaker {reply['answers'][0].get('speaker')!r}, not {asked.speaker!r}"
    return ""


def _url(finding: Reply) -> str | None:
    url: str | None = finding.get("article", {}).get("url")
    return url


def _plain(text: str) -> str:
    """Words alone, so that neither marks nor case decide."""
    return " ".join(find_words(unicodedata.normalize("NFKC", text).casefold()))

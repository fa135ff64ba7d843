"""Finds the person that a pronoun means, among those named before it.

The subject named last counts most, so that a person who is newly named takes the place of whoever
spoke in the paragraph before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from store.ingest.people.lexicon import Gender, load_lexicon
from store.ingest.quotes.cues import Cues
from store.ingest.quotes.mentions import PeopleAt
from store.model import Span

HIS_NAMES = ("ов", "ев", "ин", "ий", "ski", "cki")
HER_NAMES = ("ова", "ева", "ина", "ая", "ska", "cka")
_SUBJECT_PRONOUNS: dict[Gender, frozenset[str]] = {
    "m": frozenset("he er он він il él egli".split()),
    "f": frozenset("she sie она вона elle ella".split()),
}
_OBJECT_OF = frozenset(
    "of for with from at in on to by about against like and than that von für mit bei über".split()
)
# Open a clause whose subject is another than that of the sentence ("When Lee left, Ray spoke").
_CLAUSE_OPENERS = frozenset(
    "when while after before as although though if because since als während nachdem bevor obwohl"
    " wenn weil instead despite without ohne когда пока после хотя если cuando mientras aunque"
    " quand".split()
)
# Open an adverbial: a name in it is no subject if a comma ends it ("Without Lee, Ray left").
_ADVERBIAL_OPENERS = _OBJECT_OF | frozenset("during among under unlike nach trotz".split())
_NEXT_WORD = re.compile(r"[ \u00a0](?:(?:also|then|later|has|had) )?([^\W\d_]+)")
_LAST_WORD = re.compile(r"([^\W\d_]+) (?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\. )?$")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(
    r"[.!?:](?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSen\.)(?<!\bRep\.)(?<!\bGov\.)(?<!\b[A-Z]\.)"
    r"[\"”’'»)]* |\n"
)
_AND = re.compile(r",? (?:and|und|et|y|e|i|и|та|&) (?:[^\W\d_][\w.-]* ){0,3}")
_COURTESY = re.compile(r"\b(Mr|Mrs|Ms|Miss|Herr|Herrn|Frau|Sir)\.? $")
_SIRS = frozenset({"Mr", "Herr", "Herrn", "Sir"})
_PARTICIPLE = re.compile(r"\w\w+ing")
_MARKS = frozenset("”\"’'»“,—–-…")
# Code points before a pronoun that are looked through.
_REACH = 1500
# Code points before a name in which its sentence may begin.
_SENTENCE_REACH = 300
# Names before a pronoun that are looked at.
_MOST = 12
_MOST_SENTENCES = 7.0
# Weight of a name that is the first of its sentence.
_FIRST = 1.0
# Weight of a verb of speech beside a name.
_SPEAKS = 1.5
# Weight of being the subject that was named last.
_IN_FOCUS = 2.5
# Weight of having spoken last.
_SPOKE_LAST = 1.5
# Weight of being the person whom the article names most.
_TOPIC = 0.5
# Lost by a name whose gender is not known.
_UNSURE = 0.5
# Lost by a person whom the quoted words name.
_OWN_NAME = 2.5


class _Named(NamedTuple):
    """A mention [`start`, `stop`) of a person: how prominent it is, how many sentences back.

    `doubt` is what a name loses whose gender is not known.
    """

    start: int
    stop: int
    person: int
    prominence: float
    gap: float
    doubt: float


class Antecedents:
    """Finds whom the pronouns of one article mean; `quoted` are the words set in marks."""

    def __init__(self, text: str, people: PeopleAt, quoted: Sequence[Span], cues: Cues) -> None:
        self._text = text
        self._people = people
        self._quoted = [span.start for span in quoted]
        self._quoted_stops = [span.stop for span in quoted]
        self._said = cues.said
        self._genders: dict[int, Gender] = {}

    def find(self, gender: Gender, where: int, said: Span, last: int) -> int | None:
        """The best of the people named before `where` whose gender fits; None for nobody.

        `last` is the person who spoke last, -1 for none. The subject that was named last counts
        most; then other subjects and speakers, nearness, who spoke last, and how much of the
        article is about them. Names inside quotes count little. Two people who are one subject
        ("Lee and Ray") fit equally, so neither is taken.
        """
        best: tuple[float, int] | None = None
        focus = rival = -1
        seen: list[_Named] = []
        for one in self._named_before(where, gender):
            if focus < 0 and one.prominence >= _FIRST:
                focus, rival = one.person, self._joined_with(one, seen)
            seen.append(one)
            score = one.prominence - one.gap - one.doubt
            score += _IN_FOCUS if one.person == focus else 0.0
            score += _SPOKE_LAST if one.person == last else 0.0
            score += _TOPIC if one.person == 0 else 0.0
            score -= _OWN_NAME if self._names(said, one.person) else 0.0
            if best is None or score > best[0]:
                best = (score, one.person)
        if best is None or (rival >= 0 and best[1] in (focus, rival)):
            return None
        if self.gender(best[1]) == "u" and self._is_called_otherwise(best[1], where, gender):
            return None
        return best[1]

    def _named_before(self, where: int, gender: Gender) -> Iterator[_Named]:
        """The mentions before `where` of people whose gender fits, the nearest first."""
        starts = self._people.starts
        gap = 0.0
        upto = where
        seen = 0
        i = bisect_left(starts, where) - 1
        while i >= 0 and where - starts[i] < _REACH and seen < _MOST:
            start = starts[i]
            stop, person = self._people.by_start[start]
            gap += self._sentences_between(stop, upto)
            upto = start
            i -= 1
            if gap > _MOST_SENTENCES:
                break
            fit = self.gender(person)
            if fit in (gender, "u"):
                seen += 1
                prominence = self._prominence(start, stop, i, gender, is_near=gap < 1)
                doubt = _UNSURE if fit == "u" else 0.0
                yield _Named(start, stop, person, prominence, gap, doubt)

    def _is_called_otherwise(self, person: int, where: int, gender: Gender) -> bool:
        """Whether the other pronoun stands between the person's last name and `where`.

        Of "he" and "she" after one name whose gender is not known, either may be somebody else.
        """
        i = bisect_left(self._people.starts, where) - 1
        while self._people.by_start[self._people.starts[i]][1] != person:
            i -= 1
        others = _SUBJECT_PRONOUNS["f" if gender == "m" else "m"]
        return any(
            word[0].lower() in others and not self._is_quoted(word.start())
            for word in _WORD.finditer(self._text, self._people.starts[i], where)
        )

    def _joined_with(self, one: _Named, behind: Sequence[_Named]) -> int:
        """The person who is one subject with `one` ("Lee and Ray"); -1 if either stands alone.

        `behind` are the mentions after `one`, the nearest to the pronoun first.
        """
        if not behind or not _AND.fullmatch(self._text, one.stop, behind[-1].start):
            return -1
        other = behind[-1].person
        alone = {named.person for named in behind[:-1]}
        return other if other != one.person and alone.isdisjoint((other, one.person)) else -1

    def _names(self, said: Span, person: int) -> bool:
        """Whether the words name the person, as few people name themselves."""
        starts = self._people.starts
        i = bisect_left(starts, said.start)
        while i < len(starts) and starts[i] < said.stop:
            if self._people.by_start[starts[i]][1] == person:
                return True
            i += 1
        return False

    def _sentences_between(self, start: int, stop: int) -> float:
        """How many sentences and paragraphs end in text[start:stop], quoted ones at half weight."""
        text = self._text
        ends = text.count(". ", start, stop) + 0.5 * text.count(".” ", start, stop)
        return ends + text.count("\n\n", start, stop)

    def _prominence(
        self, start: int, stop: int, before: int, gender: Gender, *, is_near: bool
    ) -> float:
        """How likely the name at [start, stop) is a subject; `before` is the name before it.

        `is_near`: its sentence is that of the pronoun.
        """
        text = self._text
        if self._is_quoted(start):
            return -2.0
        score = 0.0
        after = _NEXT_WORD.match(text, stop)
        if after is not None and after[1].lower() in self._said:
            score += _SPEAKS
        elif text.startswith(("'s", "’s"), stop):
            score -= 1.0
        ahead = _LAST_WORD.search(text, max(0, start - 24), start)
        word = ahead[1].lower() if ahead is not None else ""
        if ahead is not None and word in self._said:
            # "…," said Ann Lee; not "Bo Ray said Ann Lee was away"
            is_credit = text[max(0, ahead.start() - 2) : ahead.start()].rstrip()[-1:] in _MARKS
            score += _SPEAKS if is_credit else 0.0
        elif word in _OBJECT_OF:
            score -= 1.0
        if self._leads(start, before, gender, is_near=is_near):
            score += _FIRST
        return score

    def _leads(self, start: int, before: int, gender: Gender, *, is_near: bool) -> bool:
        """Whether the name at `start` is the first of its sentence, or of its main clause."""
        text = self._text
        begin = max(0, start - _SENTENCE_REACH)
        for end in _SENTENCE_END.finditer(text, begin, start):
            begin = end.end()
        words = [word.lower() for word in _WORD.findall(text, begin, start)]
        opener = words[0] if words else ""
        comma = text.find(", ", begin, start)
        if opener in _CLAUSE_OPENERS or _PARTICIPLE.fullmatch(opener):
            if comma >= 0:
                begin = comma
            elif not is_near:
                return False
        elif opener in _ADVERBIAL_OPENERS and comma >= 0:
            begin = comma
        elif not _SUBJECT_PRONOUNS[gender].isdisjoint(words):
            return False  # "She met Ann Lee"
        starts = self._people.starts
        while before >= 0 and starts[before] >= begin and self._is_quoted(starts[before]):
            before -= 1
        return before < 0 or starts[before] < begin

    def _is_quoted(self, at: int) -> bool:
        k = bisect_right(self._quoted, at) - 1
        return k >= 0 and at < self._quoted_stops[k]

    def gender(self, person: int) -> Gender:
        """The gender that names, titles and roles tell; "u" where they do not."""
        if person not in self._genders:
            self._genders[person] = self._read_gender(person)
        return self._genders[person]

    def _read_gender(self, person: int) -> Gender:
        lex = load_lexicon()
        one = self._people.people[person]
        for mention in one.mentions:
            ahead = _COURTESY.search(self._text, max(0, mention.start - 9), mention.start)
            if ahead is not None:
                return "m" if ahead[1] in _SIRS else "f"
        words = one.name.split()
        given = lex.gender_of_given(words[0].lower()) if len(words) > 1 else None
        if given in ("m", "f"):
            return given
        if one.name.endswith(HER_NAMES):
            return "f"
        if one.name.endswith(HIS_NAMES) and one.name[0] >= "Ѐ":
            return "m"
        for role in one.roles:
            for word in role.of(self._text).lower().replace(".", "").split():
                if word in lex.women:
                    return "f"
                if word in lex.men:
                    return "m"
        return "u"

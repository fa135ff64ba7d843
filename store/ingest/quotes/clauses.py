"""Subjects of clauses, for a cue that stands away from its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from store.ingest.quotes.mentions import POSSESSIVE, Mention
from store.ingest.quotes.phrases import Phrases

_CLAUSE_MARKS = frozenset({",", ";", "–", "—", "--"})
_NOUN_REACH = 5
_SUBJECT_REACH = 6


@dataclass(frozen=True, slots=True)
class Clauses(Phrases):
    """Reads the subjects of clauses out of one scene."""

    def main_subject(self, low: int, high: int) -> Mention | None:
        """The first phrase of [low, high) that can be a subject, past an opening adverbial."""
        i = self._past_opening(low, high)
        while i < high:
            found = self._subject_at(i, low, high)
            if found is not None:
                if found.first > i:  # "Lee ally Ann Ray": read on from the second name
                    i = found.first
                    continue
                return found
            i += 1
        return None

    def _past_opening(self, low: int, high: int) -> int:
        scene, lex = self.scene, self.words
        if low >= high:
            return low
        word = scene.low[low]
        opens = word in lex.prepositions or word in lex.subordinators or word.endswith("ing")
        if not opens:
            return low
        return next((k + 1 for k in range(low, high) if scene.low[k] == ","), low)

    def _subject_at(self, i: int, low: int, high: int) -> Mention | None:
        scene, lex = self.scene, self.words
        word = scene.low[i]
        if word in lex.subjects:
            return Mention(i, i + 1, "pronoun")
        person = self.person_from(i, high)
        if person is not None:
            return self._described(person, high)
        if word in lex.determiners:
            return self._noun_after(i, high)
        if word in lex.sources:
            return Mention(i, i + 1, "nominal")
        if (
            self.is_capital(i)
            and not self.is_common(i)
            and i + 1 < high
            and (i == low or scene.low[i - 1] not in lex.prepositions)
            and not (word in lex.openers or word in lex.places or word in lex.calendar)
            and not (i == low and word in lex.skipped)
        ):
            last = i + 1
            while last < high and self.is_capital(last):
                last += 1
            return Mention(i, last, "name")
        return None

    def _described(self, person: Mention, high: int) -> Mention:
        """A name as a subject, or what the name belongs to: "Lee's office", "Lee aides"."""
        scene, lex = self.scene, self.words
        after = scene.low[person.last] if person.last < high else "."
        reach = min(person.last + _NOUN_REACH, high)
        if after in POSSESSIVE:
            for k in range(person.last + 1, reach):
                if not scene.words[k][0].isalnum():
                    break
                if scene.low[k] in lex.sources:
                    return Mention(person.first, k + 1, "nominal")
        elif after in lex.nouns_after_name:
            for k in range(person.last + 1, reach):
                second = self.person_from(k, high)
                if second is not None:
                    return second
                if not lex.can_speak(scene.low[k]):
                    break
            return Mention(person.first, person.last + 1, "nominal")
        return person

    def _noun_after(self, i: int, high: int) -> Mention | None:
        """The source that the article at token `i` begins; None where a name follows its noun."""
        scene, lex = self.scene, self.words
        for k in range(i + 1, min(i + 7, high)):
            if lex.can_speak(scene.low[k]):
                if self.person_from(k + 1, high) is not None:
                    return None
                found = Mention(i, k + 1, "nominal")
                aside = k + 1 < high and scene.low[k + 1] == ","
                named = self.titled_from(k + 2, high) if aside else None
                return found if named is None else replace(named, antecedent=(i, k + 1))
            if k > i + 1 and scene.low[k] in lex.determiners:
                return Mention(i, i + 2, "nominal")  # "The club released a …"
            if not scene.words[k][0].isalnum() or scene.low[k] in lex.prepositions:
                return None
        return None

    def clause_subject(self, low: int, high: int) -> Mention | None:
        """The subject of the clause that [low, high) ends in, past its objects and asides."""
        scene, lex = self.scene, self.words
        for begin in range(high - 1, low - 1, -1):
            if begin > low and scene.words[begin - 1] not in _CLAUSE_MARKS:
                continue
            i = begin
            while i < high and (scene.low[i] in lex.conjunctions or scene.low[i] in lex.skipped):
                i += 1
            if i >= high or not self._begins_subject(i, high):
                continue
            found = self.main_subject(i, high)
            if found is not None and found.first <= i + _SUBJECT_REACH:
                return found
        return self.main_subject(low, high)

    def _begins_subject(self, i: int, high: int) -> bool:
        scene, lex = self.scene, self.words
        if scene.low[i] in lex.subjects or scene.starts[i] in self.people.by_start:
            return True
        for k in range(i, min(i + _NOUN_REACH, high)):
            if scene.low[k] in lex.prepositions or not scene.words[k][0].isalnum():
                return False
            if k > i and (scene.starts[k] in self.people.by_start or lex.can_speak(scene.low[k])):
                return (
                    scene.words[i][0].isupper()
                    or scene.low[i] in lex.determiners
                    or scene.low[i] in lex.modifying
                )
        return False

    def relative(self, j: int, low: int) -> Mention | None:
        """The relative pronoun at token `j` as a source, with what it stands for."""
        k = j - 1
        if k < low:
            return None
        found = self.before_comma(j, low) if self.scene.low[k] == "," else self.phrase_to(k, low)
        if found is None:
            return None
        return Mention(j, j + 1, "pronoun", found.person, (found.first, found.last))

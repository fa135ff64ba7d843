"""Who does the speaking: the words beside a cue that name its subject.

From the cue leftwards over adverbs and asides to the noun phrase that ends there, or rightwards
where the cue stands before its subject.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.ingest.quotes.clauses import Clauses
from store.ingest.quotes.mentions import ASIDE_MARKS, Mention
from store.ingest.quotes.scene import QUOTED

_MOST_BEFORE_VERB = 9
_MOST_BEFORE_COLON = 5
_CLAUSE_MARKS = frozenset({",", ":", ";", QUOTED, "–", "-", "("})


@dataclass(frozen=True, slots=True)
class Speakers(Clauses):
    """Reads the sources out of one scene."""

    def subject_of(self, cue: int, low: int, high: int, *, inverted: bool) -> Mention | None:
        """The subject of the cue at token `cue` in the sentence [low, high), or None.

        `inverted`: the cue may stand before its subject.
        """
        scene, lex = self.scene, self.words
        if lex.verb_second:
            return self._verb_second_subject(cue, low, high)
        j = cue - 1
        while j >= low and (
            scene.low[j] in lex.skipped
            or (scene.low[j].endswith("ly") and scene.low[j] not in lex.not_adverbs)
        ):
            j -= 1
        if self._follows_run(j, low):
            return self.phrase_from(cue + 1, high) if inverted else None
        word = scene.low[j]
        if word in lex.relatives:
            return self.relative(j, low)
        if word in ASIDE_MARKS:
            return self._past_aside(j, cue, low, high, inverted=inverted)
        if word == ")":
            opening = next((k for k in range(j, low, -1) if scene.low[k] == "("), low)
            return self.phrase_to(opening - 1, low)
        if word in lex.conjunctions or word == "to" or word in lex.prepositions:
            return self.clause_subject(low, j)
        found = self.phrase_to(j, low)
        if found is None:
            return self.clause_subject(low, j)
        if scene.low[cue].endswith("ing") and scene.low[j] in lex.documents and found.first > low:
            return self.clause_subject(low, found.first) or found  # "she sent a letter saying"
        return found

    def _past_aside(
        self, comma: int, cue: int, low: int, high: int, *, inverted: bool
    ) -> Mention | None:
        """The subject of a cue that a comma stands before."""
        if self.scene.low[cue].endswith("ing"):
            return self.clause_subject(low, comma)
        found = self.before_comma(comma, low)
        if found is None and inverted:  # "…, said Ann Lee"
            found = self.phrase_from(cue + 1, high)
            if found is not None and found.person < 0 and not self.is_source(found):
                found = None
        return found or self.clause_subject(low, comma)

    def before_colon(self, quote: int, low: int) -> Mention | None:
        """The name that a colon before the run at `quote` follows: 'Ann Lee: "…"'."""
        scene = self.scene
        if quote - 2 < low or scene.words[quote - 1] != ":":
            return None
        found = self.phrase_to(quote - 2, low)
        if found is None or found.kind != "name" or found.first - low > _MOST_BEFORE_COLON:
            return None
        described = all(
            word[0].isupper() or word[0] in "-–—" or word in self.words.modifying
            for word in scene.words[low : found.first]
        )
        return found if described else None

    def _follows_run(self, j: int, low: int) -> bool:
        """Whether nothing but commas and dashes stands between a quoted run and token `j`."""
        scene = self.scene
        while j >= low and scene.words[j] in ASIDE_MARKS:
            j -= 1
        return j < low or scene.words[j] == QUOTED

    def _verb_second_subject(self, cue: int, low: int, high: int) -> Mention | None:
        """The subject where the verb stands second: before it, or behind it."""
        scene, lex = self.scene, self.words
        begin = self._clause_begin(cue, low)
        if cue + 1 < high and scene.low[cue + 1] in lex.subjects and begin < cue:
            return Mention(cue + 1, cue + 2, "pronoun")  # "…, lobte er"
        behind = self._after_verb(cue, high)
        if begin == cue:
            aside = (
                cue > low and scene.words[cue - 1] == "," and not self._follows_run(cue - 1, low)
            )
            return (self.before_comma(cue - 1, low) if aside else None) or behind
        first = scene.low[begin]
        if first in lex.subjects:
            return Mention(begin, begin + 1, "pronoun")
        if behind is not None and not self._is_subject(behind):
            behind = None
        lone = cue == begin + 1 and scene.starts[begin] not in self.people.by_start
        if behind is not None and (first in lex.objects or lone):
            return behind
        if first in lex.subordinators and first not in lex.prepositions:
            inside = self.phrase_from(begin + 1, cue)
            if inside is not None:  # "während Lee erklärte": the verb stands last
                return inside
        near = cue - begin <= _MOST_BEFORE_VERB
        if first in lex.determiners and near:
            return self._named_in(begin, cue)
        opens = first in lex.prepositions or first in lex.subordinators or first in lex.openers
        if not opens and scene.words[begin][0].isupper():
            return self._named_in(begin, cue) if near else self.main_subject(begin, cue)
        return behind or self.main_subject(begin, cue) or self.main_subject(low, cue)

    def _clause_begin(self, cue: int, low: int) -> int:
        """Where the clause of a cue begins; brackets right before it are passed over."""
        scene = self.scene
        begin = cue
        if begin > low and scene.words[begin - 1] == ")":
            begin = next((k for k in range(begin - 1, low, -1) if scene.words[k] == "("), begin)
        while begin > low and scene.words[begin - 1] not in _CLAUSE_MARKS:
            begin -= 1
        return begin

    def _is_subject(self, mention: Mention) -> bool:
        """Whether a phrase behind its verb can be its subject: no bare noun, no object."""
        first = self.scene.low[mention.first]
        if first in self.words.objects:
            return False
        if mention.kind != "nominal" or first in self.words.determiners:
            return True
        return all(map(self.is_capital, range(mention.first, mention.last)))

    def _after_verb(self, cue: int, high: int) -> Mention | None:
        """The phrase behind a verb; of "heißt es in dem Brief" the letter."""
        scene, lex = self.scene, self.words
        i = cue + 1
        if i < high and scene.low[i] == "es":
            i = next((k + 1 for k in range(i, high) if scene.low[k] in lex.prepositions), high)
        return self.phrase_from(i, high)

    def _named_in(self, first: int, last: int) -> Mention:
        """The phrase [first, last) as a source: the person it names, else itself."""
        scene = self.scene
        if scene.words[last - 1] == ")":
            last = next((k for k in range(last, first, -1) if scene.words[k - 1] == "("), last) - 1
        for k in range(first, last):
            person = self.person_from(k, last)
            if person is not None and (k == first or scene.low[k - 1] not in self.words.attaching):
                return person
        while last > first + 1 and scene.low[last - 1] in self.words.skipped:
            last -= 1
        single = last == first + 1 and scene.words[first][0].isupper()
        return Mention(first, last, "name" if single else "nominal")

"""Who does the speaking: the words beside a cue that name its subject.

Works on tokens, without a grammar: from the cue leftwards over adverbs and asides to the noun
phrase that ends there, or rightwards where the cue stands before its subject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from store.ingest.quotes.people_at import PeopleAt
from store.ingest.quotes.scene import QUOTED, Scene
from store.ingest.quotes.words import Words

_MOST_BEFORE_VERB = 9
ASIDE_MARKS = frozenset({",", "-", "–", "—", "--"})
_INSIDE = frozenset({"'s", "’s", "@", "#", "&", "/"})
_AND = frozenset({"and", "und", "и", "et", "y", "&"})
Kind = Literal["name", "pronoun", "nominal"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens [first, last) that name a source; `person` is the index of a known person, or -1.

    `antecedent` is the tokens that a relative pronoun stands for, or that name the person before
    the name ("the bureau's director, James Lee").
    """

    first: int
    last: int
    kind: Kind
    person: int = -1
    antecedent: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Speakers:
    """Reads the sources out of one scene."""

    scene: Scene
    people: PeopleAt
    words: Words

    def before_colon(self, quote: int, low: int) -> Mention | None:
        """The name that a colon before the run at `quote` follows: 'Ann Lee: "…"'."""
        scene = self.scene
        if quote - 2 < low or scene.words[quote - 1] != ":" or not scene.words[quote - 2][0].isalnum():
            return None
        found = self.phrase_to(quote - 2, low)
        if found is None or found.kind != "name" or found.first - low > 5:
            return None
        described = all(
            w[0].isupper() or w[0] in "-–—" or w.lower() in self.words.modifying
            for w in scene.words[low : found.first]
        )
        return found if described else None

    def narrowed(self, mention: Mention, high: int) -> Mention:
        """The person that a phrase names, where it names one: "Mayor Ann Lee of Leeds".

        "a spokesman for Ann Lee" and "Ann Lee's lawyer" name none.
        """
        scene, lex = self.scene, self.words
        if mention.kind == "pronoun" or mention.person >= 0:
            return mention
        for k in range(mention.first, min(mention.last + 4, high)):
            found = self._person_from(k, high)
            if found is not None:
                if any(w in lex.attaching for w in scene.low[mention.first : k]):
                    return mention
                after = scene.low[found.last] if found.last < high else "."
                inside = found.last < mention.last and after not in lex.prepositions
                if inside or after in ("'s", "’s") or after in lex.nouns_after_name:
                    return mention
                return replace(found, antecedent=(mention.first, mention.last))
            if k >= mention.last - 1 and not self._goes_before_name(k):
                return mention
        return mention

    def _goes_before_name(self, k: int) -> bool:
        """Whether token `k` may stand in front of a name: a title, a role, what describes one."""
        word = self.scene.words[k]
        return word != QUOTED and (
            (word[0].isupper() and not self._is_common(k))
            or self.scene.low[k] in self.words.modifying
            or self.words.can_speak(self.scene.low[k])
        )

    def subject_of(self, cue: int, low: int, high: int, *, inverted: bool) -> Mention | None:
        """The subject of the cue at token `cue` in the sentence [low, high), or None."""
        scene, lex = self.scene, self.words
        if lex.verb_second:
            return self._verb_second_subject(cue, low, high, inverted=inverted)
        j = cue - 1
        while j >= low and (
            scene.low[j] in lex.skipped
            or scene.low[j].endswith("ly")
            and scene.low[j] not in lex.not_adverbs
        ):
            j -= 1
        if self._follows_run(j, low):
            return self.phrase_from(cue + 1, high) if inverted else None
        word = scene.low[j]
        if word in lex.relatives:
            return self._relative(j, low)
        if word in (",", "-", "–", "—", "--"):
            if scene.low[cue].endswith("ing"):
                return self._clause_subject(low, j)
            found = self._before_comma(j, low)
            if found is None and inverted:  # "…, said Ann Lee"
                found = self.phrase_from(cue + 1, high)
                if found is not None and found.person < 0 and not self._is_source(found):
                    found = None
            return found or self._clause_subject(low, j)
        if word == ")":
            k = j
            while k >= low and scene.low[k] != "(":
                k -= 1
            return self.phrase_to(k - 1, low) if k > low else None
        if word in lex.conjunctions or word == "to" or word in lex.prepositions:
            return self._clause_subject(low, j)
        found = self.phrase_to(j, low)
        if found is None:
            return self._clause_subject(low, j)
        if scene.low[cue].endswith("ing") and scene.low[j] in lex.documents and found.first > low:
            return self._clause_subject(low, found.first) or found  # "she sent a letter saying"
        return found

    def _relative(self, j: int, low: int) -> Mention | None:
        """The relative pronoun at token `j` as a source, with what it stands for."""
        k = j - 1
        found: Mention | None = None
        if k >= low and self.scene.low[k] == ",":
            found = self._before_comma(k + 1, low)
        elif k >= low:
            found = self.phrase_to(k, low)
        if found is None:
            return None
        return Mention(j, j + 1, "pronoun", found.person, (found.first, found.last))

    def _clause_subject(self, low: int, high: int) -> Mention | None:
        """The subject of the clause that [low, high) ends in, past its objects and asides."""
        scene, lex = self.scene, self.words
        begin = high
        while begin > low:
            begin -= 1
            if begin > low and scene.words[begin - 1] not in (",", ";", "–", "—", "--"):
                continue
            i = begin
            while i < high and (scene.low[i] in lex.conjunctions or scene.low[i] in lex.skipped):
                i += 1
            if i >= high or not self._begins_subject(i, high):
                continue
            found = self.main_subject(i, high)
            if found is not None and found.first <= i + 6:
                return found
        return self.main_subject(low, high)

    def _begins_subject(self, i: int, high: int) -> bool:
        scene, lex = self.scene, self.words
        if scene.low[i] in lex.subjects or scene.starts[i] in self.people.by_start:
            return True
        for k in range(i, min(i + 5, high)):
            if scene.low[k] in lex.prepositions or not scene.words[k][0].isalnum():
                return False
            if k > i and (scene.starts[k] in self.people.by_start or lex.can_speak(scene.low[k])):
                return scene.words[i][0].isupper() or scene.low[i] in lex.determiners or scene.low[i] in lex.modifying
        return False

    def _follows_run(self, j: int, low: int) -> bool:
        """Whether nothing but commas and dashes stands between a quoted run and token `j`."""
        scene = self.scene
        while j >= low and scene.words[j] in ASIDE_MARKS:
            j -= 1
        return j < low or scene.words[j] == QUOTED

    def _verb_second_subject(
        self, cue: int, low: int, high: int, *, inverted: bool
    ) -> Mention | None:
        """The subject where the verb stands second: before it, or after it when another phrase is."""
        scene, lex = self.scene, self.words
        begin = cue
        while begin > low and scene.words[begin - 1] not in (",", ":", ";", QUOTED, "–", "-", "("):
            begin -= 1
        if begin == cue:
            if cue > low and scene.words[cue - 1] == "," and (cue < 2 or scene.words[cue - 2] != QUOTED):
                return self._before_comma(cue - 1, low) or self._after_verb(cue, high)
            return self._after_verb(cue, high)
        first = scene.low[begin]
        if first in lex.subjects:
            return Mention(begin, begin + 1, "pronoun")
        after = self._after_verb(cue, high)
        if after is not None and not self._is_subject(after):
            after = None
        lone = cue == begin + 1 and scene.starts[begin] not in self.people.by_start
        if after is not None and (first in lex.objects or lone):
            return after
        if first in lex.determiners and cue - begin <= _MOST_BEFORE_VERB:
            return self._named_in(begin, cue)
        opens = first in lex.prepositions or first in lex.subordinators or first in lex.openers
        if not opens and scene.words[begin][0].isupper():
            near = cue - begin <= _MOST_BEFORE_VERB
            return self._named_in(begin, cue) if near else self.main_subject(begin, cue)
        return after or self.main_subject(begin, cue) or self.main_subject(low, cue)

    def _is_subject(self, mention: Mention) -> bool:
        """Whether a phrase behind its verb can be its subject: no bare noun, no object."""
        first = self.scene.low[mention.first]
        if first in self.words.objects:
            return False
        return mention.kind != "nominal" or first in self.words.determiners

    def _after_verb(self, cue: int, high: int) -> Mention | None:
        """The subject behind its verb; of "heißt es in dem Brief" the letter."""
        scene, lex = self.scene, self.words
        i = cue + 1
        if i < high and scene.low[i] == "es":
            while i < high and scene.low[i] not in lex.prepositions:
                i += 1
            return self.phrase_from(i + 1, high) if i < high else None
        return self.phrase_from(i, high)

    def _named_in(self, first: int, last: int) -> Mention:
        """The phrase [first, last) as a source: the person it names, else itself."""
        scene = self.scene
        for k in range(first, last):
            known = self.people.by_start.get(scene.starts[k])
            if known is not None and (k == first or scene.low[k - 1] not in self.words.attaching):
                stop = k
                while stop < last and scene.stops[stop] <= known[0]:
                    stop += 1
                return Mention(k, stop, "name", known[1])
        while last > first + 1 and scene.low[last - 1] in self.words.skipped:
            last -= 1
        single = last == first + 1 and scene.words[first][0].isupper()
        return Mention(first, last, "name" if single else "nominal")

    def _before_comma(self, comma: int, low: int) -> Mention | None:
        """The phrase before an aside that ends at the comma `comma`."""
        scene = self.scene
        for k in range(comma - 1, low, -1):
            if scene.words[k] == QUOTED:
                return None
            if scene.low[k] in (",", "-", "–", "—", "--"):
                end = scene.stops[k - 1]
                if end in self.people.by_stop:
                    return self.phrase_to(k - 1, low)
                found = self.phrase_to(k - 1, low)
                if found is not None and found.kind == "nominal" and self._is_source(found):
                    named = self._person_from(k + 1, comma)
                    if named is not None:
                        return replace(named, antecedent=(found.first, found.last))
                    return self._named_before(found, low) or found
                if (
                    found is not None
                    and found.kind == "name"
                    and found.first == low
                    and scene.low[low] not in self.words.places
                ):
                    return found
        return None

    def _named_before(self, role: Mention, low: int) -> Mention | None:
        """The name that a role after a comma belongs to: "Ann Lee (D-Ohio), a doctor at …, said"."""
        scene = self.scene
        k = role.first - 1
        if k <= low or scene.low[k] != ",":
            return None
        k -= 1
        if scene.low[k] == ")":
            while k > low and scene.low[k] != "(":
                k -= 1
            k -= 1
        found = self.phrase_to(k, low) if k >= low else None
        return found if found is not None and found.kind == "name" else None

    def _person_from(self, i: int, high: int) -> Mention | None:
        """The person named right at token `i`: "the bureau's director, James Lee"."""
        known = self.people.by_start.get(self.scene.starts[i]) if i < high else None
        if known is None:
            return None
        last = i
        while last < high and self.scene.stops[last] <= known[0]:
            last += 1
        return Mention(i, last, "name", known[1])

    def _is_common(self, i: int) -> bool:
        """Whether the capital of token `i` may be that of a common noun."""
        return (
            self.words.nouns_are_capital
            and self.scene.stops[i] not in self.people.by_stop
            and not self.scene.words[i].isupper()
        )

    def _is_source(self, mention: Mention) -> bool:
        return any(self.words.can_speak(w) for w in self.scene.low[mention.first : mention.last])

    def phrase_to(self, j: int, low: int) -> Mention | None:
        """The noun phrase whose last token is `j`, or None."""
        scene, lex = self.scene, self.words
        if j < low:
            return None
        word = scene.low[j]
        if word in lex.pronouns:
            return Mention(j, j + 1, "pronoun")
        if word in lex.subordinators or word in lex.prepositions:
            return None
        if word in lex.calendar:
            k = j - 1
            while k >= low and (
                scene.low[k] in lex.calendar or scene.low[k] in ("on", "last", "this", "next")
            ):
                k -= 1
            if k >= low and scene.low[k] == ",":
                return self._before_comma(k, low) or self.phrase_to(k - 1, low)
            return self.phrase_to(k, low)
        if not scene.words[j][0].isalnum() and scene.words[j][0] not in "@#":
            return None
        if (scene.words[j][0].isupper() and not self._is_common(j)) or scene.words[j][0] == "@":
            return self._name_to(j, low)
        return self._nominal_to(j, low)

    def _name_to(self, j: int, low: int) -> Mention | None:
        scene, lex = self.scene, self.words
        first = j
        person = -1
        known = self.people.by_stop.get(scene.stops[j])
        if known is not None:
            start, person = known
            while first > low and scene.starts[first] > start:
                first -= 1
        else:
            while first > low and (
                scene.words[first - 1][0].isupper()
                and scene.words[first - 1] != QUOTED
                or scene.low[first - 1] in ("of", "for", "&", "de", "and")
                and first - 2 >= low
                and scene.words[first - 2][0].isupper()
                and scene.words[first - 2] != QUOTED
                and scene.low[first - 1] != "and"
            ):
                if scene.low[first - 1] in lex.openers:
                    break
                first -= 1
            if first > low and scene.low[first - 1] == "the":
                first -= 1
        before = first - 1
        while (
            before > low
            and scene.words[before][0].isupper()
            and scene.words[before] != QUOTED
            and person >= 0
        ):
            before -= 1  # titles in front of the name
        if before > low and scene.low[before] in lex.attaching:
            head = self._head_before(before, low)
            if head is not None:
                return Mention(head, j + 1, "nominal")
        if before >= low and scene.low[before] in lex.prepositions:
            # "Mr. Jones in Iowa said": the name stands in an adverbial
            k = before - 1
            found = self.phrase_to(k, low) if k >= low and scene.low[k][0].isalnum() else None
            if found is not None and (found.kind != "nominal" or self._is_source(found)):
                return found
            return Mention(first, j + 1, "name", person) if person >= 0 else None
        joined = self._joined(first, low)
        if joined is not None:
            return Mention(joined, j + 1, "nominal")
        if person < 0 and first == j and (scene.low[j] in lex.openers or scene.low[j] in lex.places):
            return None
        return Mention(first, j + 1, "name", person)

    def _joined(self, first: int, low: int) -> int | None:
        """Where "Ann Lee, Bo Ray and Cy Dow" begins, given where its last name does; else None."""
        scene = self.scene
        if first - 2 < low or scene.low[first - 1] not in _AND:
            return None
        end = self.people.by_stop.get(scene.stops[first - 2])
        if end is None:
            return None
        k = first - 2
        while k > low and scene.starts[k] > end[0]:
            k -= 1
        while k - 2 >= low and scene.low[k - 1] == ",":
            end = self.people.by_stop.get(scene.stops[k - 2])
            if end is None:
                break
            k -= 2
            while k > low and scene.starts[k] > end[0]:
                k -= 1
        return k

    def _head_before(self, preposition: int, low: int) -> int | None:
        """Where "a spokesman for …" begins, given the place of its preposition."""
        scene, lex = self.scene, self.words
        k = preposition - 1
        for _ in range(7):
            if k < low or scene.words[k] == QUOTED:
                return None
            word = scene.low[k]
            if word in lex.sources:
                return self._begin(k, low)
            if (
                word not in lex.attaching
                and word not in ("the", "a", "an", "'s", "’s")
                and not (scene.words[k][0].isupper() or word in lex.modifying)
            ):
                return None
            k -= 1
        return None

    def _begin(self, k: int, low: int) -> int:
        """Leftwards from a noun over its modifiers to its article."""
        scene, lex = self.scene, self.words
        while k > low:
            word = scene.low[k - 1]
            if word in lex.determiners:
                return k - 1
            if (
                not (word[0].isalnum() or word in ("'s", "’s"))
                or word in lex.prepositions
                or word in lex.pronouns
                or word in lex.conjunctions
                or word in lex.verbs
                or word in lex.relatives
                or scene.words[k - 1] == QUOTED
                or word in lex.skipped
            ):
                return k
            if scene.words[k - 1][0].isupper() and word in lex.openers:
                return k
            k -= 1
        return k

    def _nominal_to(self, j: int, low: int) -> Mention | None:
        scene, lex = self.scene, self.words
        first = self._begin(j, low)
        if first > low and scene.low[first - 1] in lex.attaching:
            head = self._head_before(first - 1, low)
            if head is not None:
                return Mention(head, j + 1, "nominal")
        if first > low and scene.low[first - 1] in lex.prepositions:
            # "Mr. Jones in a statement said": the phrase is an adverbial
            k = first - 2
            while k >= low and scene.low[k] in lex.skipped:
                k -= 1
            if k >= low and scene.low[k] == ",":
                return self._before_comma(k, low) or self.phrase_to(k - 1, low)
            found = self.phrase_to(k, low) if k >= low else None
            if found is not None:
                return found
            return None
        last = j + 1
        if scene.low[j] in lex.verbs and first == j:
            return None
        stands_free = first == low or not scene.words[first - 1][0].isalnum()
        if not (stands_free and scene.low[first] in lex.determiners) and not any(
            lex.can_speak(w) for w in scene.low[first:last]
        ):
            return None
        return Mention(first, last, "nominal")

    def phrase_from(self, i: int, high: int) -> Mention | None:
        """The noun phrase that begins at token `i` ("said ...", "according to ..."), or None."""
        scene, lex = self.scene, self.words
        while i < high and scene.low[i] in lex.skipped:
            i += 1
        if i >= high or scene.words[i] == QUOTED:
            return None
        if scene.low[i] in lex.pronouns:
            return Mention(i, i + 1, "pronoun")
        if not (scene.words[i][0].isalnum() or scene.words[i][0] in "@#"):
            return None
        k = i
        attached = False
        while k < high:
            word = scene.low[k]
            known = self.people.by_start.get(scene.starts[k])
            if known is not None:
                stop, person = known
                last = k
                while last < high and scene.stops[last] <= stop:
                    last += 1
                if last < high and scene.low[last] in ("'s", "’s"):
                    k = last + 1
                    attached = True
                    continue
                if attached or last < high and scene.low[last] in lex.nouns_after_name:
                    k = last
                    continue
                return Mention(k, last, "name", person)
            if scene.words[k] == QUOTED or not (
                word[0].isalnum() or word in _INSIDE
            ):
                break
            if word in lex.attaching and k > i:
                attached = True
            elif word in lex.stoppers or word in lex.prepositions or word in lex.calendar:
                break
            k += 1
        if k == i:
            return None
        if k < high and scene.low[k] == ",":
            found = self._person_from(k + 1, high)
            if found is not None:
                return found
        named = not lex.nouns_are_capital and all(
            w[0].isupper() or w in ("of", "the", "for", "and", "&") for w in scene.words[i:k]
        )
        return Mention(i, k, "name" if named else "nominal")

    def main_subject(self, low: int, high: int) -> Mention | None:
        """The first noun phrase of [low, high) that can be a subject, past an opening adverbial."""
        scene, lex = self.scene, self.words
        i = low
        if i < high and (
            scene.low[i] in lex.prepositions
            or scene.low[i] in lex.subordinators
            or scene.low[i].endswith("ing")
            or scene.low[i] == "asked"
        ):
            for k in range(i, high):
                if scene.low[k] == ",":
                    i = k + 1
                    break
        while i < high:
            word = scene.low[i]
            if word in lex.subjects:
                return Mention(i, i + 1, "pronoun")
            known = self.people.by_start.get(scene.starts[i])
            if known is not None:
                stop, person = known
                last = i
                while last < high and scene.stops[last] <= stop:
                    last += 1
                if last < high and scene.low[last] in ("'s", "’s"):
                    k = last + 1
                    while (
                        k < high
                        and k < last + 5
                        and scene.words[k] != QUOTED
                        and scene.low[k][0].isalnum()
                    ):
                        if scene.low[k] in lex.sources:
                            return Mention(i, k + 1, "nominal")
                        k += 1
                if last < high and scene.low[last] in lex.nouns_after_name:
                    k = last + 1
                    while k < high and k < last + 5 and scene.words[k] != QUOTED:
                        if scene.starts[k] in self.people.by_start:
                            break
                        if not scene.low[k][0].isalnum() or not lex.can_speak(scene.low[k]):
                            k = high
                        k += 1
                    if k < high and scene.starts[k] in self.people.by_start:
                        i = k
                        continue
                    return Mention(i, last + 1, "nominal")
                return Mention(i, last, "name", person)
            if word in lex.determiners:
                for k in range(i + 1, min(i + 7, high)):
                    if scene.low[k] in lex.sources:
                        if (
                            self.people.by_start.get(scene.starts[k + 1] if k + 1 < high else -1)
                            is not None
                        ):
                            break
                        return Mention(i, k + 1, "nominal")
                    if not scene.low[k][0].isalnum() or scene.low[k] in lex.prepositions:
                        break
            elif word in lex.sources:
                return Mention(i, i + 1, "nominal")
            elif (
                scene.words[i][0].isupper() and word not in lex.openers
                and word not in lex.places and word not in lex.calendar
                and (i == low or scene.low[i - 1] not in lex.prepositions)
                and i + 1 < high and not self._is_common(i)
            ):
                last = i + 1
                while last < high and scene.words[last][0].isupper() and scene.words[last] != QUOTED:
                    last += 1
                return Mention(i, last, "name")
            i += 1
        return None

"""Subjects where the verb stands second, or last, and nouns have capitals (German).

The subject may stand before its verb or behind it, and objects too. So all noun phrases of the
clause are read, those that cannot be a subject by their case or preposition are passed over, and of
the rest the one that can speak and stands nearest the verb is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from store.ingest.quotes.clauses import Clauses
from store.ingest.quotes.mentions import ASIDE_MARKS, Mention
from store.ingest.quotes.scene import QUOTED

_CLAUSE_MARKS = ASIDE_MARKS | {":", ";", QUOTED, "("}
_PRONOUN, _PERSON, _SPEAKS, _NAME, _THING = 3.0, 3.0, 2.5, 2.0, 0.5
_BESIDE_VERB, _IN_FRONT = 1.0, 0.25
_FEMININE = (
    "ung heit keit schaft tion ität tur ei erin istin ntin orin chefin anwältin rätin partei"
).split()
_LEAST_FEMININE = 5
_CITED = "zitiert"  # who is cited in the passive is the speaker
_PURPOSE = frozenset({"zur", "zum", "bis", "ohne", "für"})
_ADJECTIVES = ("en", "er", "em", "es", "e")
_COMPARING = frozenset({"als", "wie"})
_DEMONSTRATIVE = frozenset("dieser diese letzterer letztere".split())
_HEADS = frozenset("einer eine eines einige viele manche mehrere zwei drei keiner jeder".split())


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase that may be a subject: its mention, and how likely its noun speaks."""

    mention: Mention
    weight: float


@dataclass(frozen=True, slots=True)
class VerbSecond(Clauses):
    """Reads subjects out of clauses whose verb stands second or last."""

    def verb_second_subject(self, cue: int, low: int, high: int) -> Mention | None:
        """The subject of the cue at token `cue` in the sentence [low, high), or None."""
        scene, lex = self.scene, self.words
        begin, end = self._clause_begin(cue, low), self._clause_end(cue, high)
        if cue + 1 < high and scene.low[cue + 1] == "es":
            return self._document(begin, cue, end)
        helper = next((k for k in range(begin, cue) if scene.low[k] in lex.auxiliaries), None)
        if helper is not None and scene.low[helper] in lex.passives:
            agent = next((k for k in range(helper, end) if scene.low[k] in lex.agents), None)
            if scene.low[cue].startswith(_CITED):
                found = self._best(begin, end, helper)
                return found.mention if found is not None else None
            return self.phrase_from(agent + 1, end) if agent is not None else None
        if begin == cue and helper is None:
            return self._opening_verb(cue, low, high, end)
        first = scene.low[begin]
        verb = cue if helper is None else helper
        if scene.low[begin] in lex.relatives and begin > low and scene.words[begin - 1] == ",":
            inside = self._best(begin + 1, cue, cue)
            if inside is not None and inside.weight >= _SPEAKS:
                return inside.mention
            if scene.words[cue - 1] == QUOTED or cue + 1 >= end:
                stands_for = self.source_to(begin - 2, low)
                if stands_for is not None:
                    first_last = (stands_for.first, stands_for.last)
                    return Mention(begin, begin + 1, "pronoun", stands_for.person, first_last)
        if first in lex.subordinators and first not in lex.prepositions:
            found = self._best(begin + 1, end, begin)
        else:
            found = self._best(begin, end, verb)
        if found is not None and (found.weight > _THING or cue + 1 < end):
            return found.mention
        return self.main_subject(low, begin) or (found.mention if found else None)

    def _opening_verb(self, cue: int, low: int, high: int, end: int) -> Mention | None:
        """The subject of a cue that begins its clause: behind it, or before the aside it ends."""
        scene = self.scene
        behind = self._best(cue + 1, end, cue)
        if behind is not None and behind.mention.kind == "pronoun":
            return behind.mention
        if cue > low and scene.words[cue - 1] == "," and not self.follows_run(cue - 1, low):
            before = self.before_comma(cue - 1, low)
            if before is None or before.person < 0:
                before = self._before_aside(cue - 1, low) or before
            if before is not None:
                return before
        if behind is not None and behind.weight >= _NAME:
            return behind.mention
        return self.phrase_from(cue + 1, high) or (behind.mention if behind else None)

    def _before_aside(self, comma: int, low: int) -> Mention | None:
        """The phrase before the aside that ends at `comma`: "Ann Lee, Chefin der Post, sagte"."""
        for k in range(comma - 1, low, -1):
            if self.scene.words[k] == QUOTED:
                return None
            if self.scene.words[k] != ",":
                continue
            for phrase in self._phrases(self._clause_begin(k, low), k):
                if phrase.mention.last == k and phrase.weight >= _NAME:
                    return phrase.mention
        return None

    def main_subject(self, low: int, high: int) -> Mention | None:
        """The noun phrase of [low, high) that is most likely its subject, or None."""
        if not self.words.verb_second:
            return Clauses.main_subject(self, low, high)
        best: _Phrase | None = None
        for phrase in self._phrases(low, high):
            if best is None or phrase.weight > best.weight:
                best = phrase
        return best.mention if best is not None else None

    def source_to(self, j: int, low: int) -> Mention | None:
        """The phrase that ends with token `j`, in whatever case: "dem Minister zufolge"."""
        scene, lex = self.scene, self.words
        if j < low or not self.is_capital(j):
            return None
        known = self.people.by_stop.get(scene.stops[j])
        first = j
        while first > low and (
            scene.words[first - 1][0].isalnum() or scene.words[first - 1] == "-"
        ):
            if scene.low[first - 1] in lex.prepositions or scene.low[first - 1] in lex.auxiliaries:
                break
            first -= 1
            word = scene.low[first]
            if (word in lex.objects or word in lex.determiners) and not (
                word in lex.genitives and self.is_capital(first - 1)
            ):
                break
        if known is not None:
            begin = first
            while first < j and scene.starts[first] < known[0]:
                first += 1
            if first > begin + 1 and scene.low[first - 1] in lex.genitives | lex.attaching:
                return Mention(begin, j + 1, "nominal")  # "einem Sprecher der Stadt"
            return Mention(first, j + 1, "name", known[1])
        return Mention(first, j + 1, "nominal")

    def follows_run(self, j: int, low: int) -> bool:
        """Whether nothing but commas and dashes stands between a quoted run and token `j`."""
        scene = self.scene
        while j >= low and scene.words[j] in ASIDE_MARKS:
            j -= 1
        return j < low or scene.words[j] == QUOTED

    def _clause_begin(self, cue: int, low: int) -> int:
        """Where the clause of a cue begins; brackets and quoted words inside it are passed over."""
        scene = self.scene
        begin = cue
        while begin > low:
            before = scene.words[begin - 1]
            if before == ")":
                begin = next((k for k in range(begin - 1, low, -1) if scene.words[k] == "("), low)
            elif before == QUOTED and begin - 1 > low and scene.words[begin - 2][0].isalnum():
                begin -= 1
            elif before in _CLAUSE_MARKS:
                break
            else:
                begin -= 1
        while begin < cue and scene.low[begin] in self.words.conjunctions:
            begin += 1
        return begin

    def _clause_end(self, cue: int, high: int) -> int:
        return next((k for k in range(cue + 1, high) if self.scene.words[k] in _CLAUSE_MARKS), high)

    def _best(self, begin: int, end: int, verb: int) -> _Phrase | None:
        """The likeliest subject of the clause [begin, end), whose verb is token `verb`."""
        best: _Phrase | None = None
        for phrase in self._phrases(begin, end):
            weight = phrase.weight
            if phrase.mention.last == verb:
                weight += _BESIDE_VERB + _IN_FRONT
            elif phrase.mention.first <= self._past_adverbs(verb + 1, end):
                weight += _BESIDE_VERB if phrase.mention.first > verb else _IN_FRONT
            if best is None or weight > best.weight:
                best = _Phrase(phrase.mention, weight)
        return best

    def _past_adverbs(self, i: int, end: int) -> int:
        while i < end and self.scene.low[i] in self.words.skipped:
            i += 1
        return i

    def _phrases(self, begin: int, end: int) -> Iterator[_Phrase]:
        """The noun phrases of [begin, end) that their case and place allow to be subjects."""
        scene, lex = self.scene, self.words
        i = begin
        while i < end:
            word = scene.low[i]
            if i == begin and word in lex.skipped:
                i += 1
            elif word in _HEADS and i + 1 < end and scene.low[i + 1] in ("der", "von"):
                stop = self._noun_stop(i + 2, end)
                yield _Phrase(Mention(i, stop, "nominal"), _SPEAKS)
                i = stop
            elif word in _DEMONSTRATIVE and (i + 1 == end or not self._leads_noun(i + 1, end)):
                yield _Phrase(Mention(i, i + 1, "pronoun"), _SPEAKS)
                i += 1
            elif word in lex.subjects:
                yield _Phrase(Mention(i, i + 1, "pronoun"), _PRONOUN)
                i += 1
            elif word in lex.objects and not self._leads_noun_by_adjective(i + 1, end):
                i += 1  # "Dem widersprach …"
            elif word in lex.prepositions or word in lex.objects or word in _COMPARING:
                i = self._noun_stop(i + 1, end)
            elif word in lex.determiners or self.is_capital(i):
                stop = self._noun_stop(i, end)
                phrase = self._read_phrase(i, stop)
                if phrase is not None:
                    yield phrase
                i = max(stop, i + 1)
            else:
                i += 1

    def _noun_stop(self, i: int, end: int) -> int:
        """Where the noun phrase that begins at token `i` ends, with what hangs on it."""
        scene, lex = self.scene, self.words
        k, has_noun = i, False
        while k < end:
            word = scene.low[k]
            if self.is_capital(k) and not (k == i and word in lex.determiners):
                if word in lex.determiners or word in lex.pronouns:
                    break
                has_noun = True
            elif has_noun and (word in lex.genitives or word in lex.attaching):
                has_noun = word in lex.genitives  # "in der Stadt": a place, then perhaps the verb
                if not has_noun:
                    inner = self._noun_stop(k + 1, end)
                    return inner if inner > k + 1 else k
                k += 1
                continue
            elif (
                has_noun
                or not (word[0].isalnum() or word in "@#")
                or (word in lex.pronouns and word not in lex.determiners)
            ):
                break
            k += 1
        return k

    def _leads_noun_by_adjective(self, i: int, end: int) -> bool:
        return i < end and (self.is_capital(i) or self.scene.low[i].endswith(_ADJECTIVES))

    def _leads_noun(self, i: int, end: int) -> bool:
        """Whether a noun comes after token `i` and the small letters there."""
        while i < end and self.scene.words[i].islower() and self.scene.low[i] not in _COMPARING:
            i += 1
        return i < end and self.is_capital(i)

    def _read_phrase(self, i: int, stop: int) -> _Phrase | None:
        scene, lex = self.scene, self.words
        for k in range(i, stop):
            person = self.person_from(k, stop)
            if person is not None and not self._hangs_on(i, k):
                return _Phrase(person, _PERSON)
        nouns = [k for k in range(i, stop) if self.is_capital(k)]
        if nouns and nouns[0] == i and scene.low[i] in lex.determiners:
            nouns = nouns[1:]
        if not nouns or (scene.low[i] in lex.openers and scene.low[i] not in lex.determiners):
            return None
        head = nouns[0]
        if scene.low[i] == "der" and self._is_feminine(scene.low[head]):
            return None  # "der Zeitung sagte …": told to it
        if scene.low[head] in lex.calendar or scene.low[head] in lex.places:
            return None
        if scene.low[i] not in lex.determiners and head != i:
            return None
        last = stop
        if lex.can_speak(scene.low[head]):
            return _Phrase(Mention(i, last, "nominal"), _SPEAKS)
        if any(lex.can_speak(scene.low[k]) for k in nouns[1:] if k == nouns[0] + 1):
            return _Phrase(Mention(i, last, "nominal"), _SPEAKS)
        follows = len(nouns) > 1 and nouns[1] == head + 1
        if (follows and head == i) or (scene.words[head].isupper() and len(scene.words[head]) > 1):
            return _Phrase(Mention(i, last, "nominal" if head > i else "name"), _NAME)
        return _Phrase(Mention(i, last, "nominal"), _THING)

    def _hangs_on(self, first: int, k: int) -> bool:
        """Whether a name at token `k` only hangs on the phrase: "die Sprecherin von Ann Lee"."""
        inside = range(first + 1, k)
        return any(
            self.scene.low[n] in self.words.attaching or self.scene.low[n] in self.words.genitives
            for n in inside
        )

    def _is_feminine(self, noun: str) -> bool:
        return len(noun) > _LEAST_FEMININE and noun.endswith(tuple(_FEMININE))

    def _document(self, begin: int, cue: int, end: int) -> Mention | None:
        """What speaks in "in dem Brief heißt es" and "heißt es in dem Brief"."""
        scene, lex = self.scene, self.words
        for i in (begin, *range(cue + 2, end)):
            if scene.low[i] in lex.prepositions and scene.low[i] not in _PURPOSE:
                stop = self._noun_stop(i + 1, end if i > cue else cue)
                return Mention(i + 1, stop, "nominal") if stop > i + 1 else None
        return None

"""Finds the subject of a reporting verb: the words beside a cue that say who speaks.

In most languages the subject is the noun phrase left of the cue, past adverbs and asides, or right
of it where the cue stands first. Where the verb stands second or last and nouns have capitals
(German), subjects and objects may stand on either side: all noun phrases of the clause are read,
those that cannot be a subject by case or preposition are dropped, and the likeliest speaker nearest
the verb is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from store.ingest.quotes.mentions import ASIDE_MARKS, GENDERED, POSSESSIVE, Mention
from store.ingest.quotes.phrases import Phrases
from store.ingest.quotes.scene import QUOTED

_CLAUSE_BREAKS = frozenset({",", ";", "–", "—", "--"})
_NOUN_REACH = 5
_SUBJECT_REACH = 6
_MOST_BEFORE_COLON = 5
_MOST_OFFICE = 4
_CLAUSE_MARKS = ASIDE_MARKS | {":", ";", QUOTED, "("}
# How likely a noun phrase is the speaker, by what it is; only their order and distances matter.
_PRONOUN = 3.0
_PERSON = 3.0
_SPEAKS = 2.5
_NAME = 2.0
_THING = 0.5
# What a phrase gains for standing at its verb, and for standing in front of it.
_BESIDE_VERB = 1.0
_IN_FRONT = 0.25
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
class Speakers(Phrases):
    """Reads the subjects of cues and clauses out of one scene."""

    def subject_of(self, cue: int, low: int, high: int, *, inverted: bool) -> Mention | None:
        """The subject of the cue at token `cue` in the sentence [low, high), or None.

        `inverted`: the cue may stand before its subject.
        """
        scene, lex = self.scene, self.words
        if lex.verb_second:
            return self.verb_second_subject(cue, low, high)
        if lex.free_order:
            return self._nearest_subject(cue, low, high)
        j = cue - 1
        while j >= low and (
            scene.low[j] in lex.skipped
            or (scene.low[j].endswith("ly") and scene.low[j] not in lex.not_adverbs)
        ):
            j -= 1
        if self.follows_run(j, low):
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
        is_owned = not POSSESSIVE.isdisjoint(scene.low[found.first : found.last])
        is_sent = scene.low[cue].endswith("ing") and scene.low[j] in lex.documents
        if is_sent and not is_owned and found.first > low:
            return self.clause_subject(low, found.first) or found  # "she sent a letter saying"
        return found

    def _nearest_subject(self, cue: int, low: int, high: int) -> Mention | None:
        """The subject where it stands before or behind its verb: the phrase beside it."""
        scene, lex = self.scene, self.words
        behind = self._behind(cue, high)
        j = cue - 1
        while j >= low and scene.low[j] in lex.skipped:
            j -= 1
        if self.follows_run(j, low):
            if lex.verb_final:
                return self._before_run(j, low) or behind
            if behind is None and scene.low[cue].endswith(GENDERED):
                return Mention(cue, cue + 1, "pronoun")  # the verb alone tells: "odpowiedziała"
            return behind
        if behind is not None and not self._can_be_subject(behind):
            behind = None
        if scene.low[j] in lex.relatives:
            return self.relative(j, low) or behind
        if scene.words[j] in ASIDE_MARKS:
            return behind or self.before_comma(j, low) or self.clause_subject(low, j)
        before = None if scene.low[j] in lex.subordinators else self.phrase_to(j, low)
        if before is None or not self._can_be_subject(before):
            before = self._office_to(j, low)
        if before is None or (behind is not None and behind.person >= 0 > before.person):
            return behind if before is None or before.kind != "pronoun" else before
        return before

    def _before_run(self, j: int, low: int) -> Mention | None:
        """The phrase before the quoted run that ends at token `j`: 'Ann Lee, "…" dedi'."""
        while j >= low and (self.scene.words[j] == QUOTED or self.scene.words[j] in ASIDE_MARKS):
            j -= 1
        found = self.phrase_to(j, low)
        return found if found is not None and self._can_be_subject(found) else None

    def _behind(self, cue: int, high: int) -> Mention | None:
        """The phrase behind a cue: what speaks, or the name after a noun not known to."""
        scene, lex = self.scene, self.words
        i = cue + 1
        while i < high and scene.low[i] in lex.skipped:
            i += 1
        if i < high and scene.low[i] in lex.within:
            found = self.phrase_from(i + 1, high)  # "сообщили в министерстве"
            if found is not None and self.is_source(found) and found.kind == "nominal":
                return found
        while i + 1 < high and scene.low[i] in lex.prepositions:
            i += 2  # "сказал в среду Волков"
        found = self.phrase_from(i, high)
        if found is None or found.kind != "nominal" or self.is_source(found):
            return found
        for k in range(found.first, found.last):
            if scene.low[k] in lex.attaching or scene.low[k] in lex.prepositions:
                break
            if self.is_capital(k):  # "сказала вахтёрша Клавдия"
                last = next((n for n in range(k, found.last) if not self.is_capital(n)), found.last)
                return Mention(k, last, "name")
        return found

    def _office_to(self, j: int, low: int) -> Mention | None:
        """The office at token `j` that is said to speak from within: "в прокуратуре сказали"."""
        scene, lex = self.scene, self.words
        for k in range(j, max(low, j - _MOST_OFFICE), -1):
            if scene.low[k - 1] in lex.within and lex.can_speak(scene.low[k]):
                return Mention(k, j + 1, "nominal")
        return None

    def _can_be_subject(self, mention: Mention) -> bool:
        return mention.kind != "nominal" or self.is_source(mention)

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

    # Clauses away from the cue.

    def main_subject(self, low: int, high: int) -> Mention | None:
        """The subject of [low, high), or None.

        Where the verb stands second the likeliest noun phrase, elsewhere the first that can be one.
        """
        if self.words.verb_second:
            return self._likeliest_subject(low, high)
        return self._first_subject(low, high)

    def _first_subject(self, low: int, high: int) -> Mention | None:
        """The first phrase that can be a subject, past an opening adverbial."""
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
            if begin > low and scene.words[begin - 1] not in _CLAUSE_BREAKS:
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

    # Languages whose verb stands second.

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

    def _likeliest_subject(self, low: int, high: int) -> Mention | None:
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
        """Finds the start of the clause of a cue, past brackets and quoted words inside it."""
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
        """Finds the end of the noun phrase that begins at token `i`, with its dependents."""
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
        """Finds the speaker of "in dem Brief heißt es" and "heißt es in dem Brief"."""
        scene, lex = self.scene, self.words
        for i in (begin, *range(cue + 2, end)):
            if scene.low[i] in lex.prepositions and scene.low[i] not in _PURPOSE:
                stop = self._noun_stop(i + 1, end if i > cue else cue)
                return Mention(i + 1, stop, "nominal") if stop > i + 1 else None
        return None

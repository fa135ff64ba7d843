"""Noun phrases that can name a source, read leftwards or rightwards from a token.

Works on tokens, without a grammar: a phrase runs on over modifiers and attached prepositions
("a spokesman for the ministry") until a closed-class word or a mark ends it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from store.ingest.quotes.mentions import ASIDE_MARKS, POSSESSIVE, Mention, PeopleAt
from store.ingest.quotes.scene import QUOTED, Scene
from store.ingest.quotes.words import LanguageWords

_INSIDE = POSSESSIVE | {"@", "#", "&", "/"}
AND = frozenset({"and", "und", "и", "et", "y", "&"})
_IN_NAMES = frozenset({"of", "for", "&", "de"})
_NAME_LINKS = frozenset({"of", "the", "for", "and", "&"})
_BEFORE_DAYS = frozenset({"on", "last", "this", "next"})
_ARTICLES = frozenset({"a", "an", "the"})
_HEAD_REACH = 7
# Tokens of the longest line that credits the words below it.
_LONGEST_CREDIT = 25
_FROM = frozenset("from by von de di от від od par por da".split())
_DESKS = frozenset("desk office pen".split())
_MOST_TITLES = 3


# Tokens behind a phrase among which the name it belongs to may begin.
_NAME_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Phrases:
    """Reads noun phrases out of one scene."""

    scene: Scene
    people: PeopleAt
    words: LanguageWords

    def person_from(self, i: int, high: int) -> Mention | None:
        """The known person named right at token `i`, or None.

        A token that goes on past the name is another word: "Del." of a delegate is not "Del".
        """
        known = self.people.by_start.get(self.scene.starts[i]) if i < high else None
        if known is None:
            return None
        last = i
        while last < high and self.scene.stops[last] <= known[0]:
            last += 1
        return Mention(i, last, "name", known[1]) if last > i else None

    def titled_from(self, i: int, high: int) -> Mention | None:
        """The known person named at token `i`, titles before the name passed over."""
        for k in range(i, min(i + _MOST_TITLES, high)):
            found = self.person_from(k, high)
            if found is not None or not self.is_capital(k):
                return found
        return None

    def credited(self, low: int, high: int) -> Mention | None:
        """The name in a line that leads to words below it: "And from Chairwoman Ann Lee:".

        Behind a preposition of origin, or at the front ("Ann Lee, head of the club, on the vote:").
        """
        scene = self.scene
        if high - low > _LONGEST_CREDIT:
            return None
        from_at = next((k for k in range(low, high) if scene.low[k] in _FROM), None)
        if from_at is None:
            return self.titled_from(low, high)
        desk = next((k for k in range(from_at, high - 1) if scene.low[k] in _DESKS), from_at)
        i = desk + 1 + (desk != from_at)
        while i < high and scene.low[i] in self.words.determiners:
            i += 1
        person = self.titled_from(i, high)
        if person is not None:
            return person
        last = i
        while last < high and self.is_capital(last):
            last += 1
        return Mention(i, last, "name") if last > i + 1 else None

    def is_source(self, mention: Mention) -> bool:
        """Whether a noun of the phrase is of someone or something that speaks."""
        return any(map(self.words.can_speak, self.scene.low[mention.first : mention.last]))

    def is_common(self, i: int) -> bool:
        """Whether the capital of token `i` may be that of a common noun (German)."""
        return (
            self.words.nouns_are_capital
            and self.scene.stops[i] not in self.people.by_stop
            and not self.scene.words[i].isupper()
        )

    def phrase_to(self, j: int, low: int) -> Mention | None:
        """The noun phrase whose last token is `j`, not before token `low`; None for none."""
        scene, lex = self.scene, self.words
        if j < low:
            return None
        word, first = scene.low[j], scene.words[j][0]
        if word in lex.pronouns:
            return Mention(j, j + 1, "pronoun")
        if word in lex.subordinators or word in lex.prepositions:
            return None
        if word in lex.calendar:
            return self._before_day(j, low)
        if not first.isalnum() and first not in "@#":
            return None
        if (first.isupper() and not self.is_common(j)) or first == "@":
            return self._name_to(j, low)
        return self._nominal_to(j, low)

    def _before_day(self, j: int, low: int) -> Mention | None:
        """Past "on Tuesday" between a subject and its verb."""
        scene, lex = self.scene, self.words
        k = j - 1
        while k >= low and (scene.low[k] in lex.calendar or scene.low[k] in _BEFORE_DAYS):
            k -= 1
        return self._past_adverbial(k, low)

    def _past_adverbial(self, k: int, low: int) -> Mention | None:
        if k >= low and self.scene.low[k] == ",":
            return self.before_comma(k, low) or self.phrase_to(k - 1, low)
        return self.phrase_to(k, low)

    def _name_to(self, j: int, low: int) -> Mention | None:
        scene, lex = self.scene, self.words
        first, person = self._name_begin(j, low)
        before = first - 1
        while before > low and person >= 0 and self.is_capital(before):
            before -= 1  # titles in front of the name
        if before > low and scene.low[before] in lex.attaching:
            head = self._head_before(before, low)
            if head is not None:
                return Mention(head, j + 1, "nominal")
        if before >= low and scene.low[before] in lex.prepositions:
            # "Mr. Jones in Iowa said": the name stands in an adverbial
            k = before - 1
            found = self.phrase_to(k, low) if k >= low and scene.low[k][0].isalnum() else None
            if found is not None and (found.kind != "nominal" or self.is_source(found)):
                return found
            return Mention(first, j + 1, "name", person) if person >= 0 else None
        joined = self._joined(first, low)
        if joined is not None:
            return Mention(joined, j + 1, "nominal")
        if (
            person < 0
            and first == j
            and (scene.low[j] in lex.openers or scene.low[j] in lex.places)
        ):
            return None
        return Mention(first, j + 1, "name", person)

    def _name_begin(self, j: int, low: int) -> tuple[int, int]:
        """Finds the start of the name that ends with token `j`, and the known person, or -1."""
        scene, lex = self.scene, self.words
        first = j
        known = self.people.by_stop.get(scene.stops[j])
        if known is not None:
            while first > low and scene.starts[first] > known[0]:
                first -= 1
            return first, known[1]
        while first > low and (
            self.is_capital(first - 1)
            or (
                scene.low[first - 1] in _IN_NAMES
                and first - 2 >= low
                and self.is_capital(first - 2)
            )
        ):
            if first - 1 == low and scene.low[low] in lex.openers:
                break
            first -= 1
        if first > low and scene.low[first - 1] == "the":
            first -= 1
        return first, -1

    def is_capital(self, i: int) -> bool:
        """Whether token `i` is a word with a capital."""
        return self.scene.words[i][0].isupper() and self.scene.words[i] != QUOTED

    def _joined(self, first: int, low: int) -> int | None:
        """Finds the start of "Ann Lee, Bo Ray and Cy Dow" from that of its last name; else None."""
        scene = self.scene
        if first - 2 < low or scene.low[first - 1] not in AND:
            return None
        begin = self._person_begin(first - 2, low)
        while begin is not None and begin - 2 >= low and scene.low[begin - 1] == ",":
            earlier = self._person_begin(begin - 2, low)
            if earlier is None:
                break
            begin = earlier
        return begin

    def _person_begin(self, last: int, low: int) -> int | None:
        """The first token of the known person whose name ends with token `last`, or None."""
        known = self.people.by_stop.get(self.scene.stops[last])
        if known is None:
            return None
        while last > low and self.scene.starts[last] > known[0]:
            last -= 1
        return last

    def _head_before(self, preposition: int, low: int) -> int | None:
        """Finds the start of "a spokesman for …" from the place of its preposition."""
        scene, lex = self.scene, self.words
        for k in range(preposition - 1, max(low, preposition - _HEAD_REACH) - 1, -1):
            word = scene.low[k]
            if scene.words[k] == QUOTED:
                return None
            if word in lex.sources:
                return self._begin(k, low)
            if not (
                word in lex.attaching
                or word in lex.determiners
                or word in POSSESSIVE
                or scene.words[k][0].isupper()
                or word in lex.modifying
            ):
                return None
        return None

    def _begin(self, k: int, low: int) -> int:
        """Leftwards from a noun over its modifiers to its article."""
        scene, lex = self.scene, self.words
        while k > low:
            word = scene.low[k - 1]
            if word in lex.determiners:
                return k - 1
            if scene.words[k - 1] == QUOTED or word in lex.closing:
                return k
            if not (word[0].isalnum() or word in POSSESSIVE):
                return k
            if scene.words[k - 1].istitle() and word in lex.openers:
                return k
            if (
                word.endswith("ed")
                and word not in lex.modifying
                and not self._is_adjective(k - 1, low)
            ):
                return k  # "carried signs"
            k -= 1
        return k

    def _is_adjective(self, i: int, low: int) -> bool:
        """Whether the participle at token `i` stands after an article ("the injured man")."""
        return i > low and self.scene.low[i - 1] in self.words.determiners

    def _nominal_to(self, j: int, low: int) -> Mention | None:
        scene, lex = self.scene, self.words
        first = self._begin(j, low)
        while first > low and scene.low[first] in lex.genitives and self.is_capital(first - 1):
            first = self._begin(first - 1, low)  # "die Sprecherin der Polizei"
        before = scene.low[first - 1] if first > low else ""
        if before in lex.attaching:
            head = self._head_before(first - 1, low)
            if head is not None:
                return Mention(head, j + 1, "nominal")
        if before in lex.prepositions:
            # "Mr. Jones in a statement said": the phrase is an adverbial
            k = first - 2
            while k >= low and scene.low[k] in lex.skipped:
                k -= 1
            if k >= low and scene.words[k].islower() and not lex.can_speak(scene.low[k]):
                return None  # a verb: "said in a tweet"
            return self._past_adverbial(k, low) if k >= low else None
        if scene.low[j] in lex.verbs:
            return None
        found = Mention(first, j + 1, "nominal")
        stands_free = first == low or not before[0].isalnum()
        if stands_free and first < j and scene.low[first] in lex.determiners:
            return found
        return found if lex.can_speak(scene.low[j]) else None

    def phrase_from(self, i: int, high: int) -> Mention | None:
        """The noun phrase that begins at token `i` ("said …", "according to …"), or None."""
        scene, lex = self.scene, self.words
        while i < high and scene.low[i] in lex.skipped:
            i += 1
        if i + 1 < high and scene.words[i] == QUOTED and lex.can_speak(scene.low[i + 1]):
            i += 1  # says "Wicked" director Jon Chu
        if i >= high or not (scene.words[i][0].isalnum() or scene.words[i][0] in "@#"):
            return None
        if scene.low[i] in lex.pronouns:
            return Mention(i, i + 1, "pronoun")
        person, k = self._run_on(i, high)
        if person is not None:
            return person
        if k == i or (k == i + 1 and scene.low[i] in _ARTICLES):
            return None
        if k < high and scene.low[k] == ",":
            person = self.titled_from(k + 1, high)
            if person is not None:  # "the bureau's director, James Lee"
                return person
        return Mention(i, k, "name" if self._is_named(i, k) else "nominal")

    def _run_on(self, i: int, high: int) -> tuple[Mention | None, int]:
        """Finds the end of the phrase that begins at token `i`; or the person it comes to."""
        scene, lex = self.scene, self.words
        k, attached = i, False
        while k < high:
            word = scene.low[k]
            person = self.person_from(k, high)
            if person is not None:
                after = scene.low[person.last] if person.last < high else "."
                is_owner = after in POSSESSIVE
                if not (is_owner or attached or after in lex.nouns_after_name):
                    return person, k
                attached = attached or is_owner
                k = person.last + is_owner
                continue
            if k > i and lex.nouns_are_capital and self._is_past_noun(k):
                break
            if word in lex.attaching and k > i:
                if not lex.documents.isdisjoint(scene.low[k + 1 : k + 4]):
                    break  # "said the club in a statement"
                attached = True
            elif word in AND and k > i and k + 1 < high and self.is_capital(k + 1):
                pass  # "Health and Human Services Secretary Ann Lee"
            elif not (word[0].isalnum() or word in _INSIDE) or (
                word in lex.stopping
                and not (k > i and word in lex.calendar and scene.low[k - 1] in lex.determiners)
            ):
                break  # "a December report" goes on
            k += 1
        return None, k

    def _is_past_noun(self, k: int) -> bool:
        """Whether a German phrase is over at token `k`: small letters after its noun, a verb."""
        word = self.scene.words[k]
        return (
            word.islower()
            and self.is_capital(k - 1)
            and word not in self.words.attaching
            and word not in self.words.determiners
        )

    def _is_named(self, first: int, last: int) -> bool:
        return not self.words.nouns_are_capital and all(
            word[0].isupper() or word in _NAME_LINKS for word in self.scene.words[first:last]
        )

    def before_comma(self, comma: int, low: int) -> Mention | None:
        """The phrase before an aside that ends at the comma `comma`."""
        scene = self.scene
        for k in range(comma - 1, low, -1):
            if scene.words[k] == QUOTED:
                return None
            if scene.low[k] not in ASIDE_MARKS:
                continue
            found = self.phrase_to(k - 1, low)
            if scene.stops[k - 1] in self.people.by_stop:
                return found
            if found is None:
                continue
            if found.kind == "nominal" and self.is_source(found):
                named = self.titled_from(k + 1, comma) or self._all_capital(k + 1, comma)
                if named is not None:
                    return replace(named, antecedent=(found.first, found.last))
                return self._named_before(found, low) or found
            opens = found.kind == "name" and not self._is_place(low)
            if found.first == low and (opens or self.words.verb_second):
                return found
        return None

    def _all_capital(self, first: int, last: int) -> Mention | None:
        """An aside that is a name, though nobody's that is known: ", Julio Vera,"."""
        if self.words.nouns_are_capital or last - first not in (2, 3):
            return None
        return (
            Mention(first, last, "name") if all(map(self.is_capital, range(first, last))) else None
        )

    def _is_place(self, i: int) -> bool:
        return self.scene.low[i] in self.words.places

    def _named_before(self, role: Mention, low: int) -> Mention | None:
        """The name that a role after a comma belongs to: "Ann Lee (D-Ohio), a doctor, said"."""
        scene = self.scene
        k = role.first - 1
        if k <= low or scene.low[k] != ",":
            return None
        k -= 1
        if scene.low[k] == ")":
            while k > low and scene.low[k] != "(":
                k -= 1
            k -= 1
        found = self.phrase_to(k, low)
        return found if found is not None and found.kind == "name" else None

    def narrowed(self, mention: Mention, high: int) -> Mention:
        """The person that a phrase names, where it names one: "Mayor Ann Lee of Leeds".

        "a spokesman for Ann Lee" and "Ann Lee's lawyer" name none. A name that follows the phrase
        at once, before token `high`, is taken for its own ("former governor" Jeb Bush).
        """
        if mention.kind == "pronoun" or mention.person >= 0:
            return mention
        for k in range(mention.first, min(mention.last + _NAME_AHEAD, high)):
            found = self.person_from(k, high)
            if found is not None:
                if self._is_owned(mention, found, high):
                    return mention
                return replace(found, antecedent=(mention.first, mention.last))
            if k >= mention.last - 1 and not self._goes_before_name(k):
                return mention
        return mention

    def _is_owned(self, mention: Mention, person: Mention, high: int) -> bool:
        """Whether the person inside a phrase only tells whose or what kind of source it is."""
        scene, lex = self.scene, self.words
        after = scene.low[person.last] if person.last < high else "."
        if after in POSSESSIVE or after in lex.nouns_after_name:
            return True
        if person.last < mention.last and after not in lex.prepositions:
            return True
        k = person.first - 1
        while k > mention.first and self.is_capital(k):
            k -= 1
        if k >= mention.first and scene.words[k].islower() and lex.can_speak(scene.low[k]):
            return False  # "… policy adviser Dr. Ann Lee"
        inside = range(mention.first, person.first)
        return any(scene.low[k] in lex.attaching for k in inside) and any(
            scene.words[k].islower() and lex.can_speak(scene.low[k]) for k in inside
        )

    def _goes_before_name(self, k: int) -> bool:
        """Whether token `k` may stand in front of a name: a title, a role, what describes one."""
        word = self.scene.low[k]
        return (
            (self.is_capital(k) and not self.is_common(k))
            or word in AND
            or word in self.words.modifying
            or self.words.can_speak(word)
        )

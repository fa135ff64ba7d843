"""Who does the speaking: the words beside a cue that name its subject.

From the cue leftwards over adverbs and asides to the noun phrase that ends there, or rightwards
where the cue stands before its subject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from store.ingest.quotes.mentions import ASIDE_MARKS, GENDERED, POSSESSIVE, Mention
from store.ingest.quotes.phrases import AND
from store.ingest.quotes.verb_second import VerbSecond

_MOST_BEFORE_COLON = 5
_MOST_OFFICE = 4
_NAME_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Speakers(VerbSecond):
    """Reads the sources out of one scene."""

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

"""Closed word classes that the reader of attributions goes by, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from store.ingest.people.lexicon import load_lexicon, stem

# Main clauses of these have the verb in second place, so a subject may follow it anywhere.
_VERB_SECOND = frozenset({"de", "da", "sv", "no"})

# A subject stands before or behind its verb in these, and is often left out.
_FREE_ORDER = frozenset({"ru", "uk", "pl", "it", "es", "fr", "pt", "nl", "el", "tr"})
# The verb ends the sentence in these, so that its subject stands before what is quoted.
_VERB_FINAL = frozenset({"tr"})
# Papers in these set dialogue between dashes.
_HAS_DIALOGUE = frozenset({"ru", "uk", "pl", "es"})
# Read together where the language of a text is not known or has no table.
UNKNOWN = ("en", "de", "ru", "fr", "es")


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """Sets of lower-case words; `sources` are the nouns that can speak. See words.toml."""

    pronouns: frozenset[str]
    subjects: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    attaching: frozenset[str]
    conjunctions: frozenset[str]
    relatives: frozenset[str]
    subordinators: frozenset[str]
    stoppers: frozenset[str]
    skipped: frozenset[str]
    not_adverbs: frozenset[str]
    calendar: frozenset[str]
    verbs: frozenset[str]
    sources: frozenset[str]
    modifying: frozenset[str]
    openers: frozenset[str]
    closing: frozenset[str]
    stopping: frozenset[str]
    documents: frozenset[str]
    genitives: frozenset[str]
    objects: frozenset[str]
    auxiliaries: frozenset[str]
    passives: frozenset[str]
    agents: frozenset[str]
    within: frozenset[str]
    naming: frozenset[str]
    reported: frozenset[str]
    known: frozenset[str]
    nouns_after_name: frozenset[str]
    places: frozenset[str]
    peoples: frozenset[str]
    agent_endings: frozenset[str]
    not_agents: frozenset[str]
    verb_second: bool
    plural_s: bool
    free_order: bool
    verb_final: bool
    has_dialogue: bool
    nouns_are_capital: bool

    def can_speak(self, noun: str) -> bool:
        """Whether a lower-case noun is of someone or something that speaks."""
        if noun in self.sources or (noun[0] >= "Ѐ" and stem(noun) in self.sources):
            return True
        one = noun[:-1] if self.plural_s and noun.endswith("s") else noun
        return (
            len(one) > 4 and one not in self.not_agents and one.endswith(tuple(self.agent_endings))
        )


@cache
def load_words(language: str) -> LanguageWords:
    """The word classes of `language` (ISO 639-1); of all languages together where it has none."""
    tables = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    chosen = [tables[name] for name in ([language] if language in tables else UNKNOWN)]
    sets = {key: frozenset(w for t in chosen for w in t[key].split()) for key in chosen[0]}
    people = load_lexicon()
    sets["sources"] |= people.roles | {stem(word) for word in sets["sources"]}
    # What ends a noun phrase read to the right, and one read to the left.
    ends = ("prepositions", "pronouns", "conjunctions", "verbs", "relatives", "skipped")
    sets["stopping"] = sets["stoppers"] | sets["prepositions"] | sets["calendar"]
    sets["closing"] = frozenset[str]().union(*(sets[key] for key in ends))
    return LanguageWords(
        **sets,
        free_order=language in _FREE_ORDER,
        verb_final=language in _VERB_FINAL,
        has_dialogue=language in _HAS_DIALOGUE,
        plural_s=language == "en",
        verb_second=language in _VERB_SECOND,
        nouns_are_capital=language == "de",
        modifying=people.modifying,
        openers=people.openers,
        places=people.places,
        peoples=people.other,
    )

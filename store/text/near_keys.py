"""A word → 32-bit keys that words near it share. Pure.

Two kinds: the word with one letter left out (two words one edit apart share one: the deletion
neighbourhood of Garbe's SymSpell, https://github.com/wolfgarbe/SymSpell), and the word's sound, for
names across scripts.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import pack
from zlib import crc32

from store.text.scripts import sound_keys
from store.text.words import is_unspaced

# Letters: shorter words have too many neighbours.
_SHORTEST = 4
# Letters: longer words are addresses and the like.
_LONGEST = 24
_SHORTEST_SOUND = 3
_KEY_BYTES = 4


def near_keys(word: str) -> set[int]:
    """The keys a word is filed under."""
    return {*deletion_keys(word), *sounds_of(word)}


def near_terms(keys: Iterable[int], between: str = " ") -> str:
    """Keys as FTS5 terms: of one length, so that neighbours in the index share their beginnings."""
    numbers = list(keys)
    return pack(f">{len(numbers)}I", *numbers).hex(" ", _KEY_BYTES).replace(" ", between)


def deletion_keys(word: str) -> list[int]:
    """Keys of the word itself and of it with each letter left out; none for odd lengths."""
    if not _SHORTEST <= len(word) <= _LONGEST or is_unspaced(word) or word.isdigit():
        return []
    keys = []
    before, rest = 0, word.encode()
    for letter in map(str.encode, word):
        rest = rest[len(letter) :]
        # The sum of what stands before a letter goes on behind it: half the time of whole words.
        keys.append(crc32(rest, before))
        before = crc32(letter, before)
    return [before, *keys]


def has_sound(word: str) -> bool:
    """Whether a word may have a sound worth a key."""
    return _SHORTEST_SOUND <= len(word) <= _LONGEST and word.isalpha() and not is_unspaced(word)


def sounds_of(word: str) -> list[int]:
    """Keys of how the word sounds, in whichever script; none where it has no sound worth a key."""
    if not has_sound(word):
        return []
    return [crc32(b"~" + key.encode()) for key in sound_keys(word) if key]

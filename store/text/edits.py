"""Lists the words that a misspelt one may have been: every form one edit away. Pure.

After Norvig, "How to write a spelling corrector" (2007). Meant for words that no index of near
words has: the form itself need not stand anywhere, an inflection of it may.
"""

from __future__ import annotations

from string import ascii_lowercase

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ"


def one_edit_forms(word: str) -> set[str]:
    """The forms a folded word may have been before a letter was lost, added, changed or swapped.

    Letters are lost from Latin and Cyrillic words alone; elsewhere they are added or swapped.
    """
    letters = ascii_lowercase if word.isascii() else _CYRILLIC if word[0] in _CYRILLIC else ""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    forms = {a + b[1:] for a, b in cuts if b}
    forms |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    forms |= {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    forms |= {a + letter + b for a, b in cuts for letter in letters}
    return forms - {word}

"""Texts typed on the wrong keyboard layout: what may have been meant. Pure.

The keys of a US keyboard against those of other layouts, from their standard maps (Unicode CLDR).
"""

from __future__ import annotations

# The same keys on each layout, row by row, first without and then with shift.
_QWERTY = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
)
_RUSSIAN = (
    "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю."
    'Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,'
)
_UKRAINIAN = (
    "'1234567890-=йцукенгшщзхїґфівапролджєячсмитьбю."
    '₴!"№;%:?*()_+ЙЦУКЕНГШЩЗХЇҐФІВАПРОЛДЖЄЯЧСМИТЬБЮ,'
)
_GREEK = (
    "`1234567890-=;ςερτυθιοπ[]\\ασδφγηξκλ΄'ζχψωβνμ,./"
    '~!@#$%^&*()_+:΅ΕΡΤΥΘΙΟΠ{}|ΑΣΔΦΓΗΞΚΛ¨"ΖΧΨΩΒΝΜ<>?'
)
_HEBREW = (
    ";1234567890-=/'קראטוןםפ][\\שדגכעיחלךף,זסבהנמצתץ."
    '~!@#$%^&*)(_+QWERTYUIOP}{|ASDFGHJKL:"ZXCVBNM><?'
)
_LAYOUTS = (_RUSSIAN, _UKRAINIAN, _GREEK, _HEBREW)


def retype(text: str) -> tuple[str, ...]:
    """Retypes `text` as if its keys were struck on other layouts, the commonest first.

    Latin letters give Russian, Ukrainian, Greek and Hebrew readings; letters of these give the
    Latin one of each layout they could stand on. Whether a reading makes sense is for the caller to
    see. Empty where `text` has no letter of these layouts.
    """
    if any(letter.isascii() and letter.isalpha() for letter in text):
        readings = [text.translate(str.maketrans(_QWERTY, layout)) for layout in _LAYOUTS]
    else:
        letters = {letter for letter in text if letter.isalpha()}
        readings = [
            text.translate(str.maketrans(layout, _QWERTY))
            for layout in _LAYOUTS
            if letters and letters <= set(layout)
        ]
    return tuple(dict.fromkeys(reading for reading in readings if reading != text))

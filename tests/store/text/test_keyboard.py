from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.keyboard import retype


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("Ghtpbltyn", "Президент"),
        (";ehyfk", "журнал"),
        ("vscnj", "місто"),
        ("руддщ", "hello"),
        ("ыекууе", "street"),
        ("ещцт рфдд,", "town hall?"),
        ("υεςσ", "yews"),
        ("akuo", "שלום"),
    ],
)
def test_keys_struck_on_another_layout_are_read_back(typed, meant):
    assert meant in retype(typed)


def test_what_no_layout_holds_has_no_reading():
    assert retype("2018?!") == ()
    assert retype("特朗普") == ()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1))
def test_retyping_twice_gives_the_text_back(text):
    assert all(text in retype(reading) for reading in retype(text)[:1])

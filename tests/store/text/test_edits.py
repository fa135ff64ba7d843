from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from store.text.edits import one_edit_forms


@given(st.text(alphabet="abcxyz", min_size=1, max_size=9))
def test_every_form_is_one_edit_away(word: str) -> None:
    assert all(OSA.distance(word, form) <= 1 for form in one_edit_forms(word))


@given(word=st.sampled_from(["lighthouse", "гавань", "ab"]), data=st.data())
def test_the_word_before_a_slip_is_among_the_forms(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("qxцj"))
    slips = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ]
    for slip in slips:
        of_one_script = slip.isascii() == word.isascii() and slip[:1].isascii() == word.isascii()
        if slip and slip != word and of_one_script:
            assert word in one_edit_forms(slip), slip


def test_a_script_without_an_alphabet_here_still_loses_and_swaps_letters() -> None:
    assert "שלום" in one_edit_forms("לשום")
    assert "שלום" in one_edit_forms("שללום")

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.words import find_words, grams, is_unspaced, part_words, word_spans

# As most of a news text of Western Europe is: letters of Latin-1 between marks that are not all so.
PLAIN = st.text(alphabet="abZ059_ \n.,'\"-éßµªº²½ÿ×÷£«»¿·’“”‘—–…\u00a0\x85\x1c\x00", max_size=40)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't stop: the well-known café!", "Don t stop the well known café"),
        ("foo_bar, 3.5 and 1,000", "foo bar 3 5 and 1 000"),
        ("cafe\u0301s", "cafe\u0301s"),
        ("п'ять О'Генрі об’єкт", "п'ять О Генрі об’єкт"),
        ("צה\"ל וג'ורג' של", "צה\"ל וג'ורג של"),
        ("הַשָּׁלוֹם", "הַשָּׁלוֹם"),
        ("مُحَمَّدٌ، می\u200cخواهم؟", "مُحَمَّدٌ می\u200cخواهم"),
        ("अच्छा क़लम। हिन्दी", "अच्छा क़लम हिन्दी"),
        ("2018年在ABC说：“你好”。", "2018 年在 ABC 说 你好"),
        ("東京タワーは高い。", "東京タワーは高い"),
        ("น้ำท่วม 2561 ก.ค.", "น้ำท่วม 2561 ก ค"),
        ("한국어는 좋다.", "한국어는 좋다"),
        ("", ""),
    ],
)
def test_a_word_keeps_the_marks_of_its_script(text, words):
    assert find_words(text) == words.split()


@given(st.one_of(st.text(), PLAIN))
def test_spans_are_the_words_in_order(text):
    spans = list(word_spans(text))
    assert [match[0] for match in spans] == find_words(text)
    assert all(text[match.start() : match.end()] == match[0] for match in spans)
    assert all(a.end() <= b.start() for a, b in pairwise(spans))


@given(st.text())
def test_no_letter_or_digit_is_left_out(text):
    covered = {i for match in word_spans(text) for i in range(match.start(), match.end())}
    assert all(i in covered for i, character in enumerate(text) if character.isalnum())


@given(PLAIN)
def test_parted_words_stand_alone_where_they_stood(text):
    parted = part_words(text)
    spans = [match.span() for match in word_spans(text)]
    assert parted is not None
    assert len(parted) == len(text)
    assert parted.split() == [text[start:stop] for start, stop in spans]
    assert all(parted[start:stop] == text[start:stop] for start, stop in spans)


@pytest.mark.parametrize("text", ["п'ять", "cafe\u0301", "co\u00adop", "\ud800", "水"])
def test_what_may_stand_inside_a_word_is_not_parted_by_blanks(text):
    assert part_words(text) is None


@given(st.text(), st.sampled_from(["水", "น้ำ", "カ"]))
def test_an_unspaced_word_elsewhere_does_not_change_the_others(text, word):
    assert [w for w in find_words(f"{text} {word}") if not is_unspaced(w)] == [
        w for w in find_words(text) if not is_unspaced(w)
    ]


def test_chinese_is_matched_by_characters_and_pairs():
    assert grams("特朗普") == ["特", "特朗", "朗", "朗普", "普"]
    assert grams("特") == ["特"]


def test_thai_is_matched_by_threes_and_fours():
    assert grams("สะพาน") == ["สะพ", "สะพา", "ะพา", "ะพาน", "พาน"]
    assert grams("ที่") == ["ที่"]
    assert grams("ก") == ["ก"]


def test_scripts_with_spaces_have_no_grams():
    assert not any(is_unspaced(word) for word in ("word", "слово", "كلمة", "한국어", "शब्द", "2018"))
    assert is_unspaced("คำ")
    assert is_unspaced("かな")
    assert grams("word") == []


@given(st.text(alphabet="水火木金土かなカนก้า"))
def test_grams_are_parts_of_the_run(run):
    assert all(gram in run for word in find_words(run) for gram in grams(word))

"""Which days the names in a text mean."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.calendar import calendars, told_days

FRIDAY = date(2018, 6, 8)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("He left on Wednesday.", ["2018-06-06"]),
        ("He left on Friday.", ["2018-06-08"]),
        ("He left last Friday.", ["2018-06-01"]),
        ("The vote is due on Monday.", ["2018-06-11"]),
        ("They will meet next Friday.", ["2018-06-15"]),
        ("On Monday, voters will decide.", ["2018-06-04", "2018-06-11"]),
        ("He left yesterday.", ["2018-06-07"]),
        ("It opens tomorrow.", ["2018-06-09"]),
        ("on 6 June", ["2018-06-06"]),
        ("on the 6th of June, 2016", ["2016-06-06"]),
        ("on June 6", ["2018-06-06"]),
        ("on Dec. 24", ["2017-12-24"]),
        ("on January 6, 2021", ["2021-01-06"]),
        ("in June 2018 and in 2018", []),
        ("about 6 percent in March", []),
        ("on 31 February", []),
        ("the Mondays of Fridaya", []),
    ],
)
def test_a_day_is_told_by_the_date_of_the_article(text: str, days: list[str]) -> None:
    assert [told.day.isoformat() for told in told_days(text, "en", FRIDAY)] == days


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "am Mittwoch, dem 6. Juni 2018"),
        ("ru", "в среду, 6 июня 2018 года"),
        ("uk", "у середу, 6 червня 2018 року"),
        ("es", "el miércoles 6 de junio de 2018"),
        ("fr", "mercredi 6 juin 2018"),
        ("it", "mercoledì 6 giugno 2018"),
        ("pt", "na quarta-feira, 6 de junho de 2018"),
        ("nl", "op woensdag 6 juni 2018"),
        ("pl", "w środę 6 czerwca 2018"),
        ("tr", "6 Haziran 2018 Çarşamba"),
        ("ro", "miercuri, 6 iunie 2018"),
        ("el", "την Τετάρτη 6 Ιουνίου 2018"),
        ("ar", "يوم الأربعاء 6 يونيو 2018"),
        ("hi", "बुधवार, 6 जून 2018"),
        ("vi", "thứ tư, ngày 6 tháng 6 năm 2018"),
        ("zh", "2018年6月6日，星期三"),
        ("th", "วันพุธที่ 6 มิถุนายน 2561"),
    ],
)
def test_weekday_and_date_are_one_day_in_every_language(language: str, text: str) -> None:
    told = told_days(text, language, FRIDAY)
    assert len(told) == 2
    assert {each.day for each in told} == {date(2018, 6, 6)}


def test_without_a_date_only_whole_dates_are_days() -> None:
    text = "On Wednesday, on 6 June and on 7 May 2018."
    assert [told.day for told in told_days(text, "en", None)] == [date(2018, 5, 7)]


@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["Monday", " ", "June", "31", ",", "2018", "will", "99", "月", "日", "May.", "вторник"]
        ),
        max_size=12,
    ).map(" ".join),
    language=st.sampled_from(sorted(calendars())),
    published=st.none() | st.dates(),
)
def test_any_text_tells_days_of_words_in_it(
    text: str, language: str, published: date | None
) -> None:
    for told in told_days(text, language, published):
        assert told.span.of(text).strip()


@given(published=st.dates(date(1900, 1, 1), date(2100, 1, 1)), weekday=st.integers(0, 6))
def test_a_bare_weekday_is_one_of_the_last_seven_days(published: date, weekday: int) -> None:
    name = next(n for n, number in calendars()["en"].weekdays.items() if number == weekday)
    (told,) = told_days(f"It happened on {name}.", "en", published)
    assert told.day.weekday() == weekday
    assert timedelta(0) <= published - told.day < timedelta(7)

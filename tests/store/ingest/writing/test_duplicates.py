"""Which texts tell one story nearly word for word, and which only tell of the same event."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.writing.analyse import analyse
from store.ingest.writing.duplicates import KEYS, Telling, lowest_keys
from store.model import Draft
from tests.builders import made_up

STORY = """\
SALTMERE (Agency) - The harbour board voted on Tuesday night to close the old north quay for two \
years while its piles are replaced, after divers found that one in three had rotted through.

Ida Brandt, who chairs the board, said the work could not wait for another winter. “We have been \
lucky with the weather, and luck is no plan,” she told some sixty fishermen in the net loft.

The quay was built in 1911 and last repaired after the great storm of 1987. Forty-one boats \
berth there; most will move to the basin behind the cannery, where the board will lay pontoons \
by March.

Tom Alder, a skipper whose family has landed crab at the quay for four generations, asked who \
would pay for the longer way round to the ice house. The board offered half the cost of fuel.

The work is to cost 7.2 million pounds, of which the county has promised a third. A vote on a \
loan for the rest is set for the second week of January, and the ferry company has objected to \
it.

Nobody has been hurt on the quay, but a lorry broke through its planks in August and hung over \
the water for most of a day. The driver, Petra Voss, climbed out through the window."""

SAME_EVENT = """\
Saltmere's fishermen will lose their berths for two winters: the north quay closes in March so \
that rotten timber can be taken out from under it, the harbour board has decided.

In the Lugger on Wednesday the talk was of little else. A board that had let the quay rot, said \
Hugo Lind over his pint, was now asking the fleet to carry the cost of its neglect.

He is seventy, sold his boat last year, and remembers the quay full of herring drifters. “They \
could have done a bay each summer,” he said. “Nobody would have had to move.”

Ida Brandt, who chairs the board, said the work could not wait for another winter.

The cannery, behind which the boats are to lie, has laid off a third of its hands since spring. \
Its owners hope that the boats bring custom to the yard they have opened beside it."""

HEADLINE = "North quay to close for two years"


def telling(text: str, headline: str = HEADLINE, published: str | None = "2026-02-03") -> Telling:
    return Telling(headline, "Quay Post", published, text)


def keys(text: str, language: str | None = None) -> set[int]:
    return set(analyse(Draft(text, language=language)).story_keys)


def edited(name: str) -> str:
    paragraphs = STORY.split("\n\n")
    match name:
        case "one sentence":
            return STORY.replace(
                "Nobody has been hurt on the quay, but", "Last summer was a warning:"
            )
        case "first line":
            return STORY.replace("SALTMERE (Agency) - The harbour board", "The board of the port")
        case "first paragraph dropped":
            return "\n\n".join(paragraphs[1:])
        case "cut":
            return "\n\n".join(paragraphs[:4])
        case "own lead":
            own = "Readers of this paper have written about the quay for years; now it is closing."
            return f"{own}\n\n{STORY}"
        case "footer":
            footer = "Send us your pictures of the harbour. Our newsletter comes every Friday at 7."
            return f"{STORY}\n\n{footer}"
        case "typography":
            return STORY.replace("“", '"').replace("”", '"').replace(" - ", " — ").upper()
        case _:
            raise AssertionError(name)


EDITS = [
    "one sentence",
    "first line",
    "first paragraph dropped",
    "cut",
    "own lead",
    "footer",
    "typography",
]


@pytest.mark.parametrize("name", EDITS)
def test_agency_copy_is_the_same_story_however_an_outlet_trims_it(name: str) -> None:
    copy = edited(name)
    assert telling(STORY).is_copy(telling(copy, "Fishermen must move their boats"))
    assert len(keys(STORY) & keys(copy)) >= 2


def test_another_story_on_the_same_event_is_another_story() -> None:
    assert telling(STORY).likeness(telling(SAME_EVENT)) == 0
    assert not telling(STORY).is_copy(telling(SAME_EVENT))


def test_background_carried_over_from_yesterday_does_not_make_two_stories_one() -> None:
    background = STORY.partition("\n\n")[2]
    news = " ".join(
        f"The ferry company's objection was heard for an hour by magistrate number {n}, who asked "
        f"how many passengers had used pier {n} and adjourned that part of it."
        for n in range(8)
    )
    follow_up = f"{news}\n\n{background}"
    assert telling(STORY).likeness(telling(follow_up)) == 0


def test_a_story_inside_a_longer_page_of_another_is_not_that_page() -> None:
    gallery = "\n\n".join(made_up(number)["text"] for number in range(30))
    page, other = f"{STORY}\n\n{gallery}", f"{SAME_EVENT}\n\n{gallery}"
    assert not telling(page).is_copy(telling(other))


def test_last_weeks_draw_is_not_this_weeks_though_most_words_are_the_same() -> None:
    def draw(day: str, numbers: str, jackpot: str) -> str:
        return (
            f"The jackpot of the {day} county lottery stood at {jackpot} after nobody matched all "
            f"numbers last time. The numbers drawn on {day} were {numbers}. If somebody has them, "
            f"the {jackpot} would be paid over thirty years or at once, less tax, the organisers "
            "say. Tickets cost two pounds each and are sold until seven in the evening at every "
            "kiosk and on the ferry. Players choose five numbers from one to forty and one extra "
            "number from one to ten. The odds of winning anything at all are about one in nine. "
            f"Where did the money go? The last winner before {day}, a baker, came forward after a "
            f"week. Others never did. {jackpot} is not the record, which was set two years ago."
        )

    one = draw("Tuesday", "4, 11, 19, 23, 31 and 8", "1.25 million pounds")
    other = draw("Friday", "2, 14, 20, 29, 40 and 3", "1.55 million pounds")
    first = telling(one, "Lottery: the numbers drawn", "2026-02-03")
    assert not first.is_copy(telling(other, "Lottery: the numbers drawn", "2026-02-06"))


def test_a_notice_in_the_place_of_stories_makes_no_story() -> None:
    notice = "\n\n".join(
        f"We use what you tell us to run your account number {n}; you may ask us to forget it."
        for n in range(4)
    )
    one, other = telling(notice, "Herring is back"), telling(notice, "A bridge too low")
    assert not one.is_copy(other)
    assert telling(notice, "Herring is back").is_copy(telling(notice, "Herring is back"))
    # Two publishers do not use the same notice, whatever their headlines.
    assert one.is_copy(Telling("A bridge too low", "The Beacon", "2026-02-03", notice))


CHINESE = (
    "港务局周二晚间投票决定，旧北码头将关闭两年，以便更换木桩。潜水员此前发现，三分之一的木桩已经腐烂。"
    "港务局主席布兰特表示，工程不能再等一个冬天。“我们一直靠天气好，运气不是计划，”她对六十名渔民说。"
    "码头建于一九一一年，上一次大修是在八七年风暴之后。四十一艘船停靠在那里，大部分将迁往罐头厂后面的水池。"
    "工程将耗资七百二十万英镑，其中三分之一由县政府承担，其余部分的贷款将于一月第二周表决。"
)


def test_scripts_without_spaces_are_compared_too() -> None:
    copy = "本报讯：" + CHINESE.replace("她对六十名渔民说", "她在会上告诉渔民")
    assert len(keys(CHINESE, "zh") & keys(copy, "zh")) >= 2
    assert telling(CHINESE, "码头关闭").is_copy(telling(copy, "渔船须迁移"))
    other = CHINESE[len(CHINESE) // 2 :] + CHINESE[: len(CHINESE) // 2]
    assert telling(CHINESE, "码头关闭").likeness(telling(other, "码头关闭")) > 0
    assert telling(CHINESE).likeness(telling("市长周五在图书馆为新书揭幕。" * 8)) == 0


TEXTS = st.one_of(
    st.text(max_size=200),
    st.integers(0, 40).map(lambda number: made_up(number)["text"]),
    st.sampled_from([STORY, SAME_EVENT, CHINESE, *map(edited, EDITS)]),
)


@given(text=TEXTS)
def test_every_text_has_at_most_so_many_keys_and_the_same_ones_always(text: str) -> None:
    found = analyse(Draft(text)).story_keys
    assert found == analyse(Draft(text)).story_keys
    assert len(set(found)) == len(found) <= KEYS
    assert all(-(2**31) <= key < 2**31 for key in found)


@given(one=TEXTS, other=TEXTS)
def test_likeness_is_mutual_and_lies_between_0_and_1(one: str, other: str) -> None:
    first, second = telling(one), telling(other, "Another headline", "2026-03-01T10:00:00+01:00")
    assert first.likeness(second) == second.likeness(first)
    assert 0 <= first.likeness(second) <= 1
    assert first.is_copy(second) == second.is_copy(first)


@given(text=TEXTS)
def test_a_text_is_wholly_like_itself(text: str) -> None:
    assert telling(text).likeness(telling(text)) in (
        (1.0,) if any(map(str.isalnum, text)) else (0, 1)
    )


def test_stories_made_of_the_same_words_in_another_order_share_nothing() -> None:
    choose = random.Random(3)  # noqa: S311 - variety, not a secret
    words = STORY.split()
    choose.shuffle(words)
    assert not keys(STORY) & keys(" ".join(words))


@pytest.mark.parametrize("published", [None, "", "soon", "2026", "2026-02", "2026-13-45"])
def test_a_date_that_says_no_day_keeps_nothing_apart(published: str | None) -> None:
    copy = telling(edited("cut"), published=published)
    assert telling(STORY).is_copy(copy)


def test_hashes_that_share_their_upper_half_make_one_key() -> None:
    near = [5 << 32, (5 << 32) + 1, 6 << 32, (1 << 64) - 1]
    assert lowest_keys(near) == (5, 6, -1)

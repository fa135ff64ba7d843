"""Who is who in one article, and across articles."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.people import find_people
from store.ingest.people.runs import Readings, read_run


def names(text: str, language: str = "en") -> list[str]:
    """The names of the people of `text`."""
    return [person.name for person in find_people(text, language)]


def test_one_entry_a_person_under_the_fullest_form_most_mentioned_first() -> None:
    text = "Bob Ray met Ann Lee. Lee left. Ann Maria Lee, 40, came back. Ray slept. Lee ran."
    people = find_people(text, "en")
    assert [person.name for person in people] == ["Ann Maria Lee", "Bob Ray"]
    assert [span.of(text) for span in people[0].mentions] == [
        "Ann Lee",
        "Lee",
        "Ann Maria Lee",
        "Lee",
    ]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("U.S. Defense Secretary Jim Harlan spoke.", "Jim Harlan", "U.S. Defense Secretary"),
        (
            "They met top U.S. military officer Joseph Dunmore Jr. on Monday.",
            "Joseph Dunmore Jr.",
            "top U.S. military officer",
        ),
        ("Hugh Hill, a doctor from Leeds, agreed.", "Hugh Hill", "a doctor from Leeds"),
        ("Secretary of State John Kerry flew home.", "John Kerry", "Secretary of State"),
        ("Former Gov. Jeb Lane of Ohio spoke.", "Jeb Lane", "Gov."),
    ],
)
def test_titles_and_roles_are_spans_beside_the_name(text: str, name: str, role: str) -> None:
    (person,) = find_people(text, "en")
    assert person.name == name
    assert role in [span.of(text) for span in person.roles]


@pytest.mark.parametrize(
    "text",
    [
        "North Carolina voted in November.",
        "The Mercy Hospital in San Antonio closed on Monday.",
        "Goldman Sachs and the World Bank lent the money.",
        "The Denver Nuggets lost to Golden State.",
        "The New York Times and the Washington Post reported it.",
        "Red Square is in Moscow. Trump Tower is not.",
        "General Motors makes cars in East Lansing.",
        "The Hague Convention was signed in Sri Lanka.",
    ],
)
def test_places_organisations_and_papers_are_no_people(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Everyone at the Golden Lanterns cheered. The Golden Lanterns won.",
        "River Wend rose, and Storm Odile came. Storm Odile passed.",
        "They live on Gasworks Lane and Amber Ave. in Leeds.",
        "The Los Marenos Herons met the San Lirio Otters.",
        "He reads the Wend Post-Dispatch and the Leeds Star-Tribune.",
        "The crowd at Gasworks Wend, 2,874, was large. In Xyko Brundt, 34, it was not.",
        "Low-income Wendians and Star-Spangled Lanterns came.",
        "The Xavier Lind Memorial Bridge and the Ida Brandt Best Practice Award closed.",
    ],
)
def test_teams_waters_storms_streets_and_papers_are_no_people(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Quay Mayor Xyko Brundt spoke.", "Xyko Brundt"),
        ("Hall-of-Fame QB Tom Alder threw it.", "Tom Alder"),
        ("Tom Alder Tom Alder won.", "Tom Alder"),
        ("Tom Alder Alder won.", "Tom Alder"),
        ("Tom Alder Iran", "Tom Alder"),
        ("Queen Ida II waved.", "Ida II"),
        ("Pope Oskar XIV Replay", "Oskar XIV"),
        ("Jonas T. Reed Jr. Leeds", "Jonas T. Reed Jr."),
        ("Dean Alder slept.", "Dean Alder"),
        ("Stephen A. Alder slept.", "Stephen A. Alder"),
    ],
)
def test_a_name_ends_where_the_headline_or_the_office_goes_on(text: str, name: str) -> None:
    assert names(text) == [name]


def test_a_name_nobody_lists_is_a_person_by_what_stands_beside_it() -> None:
    assert names("“It rained,” said Xyko Brundt.") == ["Xyko Brundt"]
    assert names("Xyko Brundt, 34, was there.") == ["Xyko Brundt"]
    assert names("The prize went to novelist Xyko Brundt.") == ["Xyko Brundt"]
    assert names("Xyko Brundt opened in June.") == []


def test_father_and_junior_are_two() -> None:
    found = names("Donald Stone met his son Donald Stone Jr. and Donald Stone left.")
    assert sorted(found) == ["Donald Stone", "Donald Stone Jr."]


def test_a_title_tells_two_of_one_surname_apart() -> None:
    text = "Peter Brown and Helen Brown came. Mrs. Brown spoke. Mr. Brown slept."
    mentions = {p.name: [m.of(text) for m in p.mentions] for p in find_people(text, "en")}
    starts = {p.name: [m.start for m in p.mentions] for p in find_people(text, "en")}
    assert mentions == {
        "Peter Brown": ["Peter Brown", "Brown"],
        "Helen Brown": ["Helen Brown", "Brown"],
    }
    assert starts["Helen Brown"][1] < starts["Peter Brown"][1]


def test_a_surname_with_a_title_alone_is_given_as_it_is() -> None:
    assert names("Ms. Okafor spoke. Okafor left.") == ["Okafor"]


def test_an_opener_of_a_sentence_is_no_name() -> None:
    assert names("But Ann Lee left. While Ann Lee slept, After Ann Lee.") == ["Ann Lee"]


def test_russian_cases_are_one_person() -> None:
    text = "Мария Белова приехала. Журналисты ждали Марию Белову. Белова молчала."
    (person,) = find_people(text, "ru")
    assert person.name == "Мария Белова"
    assert len(person.mentions) == 3


_WORDS = st.lists(
    st.sampled_from(
        ["Ann", "Lee", "Mr.", "President", "of", "the", "said", ",", ".", "Jr.", "Ohio", "Bank",
         "But",
         "Ray", "a doctor", "\n\n", "de", "’s", "(D-Ohio)", "Владимир", "Белов", "U.S."]
    ),
    max_size=25,
)  # fmt: skip


@given(_WORDS, st.sampled_from(["en", "de", "ru", "und"]))
def test_mentions_are_in_order_and_belong_to_one_person_each(
    words: list[str], language: str
) -> None:
    text = " ".join(words)
    people = find_people(text, language)
    spans = [span for person in people for span in person.mentions]
    assert len(spans) == len(set(spans))
    for person in people:
        assert list(person.mentions) == sorted(person.mentions)
        assert any(span.of(text) in person.name for span in person.mentions)
    counts = [len(person.mentions) for person in people]
    assert counts == sorted(counts, reverse=True)


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for_people(text: str) -> None:
    for person in find_people(text, "und"):
        assert person.mentions


def test_a_blank_before_a_line_break_brings_no_role_over_it() -> None:
    (ann,) = find_people("The crowd cheered the mayor \nAnn Lee of Leeds spoke.", "en")
    assert ann.roles == ()


def test_a_run_is_read_the_same_at_every_place_and_time() -> None:
    text = "Ann Lee met Mr. Bo Ray Jr. of the Leeds Council. Ray left, and Lee said: “Well.”"
    twice = f"{text}\n\n{text}"
    once, both = find_people(text, "en"), find_people(twice, "en")
    assert [p.name for p in once] == [p.name for p in both]
    assert [2 * len(p.mentions) for p in once] == [len(p.mentions) for p in both]


def test_a_role_ends_where_the_clause_goes_on() -> None:
    text = "Bob Ray, president of the club said in a letter. Ann Lee, she says, is a doctor."
    bob, ann = sorted(find_people(text, "en"), key=lambda person: person.name, reverse=True)
    assert [span.of(text) for span in bob.roles] == ["president of the club"]
    assert ann.roles == ()


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("They met in Quay. Press secretary Ann Lee spoke.", ["Press secretary"]),
        (
            "It rained on the Peninsula. North Wendian leader Ann Lee spoke.",
            ["North Wendian leader"],
        ),
        ("Ann Lee, swimmer Ida Brandt and others left.", []),
        ("Ann Lee, then a teacher might be late, left.", []),
        ("Ann Lee, according to her spokesman, left.", []),
        ("Ann Lee, saying the mayor erred, left.", []),
        ("Ann Lee, the mayor of Quay, left.", ["the mayor of Quay"]),
    ],
)
def test_a_role_is_neither_a_clause_nor_the_next_of_a_list(text: str, roles: list[str]) -> None:
    ann = next(person for person in find_people(text, "en") if person.name == "Ann Lee")
    assert [span.of(text) for span in ann.roles] == roles


RUSSIAN = (
    "Мэр Кравцова Ирина Баранова открыла мост. «Мы ждали», — сказала Баранова. Журналисты спросили"
    " Баранову о цене. По словам Барановой, мост дорог. Об этом сообщил министр иностранных дел"
    " Олег Штейн. Штейну возразила Мария Дроздова, директор школы. С Марией Дроздовой согласен"
    " депутат Госдумы Сергей Лукьянов. Европейский Суд молчал."
)


def test_russian_names_are_found_behind_offices_and_towns_in_any_case() -> None:
    people = {p.name: p for p in find_people(RUSSIAN, "ru")}
    assert set(people) == {"Ирина Баранова", "Олег Штейн", "Мария Дроздова", "Сергей Лукьянов"}
    mentions = {name: [m.of(RUSSIAN) for m in p.mentions] for name, p in people.items()}
    assert mentions["Ирина Баранова"][1:] == ["Баранова", "Баранову", "Барановой"]
    assert mentions["Олег Штейн"] == ["Олег Штейн", "Штейну"]
    roles = {name: [r.of(RUSSIAN) for r in p.roles] for name, p in people.items()}
    assert roles == {
        "Ирина Баранова": ["Мэр Кравцова"],
        "Олег Штейн": ["министр иностранных дел"],
        "Мария Дроздова": ["директор школы"],
        "Сергей Лукьянов": ["депутат Госдумы"],
    }


def test_a_russian_name_is_given_in_the_nominative_where_the_text_has_it() -> None:
    assert names("Ждали Марию Белову. Мария Белова приехала.", "ru") == ["Мария Белова"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der Verteidiger Hugo Linder schwieg.", ["Hugo Linder"]),
        ("Helga Brandts Politik wurde gelobt.", ["Helga Brandt"]),
        ("Der Vorsitzende der Grünen und die Bürgermeisterin von Köln kamen.", []),
        ("Die Europäische Kommission und Andere Menschen, die es wissen, kamen.", []),
        ("Hamburger Hafen, die Rote Flora und die Neue Presse blieben.", []),
    ],
)
def test_german_nouns_beside_a_name_are_none_of_it(text: str, found: list[str]) -> None:
    assert names(text, "de") == found


def test_the_memory_of_runs_is_bounded_and_forgets_nothing_that_matters() -> None:
    read = partial(read_run, language="", opens_sentence=True)
    readings = Readings(read, most_runs=5)
    runs = ["Ann Lee", *(f"Xylo{n} Quar{n}" for n in range(20)), "Bo Ray", "Ann Lee"]
    assert [readings[run] for run in runs] == [read(run) for run in runs]
    assert readings["Ann Lee"] is not None
    assert len(readings) <= 5


@pytest.mark.parametrize(
    ("text", "language", "name", "mentions"),
    [
        ("Willem van den Berg won. “Yes,” van den Berg said.", "en", "Willem van den Berg", 2),
        ("Willem van der Meer won. “Yes,” van der Meer said.", "en", "Willem van der Meer", 2),
        ("Van der Zee won. Wouter van der Zee laughed.", "en", "Wouter van der Zee", 2),
        ("Sofie van ’t Hof won. “Yes,” van ’t Hof said.", "en", "Sofie van ’t Hof", 2),
        ("Ana de la Torre won. “Yes,” de la Torre said.", "en", "Ana de la Torre", 2),
        ("Omar bin Rashad won. “Yes,” bin Rashad said.", "en", "Omar bin Rashad", 2),
        ("Karim al-Hadi won. “Yes,” al-Hadi said. Al-Hadi left.", "en", "Karim al-Hadi", 3),
        ("Van Tulley bought a barge. “Yes,” Tulley said.", "en", "Van Tulley", 2),
        ("Aoife O’Dowd won. “Yes,” O’Dowd said.", "en", "Aoife O’Dowd", 2),
        ("Park Min-jun won. “Yes,” Park said. The Park was dark.", "en", "Park Min-jun", 2),
        ("Ursula von der Lohe kam. „Ja“, sagte von der Lohe.", "de", "Ursula von der Lohe", 2),
        ("Angela Lund von der Post kam. „Ja“, sagte Lund.", "de", "Angela Lund", 2),
        ("Пришла А. С. Орлова. «Да», — сказала Орлова.", "ru", "А. С. Орлова", 2),
    ],
)
def test_a_name_is_kept_whole_and_found_by_its_surname(
    text: str, language: str, name: str, mentions: int
) -> None:
    (person,) = find_people(text, language)
    assert person.name == name
    assert len(person.mentions) == mentions


def test_a_mention_by_surname_holds_its_particles() -> None:
    text = "Willem van den Berg won. “Yes,” van den Berg said."
    (person,) = find_people(text, "en")
    assert [mention.of(text) for mention in person.mentions] == [
        "Willem van den Berg",
        "van den Berg",
    ]

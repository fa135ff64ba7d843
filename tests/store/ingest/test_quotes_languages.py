"""Who said what, in other languages than English."""

from __future__ import annotations

import pytest

from store.ingest.quotes import extract_quotes


def speakers(text: str, language: str) -> list[str | None]:
    """The speakers of all quotes."""
    return [quote.speaker for quote in extract_quotes(text, language)]


@pytest.mark.parametrize(
    "sentence",
    [
        "„Wir bauen jetzt“, sagte Weber.",
        "„Wir bauen jetzt“, so Weber.",
        "Weber sagte: „Wir bauen jetzt.“",
        "Später sagte Weber vor der Presse: „Wir bauen jetzt.“",
        "Laut Weber ist das „ein guter Tag“.",
        "„Wir bauen jetzt“, sagte sie.",
    ],
)
def test_a_german_cue_names_its_subject_on_either_side(sentence: str) -> None:
    text = "Die Ministerin Sabine Weber besuchte Köln. " + sentence
    assert speakers(text, "de") == ["Sabine Weber"]


def test_german_offices_are_no_part_of_a_name() -> None:
    text = "Im Interview hat Museumsdirektor Thomas Keller erklärt: „Wir öffnen morgen.“"
    assert speakers(text, "de") == ["Thomas Keller"]


def test_a_german_apposition_gives_the_name() -> None:
    text = "Die Sprecherin der Polizei, Eva Kluge, teilte mit: „Alles ist ruhig.“"
    assert speakers(text, "de") == ["Eva Kluge"]


def test_german_reported_speech_goes_on_with_its_speaker() -> None:
    text = "Thomas Keller sagte, das sei „ein guter Tag“. Die Stadt müsse „endlich handeln“."
    assert speakers(text, "de") == ["Thomas Keller", "Thomas Keller"]


def test_german_names_of_papers_are_not_speech() -> None:
    assert extract_quotes("Das berichtet die Zeitung „Der Morgen“ am Montag.", "de") == ()


def test_russian_names_and_pronouns_speak() -> None:
    text = (
        "«Мы не будем ждать», — заявил губернатор Сергей Волков. Мария Белова сказала: «Посмотрим "
        "завтра». «Нет», — добавила она."
    )
    assert speakers(text, "ru") == ["Сергей Волков", "Мария Белова", "Мария Белова"]


def test_a_russian_source_stands_after_its_phrase_in_any_case() -> None:
    text = "Сергей Волков приехал. По словам Сергея Волкова, «это невозможно»."
    assert speakers(text, "ru") == ["Сергей Волков"]


def test_french_and_spanish_cues_speak() -> None:
    french = "« Nous allons gagner », a déclaré Paul Martin. Selon Marie Petit, « rien ne change »."
    spanish = "«Vamos a ganar», dijo Pedro Ruiz. “No es posible”, aseguró la ministra Ana Vega."
    assert speakers(french, "fr") == ["Paul Martin", "Marie Petit"]
    assert speakers(spanish, "es") == ["Pedro Ruiz", "Ana Vega"]


def test_a_language_without_a_table_is_read_with_all_of_them() -> None:
    assert speakers("“We go now,” said Ann Lee.", "und") == ["Ann Lee"]
    assert speakers("„Wir gehen jetzt“, sagte Thomas Keller.", "und") == ["Thomas Keller"]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Мэр Анна Белова пришла. По её словам, «всё готово».", "ru", "Анна Белова"),
        ("Мэр Анна Белова пришла. «Всё готово», — улыбнулась она.", "ru", "Анна Белова"),
        ("«Всё готово», — сообщили в пресс-службе завода.", "ru", "пресс-службе завода"),
        ("«Ямы на каждом шагу!» — возмутилась вахтёрша Клавдия.", "ru", "Клавдия"),
        ("Об этом рассказал врач Юрий Белов. «Все живы», — отметил врач.", "ru", "Юрий Белов"),
        ("«Усе готово», — сказала лікарка Олена Гай.", "uk", "Олена Гай"),
        ("– Wszystko gotowe – powiedziała Maria Wilk.", "pl", "Maria Wilk"),
        ("«Tutto pronto», ha detto il sindaco Carlo Rossi.", "it", "Carlo Rossi"),
        ("—Todo está listo —dijo Marta Gil—. Vamos.", "es", "Marta Gil"),
        ("Paul Martin est là. « Tout est prêt », a-t-il assuré.", "fr", "Paul Martin"),
        ("La maire de Lys, Claire Petit, vient. « Oui ! », lance la maire.", "fr", "Claire Petit"),
    ],
)
def test_speakers_of_other_languages_stand_on_either_side_of_their_verb(
    text: str, language: str, speaker: str
) -> None:
    assert set(speakers(text, language)) == {speaker}


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ('Vali, Ayşe Demir, "Köprü güvenli değil" dedi.', "tr", "Ayşe Demir"),
        ('Ayşe Demir "Onarım altı hafta sürecek" diye konuştu.', "tr", "Ayşe Demir"),
        ('"Kimse köprüde beklemesin" dedi Ayşe Demir.', "tr", "Ayşe Demir"),
        ("Ο δήμαρχος Νίκος Ράλλης δήλωσε: «Δεν θα περιμένουμε».", "el", "Νίκος Ράλλης"),
        ("«Δεν περιμένουμε άλλο», είπε η Μαρία Λάμπρου.", "el", "Μαρία Λάμπρου"),
        ("“Não vamos esperar”, disse o prefeito João Serra.", "pt", "João Serra"),
        ("“We wachten niet”, zei burgemeester Willem van den Berg.", "nl", "Willem van den Berg"),
        ("“Niemand wacht graag”, aldus Eva Smit.", "nl", "Eva Smit"),
    ],
)
def test_turkish_greek_portuguese_and_dutch_cues_name_their_subject(
    text: str, language: str, speaker: str
) -> None:
    assert [quote.speaker for quote in extract_quotes(text, language)] == [speaker]

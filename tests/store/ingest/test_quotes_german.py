"""Who said what: German, where subjects stand before their verb or behind it."""

from __future__ import annotations

import pytest

from store.ingest.quotes import extract_quotes


def speakers(text: str) -> list[str | None]:
    """The speakers of all quotes."""
    return [quote.speaker for quote in extract_quotes(text, "de")]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Den Vorwurf wies Petra Hölzl als „absurd und neu“ zurück.", "Petra Hölzl"),
        ("„Ich gehe“, hatte Trainer Otto Maier nach dem Spiel gesagt.", "Otto Maier"),
        ("Otto Maier hatte die Rolle der Vereine betont: „Ohne sie geht nichts.“", "Otto Maier"),
        ("Die Kritik am Plan wies die Landesregierung zurück: „Er bleibt.“", "die Landesregierung"),
        ("Mit Blick auf den Winter warnte der Verband vor „kalten Zimmern“.", "der Verband"),
        ("Sahra Klee, die im Rat der Stadt sitzt, sagte: „Das reicht nicht.“", "Sahra Klee"),
        ("Lothar Quirl, Dezernent der Stadt, sprach von einer „Gefahr für alle“.", "Lothar Quirl"),
        ("Einer der beteiligten Feuerwehrmänner sagte: „Es war laut.“", "Einer der beteiligten"),
        ("Der Plan wurde von Otto Maier als „reiner Unfug“ bezeichnet.", "Otto Maier"),
        ("Wie die Polizei mitteilte, habe der Mann „keinerlei Reue“ gezeigt.", "die Polizei"),
        ("Dem widersprach Minister Ulf Teich: „Das stimmt nicht.“", "Ulf Teich"),
        ("In der Begründung des Gerichts heißt es: „Die Klage ist zulässig.“", "der Begründung"),
        ("„Die Klage ist zulässig“, heißt es in dem Urteil.", "dem Urteil"),
        ("Einem Sprecher der Feuerwehr zufolge war sie „völlig leer“.", "Einem Sprecher"),
        ("Otto Maier bleibt. Er habe, so Maier, „keine Angst“.", "Otto Maier"),
        ("Otto Maier zeigte sich „zutiefst erschüttert“ über die Tat.", "Otto Maier"),
        ("Otto Maier nannte den Plan eine „Luftnummer“.", "Otto Maier"),
    ],
)
def test_the_german_subject_is_told_by_its_case_and_its_verb(text: str, speaker: str) -> None:
    (found,) = speakers(text)
    assert found is not None
    assert found.startswith(speaker)


@pytest.mark.parametrize(
    "text",
    [
        "„Wiesenlicht“, so heißt ein geplantes Projekt von Otto Maier.",
        "Otto Maier führt die Band „Blaue Stunde“ seit Mai.",
        "Das berichtet die Nachrichtenagentur „Nordlicht“ am Montag.",
    ],
)
def test_german_names_in_marks_are_nobodys_words(text: str) -> None:
    assert all(speaker is None for speaker in speakers(text))


def test_a_german_ordinal_does_not_end_its_sentence() -> None:
    text = "Otto Maier nannte die Feier am Montag, den 3. Juni, in Bonn „ein Fest für alle“."
    assert speakers(text) == ["Otto Maier"]


def test_a_quote_in_the_middle_of_a_sentence_does_not_begin_a_new_one() -> None:
    text = "Später sagte Otto Maier über Papst Urban XVI. „er bleibt ein großer Denker“."
    assert speakers(text) == ["Otto Maier"]

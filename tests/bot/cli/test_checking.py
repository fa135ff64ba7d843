"""Did X really say …: in a question, in a chat and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answering.answer import Kind
from bot.answering.answerer import Answerer
from bot.asking.memory import Memory
from bot.cli.main import main
from bot.cli.output import answer_json
from bot.conversation.asking import ask
from bot.conversation.pressing import press
from bot.conversation.services import Services
from bot.conversation.state import State, dump, load
from bot.conversation.tally import Tally
from bot.conversation.turn import Place, Rules, Turn
from bot.language.intents import Intent
from bot.reply.buttons import Press
from bot.reply.markup import to_plain
from store.archive import Archive
from store.chats.chats import Chats
from store.chats.follows import Follows
from store.chats.news import News
from store.search.checking.checked import CheckVerdict
from tests.promises import check_answer

SOLHEIM = "The other three had newer machines"
KEANE = "We asked for ninety days and we used fifty-six"


@pytest.fixture
def answerer(sample: Archive) -> Answerer:
    return Answerer(sample)


@pytest.fixture
def services(answerer: Answerer, chats: Chats) -> Services:
    return Services(answerer, chats, Rules(), Tally(), News(Follows(chats)))


@pytest.mark.parametrize(
    ("question", "verdict", "whose"),
    [
        (f"did Solheim really say “{SOLHEIM}”?", "verbatim", "same"),
        (f"did Keane say “{SOLHEIM}”?", "verbatim", "other"),
        (f"who said “{SOLHEIM}”", "verbatim", "named"),
        (f"“{SOLHEIM}”", "verbatim", "named"),
        ("did Keane say “We asked for ninety days and we did not use fifty-six”?", "near", "same"),
        ("“The Dunmore cannery will not close” — Keane", "verbatim", "article"),
        ("Баранов правда сказал «катер оказался нужнее чиновника»?", "verbatim", "same"),
        ("did Keane say “the moon is a balloon full of cheese”?", "absent", None),
    ],
)
def test_a_question_about_words_gets_a_verdict(
    answerer: Answerer, sample: Archive, question: str, verdict: str, whose: str | None
):
    answer = answerer.answer(question)
    check_answer(answer, sample)
    told = answer_json(answer)
    assert told["intent"] == "check"
    assert (told["check"]["verdict"], told["check"]["speaker"]) == (verdict, whose)
    assert told["answered"] is (verdict != "absent")


def test_a_negation_put_in_is_said_to_turn_the_sense(answerer: Answerer):
    answer = answerer.answer("did Keane say “we asked for ninety days and did not use fifty-six”?")
    assert any(d["turns"] for d in answer_json(answer)["check"]["differences"])


def test_a_difference_is_told_by_its_place_in_the_stored_text(answerer: Answerer, sample: Archive):
    told = answer_json(answerer.answer("“We asked for eighty days and we used fifty-six”"))
    (difference,) = told["check"]["differences"]
    text = sample.get(told["answers"][0]["article"]["id"]).text
    assert text[difference["start"] : difference["stop"]] == difference["stored"] == "ninety"
    assert difference["asked"] == "eighty"


def test_a_pasted_sentence_is_checked_and_a_plain_question_is_not(answerer: Answerer):
    pasted = "Here, when we asked a question, the person who knew the answer was already standing"
    assert answerer.answer(pasted).intent is Intent.CHECK
    plain = "the mayor of the town answered questions about the bridge and the wall"
    assert answerer.answer(plain).intent is not Intent.CHECK


def test_he_is_who_was_spoken_of_before(answerer: Answerer):
    before = Memory("what did Solheim say", person="Ingrid Solheim", intent=Intent.QUOTE)
    answer = answerer.answer(f"did she really say “{SOLHEIM}”?", after=before)
    assert answer_json(answer)["check"]["speaker"] == "same"


def test_words_joined_from_two_places_are_two_answers(answerer: Answerer):
    answer = answerer.answer(f"“{SOLHEIM}. {KEANE}.”")
    assert {finding.speaker for finding in answer.findings} == {"Ingrid Solheim", "Rosalind Keane"}
    assert answer_json(answer)["check"]["differences"][0]["kind"] == "joined"


def turned(services: Services, place: Place, text: str) -> tuple[Turn, str]:
    turn = ask(services, place, text)
    services.keep(place, turn)
    return turn, "\n".join(map(to_plain, turn.reply.blocks))


def test_a_chat_says_the_verdict_above_the_stored_words(services: Services):
    _, said = turned(services, Place(1), f"did Keane say “{SOLHEIM}”?")
    assert "Ingrid Solheim said it, not Keane." in said
    assert SOLHEIM in said


def test_an_absent_quote_is_said_to_be_absent(services: Services):
    _, said = turned(services, Place(1), "did Keane say “the moon is a balloon of cheese”?")
    assert "not in the archive" in said


def test_a_check_is_still_one_when_its_buttons_are_pressed(services: Services):
    place = Place(1)
    turn, _ = turned(services, place, f"“{SOLHEIM}. {KEANE}.”")
    buttons = [b for row in turn.reply.keyboard for b in row if isinstance(b, Press)]
    onward = press(services, place, next(b for b in buttons if "2/2" in b.label).callback)
    assert isinstance(onward, Turn)
    assert "Word for word" in "\n".join(map(to_plain, onward.reply.blocks))


def test_a_check_survives_being_kept(answerer: Answerer):
    answer = answerer.answer("did Keane say “We asked for eighty … fifty-six [years]”?")
    assert answer.check is not None
    kept = load(dump(State("q", check=answer.check)))
    assert kept is not None
    assert kept.check == answer.check


@pytest.fixture
def archive_path(sample: Archive) -> str:
    return str(sample.path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict], str]:
    status = main([*arguments, "--json"])
    captured = capsys.readouterr()
    return status, [json.loads(line) for line in captured.out.splitlines()], captured.err


def test_the_command_checks_a_text(capsys: pytest.CaptureFixture[str], archive_path: str):
    status, (told,), _ = run(
        capsys, "check", f"“{SOLHEIM}”", "--speaker", "Solheim", "--archive", archive_path
    )
    assert status == 0
    assert told["check"]["verdict"] == "verbatim"
    assert told["check"]["speaker"] == "same"
    assert told["answers"][0]["kind"] == Kind.QUOTE


@pytest.mark.parametrize("line", [f"“{SOLHEIM}” — Keane", f'"{SOLHEIM}" - Keane'])
def test_a_credit_behind_the_marks_is_whose_words_they_are_said_to_be(
    capsys: pytest.CaptureFixture[str], archive_path: str, line: str
):
    _, (told,), _ = run(capsys, "check", line, "--archive", archive_path)
    assert told["check"]["verdict"] == "verbatim"
    assert told["check"]["speaker"] == "other"


def test_the_command_checks_a_file_of_lines_and_of_json(
    capsys: pytest.CaptureFixture[str], archive_path: str, tmp_path: Path
):
    quotes = tmp_path / "quotes.txt"
    rows = [SOLHEIM, "", json.dumps({"quote": KEANE, "speaker": "Solheim"}), "{}", "pure invention"]
    quotes.write_text("\n".join(rows), "utf-8")
    status, told, errors = run(capsys, "check", str(quotes), "--archive", archive_path)
    verdicts = [CheckVerdict(one["check"]["verdict"]) for one in told]
    assert status == 0
    assert verdicts == [CheckVerdict.VERBATIM, CheckVerdict.VERBATIM, CheckVerdict.ABSENT]
    assert told[1]["check"]["speaker"] == "other"
    assert "line 4" in errors


def test_the_command_tells_a_person_the_same(capsys: pytest.CaptureFixture[str], archive_path: str):
    assert main(["check", SOLHEIM, "--speaker", "Keane", "--archive", archive_path]) == 0
    said = capsys.readouterr().out
    assert "Ingrid Solheim said it, not Keane." in said
    assert f"> “{SOLHEIM},” Solheim said." in said


def test_nothing_to_check_is_a_failure(
    capsys: pytest.CaptureFixture[str], archive_path: str, tmp_path: Path
):
    (tmp_path / "empty.txt").write_text("\n\n", "utf-8")
    status, told, _ = run(capsys, "check", str(tmp_path / "empty.txt"), "--archive", archive_path)
    assert (status, told) == (1, [])


def test_a_mistyped_file_is_no_quote(capsys: pytest.CaptureFixture[str], archive_path: str):
    assert main(["--archive", archive_path, "check", "nosuchfile.txt"]) == 1
    assert "there is no file nosuchfile.txt" in capsys.readouterr().err

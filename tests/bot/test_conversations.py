"""Conversations on the bundled sample, as people type them, in four languages of the interface.

A file is one conversation, named for its language: `> message`, then what its answer must hold
(`+`, alternatives parted by ` | `), what it must not (`-`), and `! same` where it must differ from
the answer before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.cli.terminal import to_rich
from bot.conversation.routing import Incoming, route
from bot.conversation.services import Services
from bot.conversation.tally import Tally
from bot.conversation.turn import Place, Rules
from store.archive import Archive
from store.chats.chats import Chats
from store.chats.follows import Follows
from store.chats.news import News

FOLDER = Path(__file__).parent / "conversations"
CONVERSATIONS = sorted(path.name for path in FOLDER.glob("*.txt"))
TURNS = 12


@dataclass
class Line:
    """One message and what is promised of its answer."""

    message: str
    holds: list[tuple[str, ...]] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    is_another: bool = False

    def broken(self, answer: str, before: str) -> list[str]:
        """The promises that an answer breaks."""
        broken = [
            f"+ {' | '.join(ways)}" for ways in self.holds if not any(w in answer for w in ways)
        ]
        broken += [f"- {words}" for words in self.lacks if words in answer]
        return broken + ["! same"] * (self.is_another and answer == before)


def script(text: str) -> list[Line]:
    """The lines of a conversation."""
    lines: list[Line] = []
    for row in text.splitlines():
        mark, _, rest = row.partition(" ")
        match mark:
            case ">":
                lines.append(Line(rest))
            case "+":
                lines[-1].holds.append(tuple(rest.split(" | ")))
            case "-":
                lines[-1].lacks.append(rest)
            case "!":
                lines[-1].is_another = True
            case _:
                raise ValueError(row)
    return lines


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_conversation_holds(name: str, sample: Archive, chats: Chats) -> None:
    language = name.split(".")[1]
    services = Services(Answerer(sample), chats, Rules(), Tally(), News(Follows(chats)))
    place = Place(7, language=language)
    told: list[str] = []
    before = ""
    lines = script((FOLDER / name).read_text("utf-8"))
    assert len(lines) == TURNS
    for line in lines:
        turn = route(services, place, Incoming(line.message))
        services.keep(place, turn)
        answer = to_rich(turn.reply).plain
        broken = line.broken(answer, before)
        if broken:
            told.append("\n".join([f"> {line.message}", *broken, answer]))
        before = answer
    assert not told, "\n\n".join(told)

"""The picture of a conversation in the documents, drawn from the program's own output.

    python -m benchmarks.screen         writes docs/conversation.svg

The bundled sample is asked a few questions, one after the other, as a person would.
"""

from __future__ import annotations

import io
import tempfile
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.answering.answerer import Answerer
from bot.cli.talking import sample_files
from bot.cli.terminal import to_rich
from bot.conversation.asking import ask
from bot.conversation.services import Services
from bot.conversation.tally import Tally
from bot.conversation.turn import Place, Rules
from bot.reply.card import Reply
from bot.reply.markup import Link, Node
from store.archive import open_store
from store.chats.chats import open_chats
from store.chats.follows import Follows
from store.chats.news import News
from store.ingest.readers.walking import read_sources

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "conversation.svg"
QUESTIONS = (
    "what will the brigde repair cost?",
    "what did Helen Ashdown say about the sea wall?",
    "link?",
    "zeppelins over Patagonia",
)
_WIDTH = 96


def main() -> None:
    """Ask, draw, write."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), highlight=False)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(Path(folder) / "sample.db")) as archive,
        closing(open_chats(Path(folder) / "chats.db", archive.connections)) as chats,
    ):
        for _ in archive.add(read_sources([str(path) for path in sample_files()], None)):
            pass
        news = News(Follows(chats))
        services = Services(Answerer(archive), chats, Rules(), Tally(), news)
        for question in QUESTIONS:
            turn = ask(services, Place(0), question)
            services.keep(Place(0), turn)
            console.print(Text(f"> {question}\n", style="bold green"))
            console.print(to_rich(_without_fragments(turn.reply)))
            labels = [button.label for row in turn.reply.keyboard for button in row]
            numbered = [f"[{number}] {label}" for number, label in enumerate(labels, start=1)]
            console.print(Text("  ".join(numbered) + "\n", style="dim"))
    PICTURE.write_text(console.export_svg(title="pullquote chat"), "utf-8")


def _without_fragments(reply: Reply) -> Reply:
    """The reply with its links cut to the page, which is as much as a picture has room for."""
    return Reply(tuple(tuple(_short(node) for node in block) for block in reply.blocks))


def _short(node: Node) -> Node:
    return Link(node.url.partition("#")[0], node.children) if isinstance(node, Link) else node


if __name__ == "__main__":
    main()

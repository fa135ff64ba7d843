"""Starts a conversation: `pullquote chat` in a terminal, `pullquote serve` in Telegram."""

from __future__ import annotations

import sys
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.cli.opening import Shared, command, opened, opened_chats
from bot.service.stopping import end_on_sigterm
from bot.settings import read_settings
from store.database.collections import Collections
from store.database.connection import CACHE_KIB
from store.ingest.readers.walking import read_sources


@command("chat", "pullquote chat", "pullquote chat --archive ~/articles.db")
def chat(shared: Shared) -> int:
    """Talk to your archive in this terminal, with the code that answers in Telegram.

    Type a question, a command such as /people, or the number of a button; /quit ends. An empty
    archive is replaced by the bundled sample, in an archive that is thrown away afterwards.
    """
    from bot.cli.terminal import chat as talk  # noqa: PLC0415 - serve needs no rich

    path = shared.path
    if path.exists():
        with opened(path) as archive:
            if next(archive.all_articles(), None) is not None:
                with opened_chats(archive) as chats:
                    return talk(Answerer(archive), chats, sys.stdin, sys.stdout)
    print(
        f"Your archive ({path}) has no articles yet, so this is the bundled sample: the paper of "
        "an invented town.\nFill your own with: pullquote add FILES, FOLDERS, ADDRESSES or FEEDS",
        file=sys.stderr,
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Path(folder) / "sample.db") as archive,
        opened_chats(archive, Path(folder) / "chats.db") as chats,
    ):
        for _ in archive.add(read_sources([str(p) for p in sample_files()], None)):
            pass
        return talk(Answerer(archive), chats, sys.stdin, sys.stdout)


@command("serve", "TELEGRAM_BOT_TOKEN=123456:ABC-DEF pullquote serve")
def serve(shared: Shared) -> int:
    """Run the Telegram bot until Ctrl-C or SIGTERM.

    Put the token that @BotFather gave you into TELEGRAM_BOT_TOKEN, in the environment or in a file
    named .env. Every other setting is optional; .env.example lists them.
    """
    end_on_sigterm()  # until the bot runs and sees to it: its library takes a while to load
    from bot.cli.adding import polite_fetcher  # noqa: PLC0415 - as above
    from bot.conversation.curating import Curator  # noqa: PLC0415
    from bot.service.pool import WAITING_CACHE_KIB, pooled_answers  # noqa: PLC0415
    from bot.service.refreshing import refresh_job  # noqa: PLC0415
    from bot.service.serve import serve as run  # noqa: PLC0415

    settings = read_settings()
    settings.token()
    cache_kib = WAITING_CACHE_KIB if settings.workers else CACHE_KIB
    with (
        opened(shared.path, cache_kib=cache_kib) as archive,
        opened_chats(archive) as chats,
        polite_fetcher(settings) as fetcher,
    ):
        curator = Curator(archive, fetcher)
        collections = Collections(archive.connections)
        refreshes = settings.refresh_minutes and not archive.connections.is_read_only
        job = refresh_job(archive, settings.refresh_minutes) if refreshes else None
        if not settings.workers:
            return run(settings, Answerer(archive), chats, curator, collections, job)
        with pooled_answers(archive.path, settings.workers) as answers:
            answers.warm_up()
            return run(settings, answers, chats, curator, collections, job)


def sample_files() -> list[Path]:
    """The bundled sample's articles."""
    with as_file(files("bot") / "sample") as folder:
        return sorted(folder.glob("*.md"))

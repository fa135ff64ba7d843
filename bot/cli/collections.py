"""Lists private collections and grants them to chats: `pullquote collections`."""

from __future__ import annotations

import sys

import click

from bot.cli.opening import Shared, command, existing, group, opened_chats
from bot.cli.output import Json, counted
from bot.json_lines import json_line
from store.chats.grants import Granted
from store.database.collections import Collections, PrivateCollection


@group(
    "collections",
    "pullquote collections",
    "pullquote add minutes/ --collection board",
    "pullquote collections grant board -1001234567890 --feeds",
    "pullquote collections revoke board -1001234567890",
    invoke_without_command=True,
)
def collections(context: click.Context) -> int | None:
    """List the private collections, or change which chats may read them.

    `pullquote add --collection NAME` makes a collection. Only the chats it is granted to get
    answers from it. Without a command, all collections are listed.
    """
    return _list(context.obj) if context.invoked_subcommand is None else None


def _list(shared: Shared) -> int:
    with existing(shared) as archive, opened_chats(archive) as chats:
        for one in Collections(archive.connections).all():
            granted = chats.grants.of(one.name)
            if shared.as_json:
                sys.stdout.write(json_line(collection_json(one, granted)))
            else:
                whom = ", ".join(map(str, granted.chats)) or "nobody"
                print(f"{one.name}: {counted(one.article_count, 'article')}, read by {whom}")
    return 0


@command(
    "grant",
    "pullquote collections grant board -1001234567890",
    "pullquote collections grant board -1001234567890 --feeds",
    ignore_unknown_options=True,
)
@click.argument("name", metavar="NAME")
@click.argument("chat_id", type=int, metavar="CHAT_ID")
@click.option("--feeds", "is_feeding", is_flag=True, help="Articles added in the chat go into it.")
def grant(shared: Shared, name: str, chat_id: int, *, is_feeding: bool) -> int:
    """Let a chat read a collection.

    CHAT_ID is Telegram's number of the chat, negative for a group.
    """
    with existing(shared) as archive, opened_chats(archive) as chats:
        Collections(archive.connections).find(name)
        chats.grants.grant(name, chat_id, feeds=is_feeding)
    return _say(shared, "granted", name, chat_id)


@command(
    "revoke",
    "pullquote collections revoke board -1001234567890",
    ignore_unknown_options=True,
)
@click.argument("name", metavar="NAME")
@click.argument("chat_id", type=int, metavar="CHAT_ID")
def revoke(shared: Shared, name: str, chat_id: int) -> int:
    """Let a chat read a collection no more."""
    with existing(shared) as archive, opened_chats(archive) as chats:
        if not chats.grants.revoke(name, chat_id):
            Collections(archive.connections).find(name)
            print(f"pullquote: {chat_id} could not read {name} anyway", file=sys.stderr)
            return 1
    return _say(shared, "revoked", name, chat_id)


collections.add_command(grant)
collections.add_command(revoke)


def collection_json(collection: PrivateCollection, granted: Granted) -> Json:
    """A private collection as `collections --json` prints it; chats are Telegram's numbers."""
    return {
        "collection": collection.name,
        "articles": collection.article_count,
        "read_by": list(granted.chats),
        "fed_by": list(granted.feeders),
    }


def _say(shared: Shared, done: str, name: str, chat_id: int) -> int:
    told = json_line({done: name, "chat": chat_id})
    sys.stdout.write(told if shared.as_json else f"{done}: {name}, chat {chat_id}\n")
    return 0

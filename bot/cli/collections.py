"""`pullquote collections`: which private collections there are, and which chats read them."""

from __future__ import annotations

import argparse
import sys

from bot.cli import output
from bot.cli.opening import existing, opened_chats
from bot.json_lines import json_line
from store.database.collections import Collections


def list_collections(options: argparse.Namespace) -> int:
    """Every private collection, how much is in it, and the chats that read it."""
    with existing(options) as archive, opened_chats(archive) as readers:
        for one in Collections(archive.connections).all():
            granted = readers.grants.of(one.name)
            if options.json:
                sys.stdout.write(json_line(output.collection_json(one, granted)))
            else:
                chats = ", ".join(map(str, granted.chats)) or "nobody"
                print(
                    f"{one.name}: {output.counted(one.article_count, 'article')}, read by {chats}"
                )
    return 0


def grant(options: argparse.Namespace) -> int:
    """Let a chat read a collection, and feed it if that is wanted."""
    with existing(options) as archive, opened_chats(archive) as readers:
        Collections(archive.connections).find(options.name)
        readers.grants.grant(options.name, options.chat_id, feeds=options.feeds)
    _say(options, "granted")
    return 0


def revoke(options: argparse.Namespace) -> int:
    """Let a chat read a collection no more; 1 where it could not anyway."""
    with existing(options) as archive, opened_chats(archive) as readers:
        if not readers.grants.revoke(options.name, options.chat_id):
            Collections(archive.connections).find(options.name)
            print(
                f"pullquote: {options.chat_id} could not read {options.name} anyway",
                file=sys.stderr,
            )
            return 1
    _say(options, "revoked")
    return 0


def _say(options: argparse.Namespace, done: str) -> None:
    if options.json:
        sys.stdout.write(json_line({done: options.name, "chat": options.chat_id}))
    else:
        print(f"{done}: {options.name}, chat {options.chat_id}")

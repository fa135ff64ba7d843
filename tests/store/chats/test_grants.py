"""Which chats may read which collection, by name."""

from __future__ import annotations

from contextlib import closing

from store.archive import Archive
from store.chats.grants import Granted
from store.database.collections import PUBLIC_NAME
from tests.builders import chats_of


def test_grants_are_given_taken_and_moved(archive: Archive) -> None:
    with closing(chats_of(archive)) as chats:
        grants = chats.grants
        grants.grant("board", 7)
        grants.grant("Board", -5, feeds=True)
        assert {name.lower() for name in grants.granted(-5)} == grants.granted(7) == {"board"}
        assert (grants.fed_from(7), grants.fed_from(-5)) == (PUBLIC_NAME, "Board")
        grants.grant("press", -5, feeds=True)
        assert grants.fed_from(-5) == "press"
        chats.move(-5, -1005)
        assert (grants.granted(-5), len(grants.granted(-1005))) == (frozenset(), 2)
        assert grants.fed_from(-1005) == "press"
        grants.grant(PUBLIC_NAME, -1005, feeds=True)
        assert grants.fed_from(-1005) == PUBLIC_NAME
        assert grants.of("BOARD") == Granted((-1005, 7), ())
        assert grants.of("press") == Granted((-1005,), ())
        assert grants.revoke("BOARD", 7)
        assert not grants.revoke("board", 7)


def test_forgetting_a_chat_leaves_what_the_operator_granted_it(archive: Archive) -> None:
    with closing(chats_of(archive)) as chats:
        chats.grants.grant("board", 7)
        chats.forget(7)
        assert chats.grants.granted(7) == {"board"}

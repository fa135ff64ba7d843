"""Everything an archive's file holds, in a form that can be compared: ids give way to contents."""

from __future__ import annotations

import sqlite3
from typing import Any

Rows = list[tuple[Any, ...]]

# Each table (or index) and a query for its rows by content.
_CONTENTS = {
    "articles": (
        "SELECT identity, url, canonical_url, headline, byline, dateline, published, modified,"
        " publisher, language, packed_text, fingerprint, source, derived_version FROM articles"
    ),
    "passages": (
        "SELECT a.identity, p.start, p.stop, p.sentences"
        " FROM passages p LEFT JOIN articles a ON a.id = p.article_id"
    ),
    "passages_fts": (
        "SELECT a.identity, p.start, i.col, i.term, i.offset FROM temp.instances i"
        " LEFT JOIN passages p ON p.id = i.doc LEFT JOIN articles a ON a.id = p.article_id"
    ),
    "told_days": (
        "SELECT a.identity, p.start, t.day FROM told_days t"
        " LEFT JOIN passages p ON p.id = t.passage_id LEFT JOIN articles a ON a.id = p.article_id"
    ),
    "words": "SELECT word, stem, passage_count FROM words",
    "near_words": (
        "SELECT i.term, w.word, w.stem FROM temp.near_instances i LEFT JOIN words w ON w.id = i.doc"
    ),
    "quotes": (
        "SELECT a.identity, q.start, q.stop, q.speaker, q.speaker_start, q.speaker_stop,"
        " q.cue_start, q.cue_stop, q.statement, q.is_part, p.name"
        " FROM quotes q LEFT JOIN articles a ON a.id = q.article_id"
        " LEFT JOIN people p ON p.id = q.person_id"
    ),
    "people": (
        "SELECT p.name, p.folded, p.key, e.name, p.mention_count, p.article_count, p.quote_count,"
        " p.collection_id"
        " FROM people p LEFT JOIN people e ON e.id = p.entry"
    ),
    "person_marks": (
        "SELECT p.name, m.mark, m.article_count FROM person_marks m"
        " LEFT JOIN people p ON p.id = m.person_id"
    ),
    "appearances": (
        "SELECT a.identity, s.ordinal, p.name, s.name, s.mentions, s.roles, s.published"
        " FROM appearances s"
        " LEFT JOIN articles a ON a.id = s.article_id LEFT JOIN people p ON p.id = s.person_id"
    ),
    "name_words": (
        "SELECT n.word, p.name FROM name_words n LEFT JOIN people p ON p.id = n.person_id"
    ),
    "story_keys": (
        "SELECT k.key, a.identity FROM story_keys k LEFT JOIN articles a ON a.id = k.article_id"
    ),
    "copies": (
        "SELECT a.identity, b.identity FROM copies c LEFT JOIN articles a ON a.id = c.article_id"
        " LEFT JOIN articles b ON b.id = c.other_id"
    ),
    "versions": (
        "SELECT a.identity, v.headline, v.packed_text, v.fingerprint"
        " FROM versions v LEFT JOIN articles a ON a.id = v.article_id"
    ),
    "backlog": "SELECT level, filings, counts FROM backlog",
    "archive_facts": "SELECT name, value FROM archive_facts",
    "addresses": (
        "SELECT d.address, a.identity FROM addresses d LEFT JOIN articles a ON a.id = d.article_id"
    ),
    "superseded": (
        "SELECT a.identity, s.fingerprint FROM superseded s"
        " LEFT JOIN articles a ON a.id = s.article_id"
    ),
    "feeds": "SELECT url, title, state, reason, etag, last_modified, failures FROM feeds",
    "feed_entries": (
        "SELECT f.url, e.key, e.mark, e.failures FROM feed_entries e"
        " LEFT JOIN feeds f ON f.id = e.feed_id"
    ),
    "collections": "SELECT name FROM collections",
    "private_articles": (
        "SELECT a.identity, c.name FROM private_articles s"
        " LEFT JOIN articles a ON a.id = s.article_id"
        " LEFT JOIN collections c ON c.id = s.collection_id"
    ),
    "private_feeds": (
        "SELECT f.url, c.name FROM private_feeds s LEFT JOIN feeds f ON f.id = s.feed_id"
        " LEFT JOIN collections c ON c.id = s.collection_id"
    ),
    "private_passages": (
        "SELECT a.identity, p.start, c.name FROM private_passages s"
        " LEFT JOIN passages p ON p.id = s.passage_id LEFT JOIN articles a ON a.id = p.article_id"
        " LEFT JOIN collections c ON c.id = s.collection_id"
    ),
    "private_words": (
        "SELECT w.word, w.stem, s.passage_count, c.name FROM private_words s"
        " LEFT JOIN words w ON w.id = s.word_id"
        " LEFT JOIN collections c ON c.id = s.collection_id"
    ),
}
# The highest ids, which SQLite keeps, and the archive's own mark.
_BOOKKEEPING = {"sqlite_sequence", "_sqlite_migrations", "archive"}


def contents(db: sqlite3.Connection) -> dict[str, Rows]:
    """The rows of every table and of the full-text index, sorted."""
    listed = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    known = _CONTENTS.keys() | _BOOKKEEPING
    parts = {name for name in listed if name.startswith(("passages_fts_", "near_words_"))}
    assert listed - parts == known, "a table that is not compared"
    db.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.instances"
        " USING fts5vocab(main, passages_fts, instance)"
    )
    db.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.near_instances"
        " USING fts5vocab(main, near_words, instance)"
    )
    return {name: sorted(db.execute(query), key=repr) for name, query in _CONTENTS.items()}


def check_file(db: sqlite3.Connection) -> None:
    """Assert that SQLite and FTS5 find nothing wrong, and that every foreign key has its row."""
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('integrity-check')")
    db.execute("INSERT INTO near_words (near_words) VALUES ('integrity-check')")

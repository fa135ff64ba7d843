"""The tables of an archive, and how older files become today's.

Everything but `articles`, `versions` and what readers asked for is derived from the stored texts
and can be rebuilt (`pullquote reindex`). The full-text index is contentless: it is fed with words
already folded and stemmed, and the row modules keep it in step (insert, and FTS5's 'delete'
command).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database, Migrations

from store.rows.packing import pack_text
from store.text.near_keys import near_keys, near_terms

# Of what is derived. Raised whenever passages, stems, quotes or people come out differently.
DERIVED_VERSION = 5

migrations = Migrations("pullquote")


@migrations()
def m001_articles(db: Database) -> None:
    """Articles, and what is derived from their texts."""
    _execute(db, _M001)


@migrations()
def m002_stories(db: Database) -> None:
    """Which articles carry one story, and what articles said before they were changed."""
    _execute(db, _M002)


_M001 = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    identity TEXT NOT NULL UNIQUE,
    url TEXT, canonical_url TEXT,
    headline TEXT NOT NULL, byline TEXT, dateline TEXT,
    published TEXT, modified TEXT, publisher TEXT,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    source TEXT NOT NULL,
    added_at TEXT NOT NULL,
    derived_version INTEGER NOT NULL
);
CREATE INDEX articles_by_published ON articles (published);
CREATE INDEX articles_by_publisher ON articles (publisher);
CREATE INDEX articles_by_url ON articles (url);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    sentences BLOB NOT NULL
);
CREATE INDEX passages_by_article ON passages (article_id);
CREATE VIRTUAL TABLE passages_fts USING fts5 (
    headline, body, content = '',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
);
CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL, stem TEXT NOT NULL,
    passage_count INTEGER NOT NULL,
    UNIQUE (word, stem)
);
CREATE INDEX words_by_stem ON words (stem);
CREATE TABLE near_words (
    key INTEGER NOT NULL, word_id INTEGER NOT NULL,
    PRIMARY KEY (key, word_id)
) WITHOUT ROWID;
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    speaker TEXT, speaker_start INTEGER, speaker_stop INTEGER,
    cue_start INTEGER, cue_stop INTEGER,
    statement INTEGER NOT NULL, is_part INTEGER NOT NULL,
    person_id INTEGER REFERENCES people (id) ON DELETE SET NULL
);
CREATE INDEX quotes_by_article ON quotes (article_id);
CREATE INDEX quotes_by_person ON quotes (person_id);
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    roles TEXT NOT NULL,
    mention_count INTEGER NOT NULL DEFAULT 0,
    article_count INTEGER NOT NULL DEFAULT 0,
    quote_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX people_by_folded ON people (folded);
CREATE INDEX people_by_mentions ON people (mention_count);
CREATE TABLE appearances (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    person_id INTEGER REFERENCES people (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    mentions BLOB NOT NULL,
    roles BLOB NOT NULL,
    PRIMARY KEY (article_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX appearances_by_person ON appearances (person_id);
CREATE TABLE name_words (
    word TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (word, person_id)
) WITHOUT ROWID;
CREATE INDEX name_words_by_person ON name_words (person_id);
CREATE TABLE archive_facts (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID
"""

# Neither table of stories refers to `articles` by a foreign key: SQLite would search all of it for
# every article that goes. `versions` outlives the row of its article while that is replaced.
_M002 = """
CREATE TABLE story_keys (
    key INTEGER NOT NULL, article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) WITHOUT ROWID;
CREATE TABLE copies (
    article_id INTEGER NOT NULL, other_id INTEGER NOT NULL,
    PRIMARY KEY (article_id, other_id)
) WITHOUT ROWID;
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
    headline TEXT NOT NULL,
    packed BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    added_at TEXT NOT NULL, replaced_at TEXT NOT NULL
);
CREATE INDEX versions_by_article ON versions (article_id)
"""


@migrations()
def m003_names_of_a_person(db: Database) -> None:
    """Several names to a person, what roles tell of each, and appearances by date."""
    _execute(db, _M003)


_M003 = """
DROP INDEX people_by_folded;
ALTER TABLE people DROP COLUMN roles;
ALTER TABLE people ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN entry INTEGER;
UPDATE people SET entry = id;
CREATE INDEX people_by_folded ON people (folded);
CREATE INDEX people_by_key ON people (key);
CREATE INDEX people_by_entry ON people (entry);
CREATE TABLE person_marks (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    mark TEXT NOT NULL,
    article_count INTEGER NOT NULL,
    PRIMARY KEY (person_id, mark)
) WITHOUT ROWID;
ALTER TABLE appearances ADD COLUMN published REAL;
UPDATE appearances SET published =
    (SELECT julianday(published) FROM articles WHERE articles.id = appearances.article_id);
DROP INDEX appearances_by_person;
CREATE INDEX appearances_by_person ON appearances (person_id, published)
"""


@migrations()
def m004_told_days(db: Database) -> None:
    """The days that passages name, as days since 1 January of the year 1."""
    _execute(db, _M004)


_M004 = """
CREATE TABLE told_days (
    day INTEGER NOT NULL,
    passage_id INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    PRIMARY KEY (day, passage_id)
) WITHOUT ROWID;
CREATE INDEX told_days_by_passage ON told_days (passage_id)
"""


@migrations()
def m005_collections(db: Database) -> None:
    """Collections that only some chats may read, and what of the archive is in them."""
    _execute(db, _M005)


_M005 = """
CREATE TABLE collections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
);
CREATE TABLE grants (
    chat_id INTEGER NOT NULL,
    collection_id INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    feeds INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chat_id, collection_id)
) WITHOUT ROWID;
CREATE TABLE private_articles (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    collection_id INTEGER NOT NULL REFERENCES collections (id)
);
CREATE INDEX private_articles_by_collection ON private_articles (collection_id);
CREATE TABLE private_passages (
    passage_id INTEGER PRIMARY KEY,
    collection_id INTEGER NOT NULL
);
CREATE TABLE private_words (
    word_id INTEGER NOT NULL,
    collection_id INTEGER NOT NULL,
    passage_count INTEGER NOT NULL,
    PRIMARY KEY (word_id, collection_id)
) WITHOUT ROWID;
ALTER TABLE people ADD COLUMN collection_id INTEGER NOT NULL DEFAULT 0
"""


@migrations()
def m006_feeds(db: Database) -> None:
    """Feeds that are followed, other addresses of articles, and the order of published instants."""
    _execute(db, _M006)


# SQLite's julianday() makes one number of a date or a date-time in any zone. `addresses` holds the
# canonical forms under which an article was met beside its identity, `superseded` the fingerprints
# of what it was before.
_M006 = """
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    state TEXT NOT NULL, reason TEXT,
    etag TEXT, last_modified TEXT,
    added_at INTEGER NOT NULL, asked_at INTEGER, due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    ttl_s INTEGER, skip_hours TEXT NOT NULL, skip_days TEXT NOT NULL
);
CREATE INDEX feeds_by_due ON feeds (due_at);
CREATE TABLE feed_entries (
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    mark TEXT NOT NULL,
    failures INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (feed_id, key)
) WITHOUT ROWID;
CREATE INDEX feed_entries_by_key ON feed_entries (key);
CREATE TABLE addresses (
    address TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX addresses_by_article ON addresses (article_id);
CREATE TABLE superseded (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (article_id, fingerprint)
) WITHOUT ROWID;
CREATE INDEX articles_by_instant ON articles (julianday(published))
"""


@migrations()
def m015_private_feeds(db: Database) -> None:
    """Feeds whose articles go into a private collection."""
    db.execute(
        "CREATE TABLE private_feeds ("
        " feed_id INTEGER PRIMARY KEY REFERENCES feeds (id) ON DELETE CASCADE,"
        " collection_id INTEGER NOT NULL REFERENCES collections (id))"
    )


@migrations()
def m016_compact(db: Database) -> None:
    """Texts compressed, near words in an index that is written in order, indexes nobody asks."""
    _execute(db, _M016)
    for article_id, text in _rows(db, "articles", "packed_text"):
        db.execute(
            "UPDATE articles SET packed_text = ? WHERE id = ?", (pack_text(text), article_id)
        )
    for word_id, word in _rows(db, "words", "word"):
        if keys := near_terms(near_keys(word)):
            db.execute("INSERT INTO near_words (rowid, keys) VALUES (?, ?)", (word_id, keys))


# An index of stems holds only those that are another word: the others are found by the word.
_M016 = """
ALTER TABLE articles RENAME COLUMN text TO packed_text;
DROP TABLE near_words;
CREATE VIRTUAL TABLE near_words USING fts5 (
    keys, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
);
DROP INDEX words_by_stem;
CREATE INDEX words_by_stem ON words (stem) WHERE stem <> word;
DROP INDEX people_by_folded;
DROP INDEX people_by_key;
CREATE INDEX people_by_key ON people (key, folded);
CREATE TABLE name_words_2 (
    word TEXT NOT NULL, person_id INTEGER NOT NULL,
    PRIMARY KEY (word, person_id)
) WITHOUT ROWID;
INSERT INTO name_words_2 SELECT word, person_id FROM name_words;
DROP TABLE name_words;
ALTER TABLE name_words_2 RENAME TO name_words
"""


@migrations()
def m017_indexes_of_articles(db: Database) -> None:
    """Publishers with their dates in one index; one on dates as text served nothing."""
    _execute(db, _M017)


_M017 = """
DROP INDEX articles_by_published;
DROP INDEX articles_by_publisher;
CREATE INDEX articles_by_publisher ON articles (publisher, published) WHERE publisher NOT NULL
"""


@migrations()
def m018_large_imports(db: Database) -> None:
    """What a large import has found and not filed yet; articles by byline; what is counted."""
    _execute(db, _M018)


# Every address is an identity too, or one of `addresses`. Of most names nobody asks how often they
# are mentioned, and an index of that changes with every mention.
_M018 = """
CREATE TABLE backlog (
    id INTEGER PRIMARY KEY,
    counts BLOB NOT NULL, filings BLOB NOT NULL
);
DROP INDEX articles_by_url;
CREATE INDEX articles_by_byline ON articles (byline) WHERE byline NOT NULL;
DROP INDEX people_by_mentions;
CREATE INDEX people_by_mentions ON people (mention_count) WHERE mention_count >= 16;
INSERT INTO archive_facts SELECT 'words', count(*) FROM words HAVING count(*) > 0;
INSERT INTO archive_facts SELECT 'people', count(*) FROM people HAVING count(*) > 0
"""


@migrations()
def m019_fewer_merges(db: Database) -> None:
    """A transaction's words in one piece of the index, and more pieces of a size at once."""
    for index in ("passages_fts", "near_words"):
        for setting, value in _MERGING.items():
            db.execute(f"INSERT INTO {index} ({index}, rank) VALUES (?, ?)", (setting, value))  # noqa: S608


# Each merge writes all that is in the pieces once more: for a million articles some four times with
# eight at once, three with sixteen. Where it falls far behind, it is done all at once.
_MERGING = {"automerge": 16, "crisismerge": 64, "hashsize": 8 << 20}


@migrations()
def m020_gathered_backlog(db: Database) -> None:
    """What waits is gathered, and filed a slice at a time; ids are never used again."""
    _execute(db, _M020)


_M020 = """
CREATE TABLE gathered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    level INTEGER NOT NULL, filings BLOB NOT NULL, counts BLOB NOT NULL
);
INSERT INTO gathered SELECT id, 0, filings, counts FROM backlog;
DROP TABLE backlog;
ALTER TABLE gathered RENAME TO backlog
"""


def _execute(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        db.execute(statement)


def _rows(db: Database, table: str, column: str) -> Iterator[tuple[int, str]]:
    """(id, value) of a table's rows, some at a time: they may be changed meanwhile."""
    last = -1
    while True:
        rows = db.execute(
            f"SELECT id, {column} FROM {table} WHERE id > ? ORDER BY id LIMIT 500",  # noqa: S608
            [last],
        ).fetchall()
        if not rows:
            return
        yield from rows
        last = rows[-1][0]

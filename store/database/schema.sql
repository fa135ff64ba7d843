-- The tables of an archive as they are today. `schema.py` runs this on an empty file.
--
-- Only archive, articles, versions, addresses, superseded, collections, private_articles and the feeds
-- are given from outside. All else is derived from the stored texts; `pullquote reindex` makes it anew.
--
-- Instants are whole seconds since 1970, UTC. Starts and stops are code points of an article's text.
-- Spans and lists of numbers are packed into blobs (`store/rows/packing.py`).
-- A statement ends with a semicolon at the end of a line.


-- One row: a random number that tells this archive from any other. What is kept for chats names it,
-- for ids of articles mean nothing in another archive.
CREATE TABLE archive (
    mark INTEGER NOT NULL
) STRICT;
INSERT INTO archive VALUES (random());


-- ARTICLES

-- An article. `identity` is its canonical address, or a hash of its words where it has none; in a
-- private collection "in ID: " stands before it. `published` and `modified` are ISO 8601 as exact as
-- the article is: a year, a day, or an instant with a zone. `packed_text` is the text, compressed.
-- `fingerprint` changes when anything a reader sees does. `derived_version` is the version of the
-- program that derived the other tables' rows, 0 while they wait to be derived.
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    identity TEXT NOT NULL UNIQUE,
    url TEXT,
    canonical_url TEXT,
    headline TEXT NOT NULL,
    byline TEXT,
    dateline TEXT,
    published TEXT,
    modified TEXT,
    publisher TEXT,
    language TEXT NOT NULL,
    packed_text BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    source TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    derived_version INTEGER NOT NULL
) STRICT;
-- julianday() makes one number of a date or an instant in any zone.
CREATE INDEX articles_by_instant ON articles (julianday(published));
CREATE INDEX articles_by_publisher ON articles (publisher, published) WHERE publisher NOT NULL;
CREATE INDEX articles_by_byline ON articles (byline) WHERE byline NOT NULL;

-- What an article said before it was changed: kept for its readers, in no index, never quoted.
-- The row outlives that of its article while that is replaced within a transaction.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
    headline TEXT NOT NULL,
    packed_text BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX versions_by_article ON versions (article_id);

-- Another canonical address under which an article was met, beside its identity.
CREATE TABLE addresses (
    address TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_by_article ON addresses (article_id);

-- A fingerprint that an article had and lost within one run: the same run may bring it again.
CREATE TABLE superseded (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (article_id, fingerprint)
) STRICT, WITHOUT ROWID;


-- PASSAGES AND WORDS

-- A passage of an article. `sentences` packs where each of its sentences starts and stops, and how
-- many words it has.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    sentences BLOB NOT NULL
) STRICT;
CREATE INDEX passages_by_article ON passages (article_id);

-- The full-text index: rowid is a passage's id, the columns hold folded and stemmed words. It keeps
-- no text (contentless), so what is taken out must be named word for word. The headline is indexed
-- with the article's first passage alone.
CREATE VIRTUAL TABLE passages_fts USING fts5 (
    headline, body,
    content = '',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
);
-- A merge writes its pieces once more. With 16 pieces of a size at once an index of a million
-- articles is written some three times, with eight (FTS5's default is four) some four times.
INSERT INTO passages_fts (passages_fts, rank) VALUES ('automerge', 16);
-- Pieces of a size at which everything is merged at once: merging has fallen far behind.
INSERT INTO passages_fts (passages_fts, rank) VALUES ('crisismerge', 64);
-- Bytes gathered in memory: a transaction's words make one piece.
INSERT INTO passages_fts (passages_fts, rank) VALUES ('hashsize', 8388608);

-- A day that a passage names: days since 1 January of the year 1, which is 1.
CREATE TABLE told_days (
    day INTEGER NOT NULL,
    passage_id INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    PRIMARY KEY (day, passage_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_days_by_passage ON told_days (passage_id);

-- A word of the vocabulary, folded, with one of its stems, and how many passages have it.
CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL,
    stem TEXT NOT NULL,
    passage_count INTEGER NOT NULL,
    UNIQUE (word, stem)
) STRICT;
-- Stems that are no other word are found by the word itself.
CREATE INDEX words_by_stem ON words (stem) WHERE stem <> word;

-- The words under each near key (`store/text/near_keys.py`), to find misspelt ones: rowid is a
-- word's id. An FTS5 index takes keys in any order and writes them in order.
CREATE VIRTUAL TABLE near_words USING fts5 (
    keys, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
);
INSERT INTO near_words (near_words, rank) VALUES ('automerge', 16);
INSERT INTO near_words (near_words, rank) VALUES ('crisismerge', 64);
INSERT INTO near_words (near_words, rank) VALUES ('hashsize', 8388608);


-- PEOPLE AND QUOTES

-- A name as articles write it, in a collection (0 is public). `entry` is the row that stands for the
-- person, of whom the others are aliases. `key` gathers the names that may be one person's.
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    key TEXT NOT NULL,
    entry INTEGER NOT NULL,
    collection_id INTEGER NOT NULL,
    mention_count INTEGER NOT NULL DEFAULT 0,
    article_count INTEGER NOT NULL DEFAULT 0,
    quote_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX people_by_entry ON people (entry);
CREATE INDEX people_by_key ON people (key, folded);
-- Few names are mentioned often, and nobody asks for the order of the others.
CREATE INDEX people_by_mentions ON people (mention_count) WHERE mention_count >= 16;

-- A folded word of a name in `people`.
CREATE TABLE name_words (
    word TEXT NOT NULL,
    person_id INTEGER NOT NULL,
    PRIMARY KEY (word, person_id)
) STRICT, WITHOUT ROWID;

-- A walk of life that articles give a name ("politics"), and how many do: it tells namesakes apart.
CREATE TABLE person_marks (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    mark TEXT NOT NULL,
    article_count INTEGER NOT NULL,
    PRIMARY KEY (person_id, mark)
) STRICT, WITHOUT ROWID;

-- A person whom an article names: packed spans of the mentions, and of the roles it gives them.
-- `published` is the article's instant as julianday() numbers it.
CREATE TABLE appearances (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    person_id INTEGER REFERENCES people (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    mentions BLOB NOT NULL,
    roles BLOB NOT NULL,
    published REAL,
    PRIMARY KEY (article_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX appearances_by_person ON appearances (person_id, published);

-- A quote: its words, the mention of its speaker and the cue. Runs of one `statement` were said
-- together; one with `is_part` (0 or 1) is a few words inside somebody else's sentence.
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    speaker TEXT,
    speaker_start INTEGER,
    speaker_stop INTEGER,
    cue_start INTEGER,
    cue_stop INTEGER,
    statement INTEGER NOT NULL,
    is_part INTEGER NOT NULL,
    person_id INTEGER REFERENCES people (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX quotes_by_article ON quotes (article_id);
CREATE INDEX quotes_by_person ON quotes (person_id);


-- STORIES
-- No foreign key: SQLite would search both tables for every article that goes.

-- A key that near copies of an article share (`store/ingest/writing/shingles.py`).
CREATE TABLE story_keys (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;

-- Two articles that tell one story; each pair stands in both directions.
CREATE TABLE copies (
    article_id INTEGER NOT NULL,
    other_id INTEGER NOT NULL,
    PRIMARY KEY (article_id, other_id)
) STRICT, WITHOUT ROWID;


-- COUNTS

-- A count kept as the archive grows: articles, passages, quotes, people, words, language:xx.
CREATE TABLE archive_facts (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a large import has found and not filed yet: packed pairs of (story key, article) in
-- `filings` and of (word, passages) in `counts`. `level` is 0 for a batch, 1 for gathered batches,
-- 2 for a slice of these. An id is never used again.
CREATE TABLE backlog (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    level INTEGER NOT NULL,
    filings BLOB NOT NULL,
    counts BLOB NOT NULL
) STRICT;


-- COLLECTIONS

-- A private collection. Case makes no difference to its name.
CREATE TABLE collections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;

-- An article that belongs to a private collection; one without a row is public.
CREATE TABLE private_articles (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    collection_id INTEGER NOT NULL REFERENCES collections (id)
) STRICT;
CREATE INDEX private_articles_by_collection ON private_articles (collection_id);

-- A passage of such an article.
CREATE TABLE private_passages (
    passage_id INTEGER PRIMARY KEY,
    collection_id INTEGER NOT NULL
) STRICT;

-- How many of the passages in `words.passage_count` are a collection's.
CREATE TABLE private_words (
    word_id INTEGER NOT NULL,
    collection_id INTEGER NOT NULL,
    passage_count INTEGER NOT NULL,
    PRIMARY KEY (word_id, collection_id)
) STRICT, WITHOUT ROWID;


-- FOLLOWED FEEDS

-- A followed feed: when it was asked and is due, its validators, and what it says of its own pace
-- (`ttl_s`; hours in UTC and weekdays from Monday, 0, as lists of numbers in which it is not asked).
-- `state` is new, followed, failing (`reason` says why) or gone. `failures` is how many in a row.
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    etag TEXT,
    last_modified TEXT,
    added_at INTEGER NOT NULL,
    asked_at INTEGER,
    due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    ttl_s INTEGER,
    skip_hours TEXT NOT NULL,
    skip_days TEXT NOT NULL
) STRICT;
CREATE INDEX feeds_by_due ON feeds (due_at);

-- An entry of a feed that is known. `mark` changes when the entry does; `failures` counts the times
-- in a row that its article could not be read.
CREATE TABLE feed_entries (
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    mark TEXT NOT NULL,
    failures INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (feed_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_entries_by_key ON feed_entries (key);

-- A feed whose articles go into a private collection.
CREATE TABLE private_feeds (
    feed_id INTEGER PRIMARY KEY REFERENCES feeds (id) ON DELETE CASCADE,
    collection_id INTEGER NOT NULL REFERENCES collections (id)
) STRICT;

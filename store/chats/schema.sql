-- The tables of the chats' file as they are today. `store/database/schema.py` runs this on an empty
-- file.
--
-- `archive` is the mark of the archive that an article's id is of (table `archive` there).
-- Chats are numbered as Telegram numbers them; 0 is the person at a terminal. A topic of a chat
-- (`thread_id`) is 0 where there is none. Instants are whole seconds since 1970.
-- States, memories and schedules are the conversation's own text.
-- A statement ends with a semicolon at the end of a line.

-- A chat and the language it chose, if it did. What a chat follows hangs on its row.
CREATE TABLE chats (
    chat_id INTEGER PRIMARY KEY,
    language TEXT
) STRICT;

-- What a follow-up in a chat or topic may lean on.
CREATE TABLE memories (
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    archive INTEGER NOT NULL,
    memory TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memories_by_expiry ON memories (expires_at);

-- An answer that was sent, for the buttons under it. A message id is 0 where there is no such message.
CREATE TABLE shown (
    token TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    question_message_id INTEGER NOT NULL,
    reply_message_id INTEGER NOT NULL,
    archive INTEGER NOT NULL,
    state TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_by_question ON shown (chat_id, question_message_id);
CREATE INDEX shown_by_reply ON shown (chat_id, reply_message_id);
CREATE INDEX shown_by_expiry ON shown (expires_at);

-- What a chat thought of a finding, until the operator has seen to it or the chat is forgotten.
-- `key` names the finding; `digest` tells whether the excerpt has changed since. An id is never used
-- again.
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    key TEXT NOT NULL UNIQUE,
    verdict TEXT NOT NULL,
    question TEXT NOT NULL,
    article_id INTEGER NOT NULL,
    start INTEGER,
    stop INTEGER,
    speaker TEXT,
    quote_start INTEGER,
    quote_stop INTEGER,
    digest TEXT NOT NULL DEFAULT '',
    given_at INTEGER NOT NULL
) STRICT;
CREATE INDEX feedback_by_chat ON feedback (chat_id);

-- How a chat wants to be told: time zone, digest and quiet hours, empty where it never said.
CREATE TABLE schedules (
    chat_id INTEGER PRIMARY KEY REFERENCES chats ON DELETE CASCADE ON UPDATE CASCADE,
    time_zone TEXT NOT NULL,
    digest TEXT NOT NULL,
    quiet TEXT NOT NULL,
    language TEXT NOT NULL
) STRICT;

-- Something a chat or topic follows: `interests` as JSON, `label` as it is called. Of the archive
-- that it was followed in, only articles after `after_article` are its news.
CREATE TABLE follows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL REFERENCES chats ON DELETE CASCADE ON UPDATE CASCADE,
    thread_id INTEGER NOT NULL,
    label TEXT NOT NULL,
    interests TEXT NOT NULL,
    is_paused INTEGER NOT NULL DEFAULT 0,
    archive INTEGER NOT NULL,
    after_article INTEGER NOT NULL,
    UNIQUE (chat_id, thread_id, interests)
) STRICT;

-- An article that waits for a chat or topic, or was told there (`told_at`). `story` is the same for
-- articles under one headline of one day.
CREATE TABLE news (
    chat_id INTEGER NOT NULL REFERENCES chats ON DELETE CASCADE ON UPDATE CASCADE,
    thread_id INTEGER NOT NULL,
    archive INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    story TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    told_at INTEGER,
    PRIMARY KEY (chat_id, thread_id, archive, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX news_by_story ON news (chat_id, thread_id, story);
CREATE INDEX news_waiting ON news (chat_id, thread_id, found_at) WHERE told_at IS NULL;
CREATE INDEX news_told ON news (chat_id, thread_id, told_at) WHERE told_at IS NOT NULL;

-- The last article of an archive that was looked through for all that is followed.
CREATE TABLE looked_through (
    archive INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL
) STRICT;

-- That a chat may read a private collection; with `feeds` (0 or 1), what it adds goes into it. The
-- name says which, in any archive; case makes no difference.
CREATE TABLE grants (
    chat_id INTEGER NOT NULL,
    collection TEXT NOT NULL COLLATE NOCASE,
    feeds INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chat_id, collection)
) STRICT, WITHOUT ROWID;

-- An update of Telegram that a bot has handled. Nothing of what was in it.
CREATE TABLE handled_updates (
    bot_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    handled_at INTEGER NOT NULL,
    PRIMARY KEY (bot_id, update_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX handled_updates_by_time ON handled_updates (handled_at);

-- The archive. Times are milliseconds since 1970 in UTC, 0 for none. Columns
-- that hold several values hold JSON.

-- Small facts: 'made_by', 'clean', 'last_key', the screen's own choices.
CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE publications (
  num      INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  name     TEXT NOT NULL,
  site     TEXT NOT NULL DEFAULT '',
  spec     TEXT NOT NULL,                -- the publication as configured, JSON
  position INTEGER NOT NULL DEFAULT 0,
  retired  INTEGER NOT NULL DEFAULT 0,   -- 1: no longer configured, stories kept
  learned  TEXT NOT NULL DEFAULT '',     -- what its site tells of its sections, JSON
  learned_at INTEGER NOT NULL DEFAULT 0,
  edited   TEXT NOT NULL DEFAULT '',     -- section map edited by the reader, JSON
  churn    INTEGER NOT NULL DEFAULT 0,   -- refreshes in a row that changed nearly every text
  oldest   INTEGER NOT NULL DEFAULT 0,   -- date of its oldest story
  bytes    INTEGER NOT NULL DEFAULT 0    -- of its bodies, as packed
);

CREATE TABLE sections (
  num  INTEGER PRIMARY KEY,
  pub  INTEGER NOT NULL,
  path TEXT NOT NULL,
  fold TEXT NOT NULL,                    -- folded path, compared with what is typed
  UNIQUE (pub, path)
);

CREATE TABLE tags (
  num   INTEGER PRIMARY KEY,
  key   TEXT NOT NULL UNIQUE,
  name  TEXT NOT NULL,
  since INTEGER NOT NULL DEFAULT 0       -- date of its first story
);

-- Every wording seen or known of a tag, by its folded form.
CREATE TABLE aliases (
  fold    TEXT PRIMARY KEY,
  wording TEXT NOT NULL,
  tag     INTEGER NOT NULL,
  known   INTEGER NOT NULL DEFAULT 0     -- 1: from the table of aliases, 0: seen in a story
) WITHOUT ROWID;
CREATE INDEX aliases_tag ON aliases (tag);

CREATE TABLE bylines (
  num    INTEGER PRIMARY KEY,
  byline TEXT NOT NULL UNIQUE,
  fold   TEXT NOT NULL
);

CREATE TABLE stories (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  pub          INTEGER NOT NULL,
  date         INTEGER NOT NULL,         -- what it is listed under: min(published or updated, first seen)
  title        TEXT NOT NULL,
  standfirst   TEXT NOT NULL,
  link         TEXT NOT NULL,
  guid         TEXT NOT NULL,
  byline       TEXT NOT NULL,
  sections     TEXT NOT NULL,            -- ["comment/group leaders"]
  tags         TEXT NOT NULL,            -- [[number, "wording as published"]]
  published    INTEGER NOT NULL,
  updated      INTEGER NOT NULL,
  first_seen   INTEGER NOT NULL,
  comments     INTEGER NOT NULL,         -- -1: not known
  words        INTEGER NOT NULL,
  flags        INTEGER NOT NULL,         -- 1 full, 2 sponsored, 4 featured, 8 changed since read
  top          TEXT NOT NULL DEFAULT '',
  same         INTEGER NOT NULL,         -- stories of several publications with one number are one
  text_hash    INTEGER NOT NULL,         -- of the text as last sent
  rest_hash    INTEGER NOT NULL,         -- of everything else as last sent
  text_at      INTEGER NOT NULL,         -- when the present text was first seen
  edits        INTEGER NOT NULL DEFAULT 0,
  categories   TEXT NOT NULL,
  images       TEXT NOT NULL,
  enclosures   TEXT NOT NULL,
  comments_url TEXT NOT NULL
);
CREATE INDEX stories_date ON stories (date);
CREATE INDEX stories_seen ON stories (first_seen);
CREATE INDEX stories_same ON stories (same) WHERE same <> 0;

-- Bodies stand apart so that lists never walk over them. html: one byte that
-- names the packing (0 none, 1 zstd), then the cleaned HTML.
CREATE TABLE bodies (
  story  INTEGER PRIMARY KEY,
  html   BLOB NOT NULL,
  origin TEXT NOT NULL,                  -- feed, rest or page
  stored INTEGER NOT NULL DEFAULT 0      -- when the full article came to disk
);

-- What a text was before an edit.
CREATE TABLE versions (
  num        INTEGER PRIMARY KEY,
  story      INTEGER NOT NULL,
  seen       INTEGER NOT NULL,           -- when this text was first seen
  title      TEXT NOT NULL,
  standfirst TEXT NOT NULL,
  html       BLOB NOT NULL
);
CREATE INDEX versions_story ON versions (story);

-- The names a story goes by, hashed: they outlive it, so that it never comes
-- back as unread, and tell nothing of it once it is forgotten.
CREATE TABLE identities (
  pub   INTEGER NOT NULL,
  key   INTEGER NOT NULL,
  story INTEGER NOT NULL,
  PRIMARY KEY (pub, key)
) WITHOUT ROWID;
CREATE INDEX identities_story ON identities (story);

-- Stories that are no longer here, and why: pruned or forgotten.
CREATE TABLE gone (story INTEGER PRIMARY KEY, why TEXT NOT NULL);

-- The reader's own traces; they outlive the story.
CREATE TABLE marks (
  story INTEGER PRIMARY KEY,
  read  INTEGER NOT NULL DEFAULT 0,
  saved INTEGER NOT NULL DEFAULT 0,
  place REAL NOT NULL DEFAULT 0
);
CREATE INDEX marks_read ON marks (read) WHERE read <> 0;

-- The reader's changes, for undo and redo.
CREATE TABLE journal (
  num    INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  kind   TEXT NOT NULL,
  count  INTEGER NOT NULL,
  what   TEXT NOT NULL,
  state  INTEGER NOT NULL DEFAULT 0,     -- 0 done, 1 undone, 2 undone and overtaken
  ids    BLOB,                           -- marks: the stories changed, a roaring set
  before TEXT NOT NULL,                  -- JSON: what was there
  after  TEXT NOT NULL                   -- JSON: what is there now
);
CREATE INDEX journal_undone ON journal (num) WHERE state = 1;

CREATE TABLE interests (
  num   INTEGER PRIMARY KEY,
  kind  TEXT NOT NULL,
  pub   TEXT NOT NULL,
  value TEXT NOT NULL,
  name  TEXT NOT NULL,
  muted INTEGER NOT NULL,
  since INTEGER NOT NULL,
  UNIQUE (kind, pub, value)
);

CREATE TABLE views (name TEXT PRIMARY KEY, query TEXT NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;

-- What is known of each feed address.
CREATE TABLE fetches (
  url   TEXT PRIMARY KEY,
  pub   TEXT NOT NULL,
  state TEXT NOT NULL,                   -- JSON
  items BLOB                             -- hashes of the items seen, 8 bytes each
);

-- Articles asked for without a connection.
CREATE TABLE queue (
  story INTEGER PRIMARY KEY,
  asked INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  fault TEXT NOT NULL DEFAULT ''
);

CREATE TABLE comments (story INTEGER PRIMARY KEY, at INTEGER NOT NULL, list BLOB NOT NULL);

CREATE TABLE pictures (
  url   TEXT PRIMARY KEY,
  story INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  type  TEXT NOT NULL,
  bytes BLOB NOT NULL
);
CREATE INDEX pictures_story ON pictures (story);

-- Sets of story numbers, derived from the tables above and kept in step in the
-- same transaction: every list and every count is algebra on them. ids is a
-- 32-bit roaring bitmap in its portable format; a set is split into parts of
-- 65,536 numbers, so that a mark writes the same few pages in every archive. Zero
-- bytes may follow it.
CREATE TABLE sets (
  kind INTEGER NOT NULL,
  key  INTEGER NOT NULL,
  part INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  ids  BLOB NOT NULL,
  PRIMARY KEY (kind, key, part)
) WITHOUT ROWID;

-- Stories whose text is not in the search index yet; again: an older text of
-- theirs is; turn grows when the text changes once more.
CREATE TABLE waiting (story INTEGER PRIMARY KEY, again INTEGER NOT NULL, turn INTEGER NOT NULL DEFAULT 0);

-- The search index: no copy of any text, the words folded before they come in
-- (lower case, no accents, no apostrophes). heads knows where in a headline a
-- word stands, texts only that a body has it: positions of bodies would take four times the room, and phrases are looked up in the bodies themselves.
-- Beside its words a body has their first three letters, each followed by "·".
CREATE VIRTUAL TABLE heads USING fts5 (
  title, standfirst, byline, tags,
  content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '3 4'
);
CREATE VIRTUAL TABLE texts USING fts5 (
  body,
  content = '', contentless_delete = 1, tokenize = 'ascii', detail = none
);
INSERT INTO texts (texts, rank) VALUES ('hashsize', 4000000);
INSERT INTO texts (texts, rank) VALUES ('automerge', 8);
INSERT INTO heads (heads, rank) VALUES ('hashsize', 2000000);
INSERT INTO heads (heads, rank) VALUES ('automerge', 8);

-- Every word of texts, so that the beginning of a word finds whole words.
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;

-- The words that stand in many bodies. A list of their stories is long, and FTS5
-- slow at reading and writing long lists: of a common word texts gets no entry
-- any more, its stories are bits. What texts had of it before stays there,
-- and is in the bits too.
CREATE TABLE common (
  num  INTEGER PRIMARY KEY, -- 0 to 895
  word TEXT NOT NULL UNIQUE -- as it would be in texts: a word, or three letters and "·"
);
-- A row is 28 common words (num / 28 = group) × 1,024 stories (number / 1,024 =
-- part): one bit a story, the lowest first, 128 bytes a word. It fits a page.
CREATE TABLE bitmaps (
  id   INTEGER PRIMARY KEY, -- group << 32 | part
  bits BLOB NOT NULL
);

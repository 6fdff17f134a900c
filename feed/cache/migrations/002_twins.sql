-- One story in several publications. Until now same was a hash of the headline
-- and of eight words of the lead, which two stories can have in common; now it is
-- a number that stories which were compared and found to be one share, and 0 for
-- all others. Nothing is compared yet: that begins anew, newest first, after
-- the next refresh.
DROP INDEX stories_same;
UPDATE stories SET same = 0 WHERE same <> 0;
ALTER TABLE stories ADD COLUMN stand INTEGER NOT NULL DEFAULT 0;    -- the order in which the versions of one story stand for it, 0 first
ALTER TABLE stories ADD COLUMN page INTEGER NOT NULL DEFAULT 0;     -- hash of its link, 0: it has none, or was stored before there was this column
ALTER TABLE stories ADD COLUMN original INTEGER NOT NULL DEFAULT 0; -- hash of the link that its page names as the original, 0: none known
CREATE INDEX stories_same ON stories (same, stand) WHERE same <> 0;
CREATE INDEX stories_page ON stories (page) WHERE page <> 0;
CREATE INDEX stories_original ON stories (original) WHERE original <> 0;

-- Samples in the order in which they came, so that an article is written at the end and not all
-- over the file; what has a shingle is looked up in memory (corpus.landmarks).
DROP TABLE shingles;
ALTER TABLE samples RENAME TO unordered_samples;
CREATE TABLE samples (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: what is new has a higher one
    article_id TEXT NOT NULL,
    shingles   BLOB NOT NULL                       -- corpus.shingles.pack
) STRICT;
DROP INDEX keys_article;                          -- asked for by purges alone
ALTER TABLE articles ADD COLUMN sample INTEGER;    -- its row in samples

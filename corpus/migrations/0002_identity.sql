ALTER TABLE revisions ADD COLUMN language    TEXT;
ALTER TABLE revisions ADD COLUMN paywalled   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revisions ADD COLUMN corrections TEXT    NOT NULL DEFAULT '[]';  -- JSON list
ALTER TABLE revisions ADD COLUMN original    TEXT;    -- the URL that it says it is a copy of
-- How it differs from what was first published, in words that members see; NULL: not at all.
ALTER TABLE revisions ADD COLUMN change      TEXT;    -- updated, corrected
ALTER TABLE revisions ADD COLUMN changed     TEXT;    -- when
ALTER TABLE revisions ADD COLUMN held        TEXT;    -- JSON list: why an editor has to look first

-- The revision that may be answered from; NULL while all of them are held.
ALTER TABLE articles ADD COLUMN current  INTEGER;
ALTER TABLE articles ADD COLUMN reason   TEXT;        -- why it was taken down
ALTER TABLE articles ADD COLUMN accepted TEXT NOT NULL DEFAULT '[]';  -- doubts an editor passed over
ALTER TABLE articles ADD COLUMN story    TEXT;        -- what it shares with its copies elsewhere
ALTER TABLE articles ADD COLUMN day      TEXT;        -- of publication, in UTC, to list by
ALTER TABLE articles ADD COLUMN news     TEXT;        -- when it came in as new; NULL: it was there
ALTER TABLE articles ADD COLUMN words    TEXT;        -- fingerprint of the words of its text
ALTER TABLE articles ADD COLUMN size     INTEGER NOT NULL DEFAULT 0;  -- how many shingles it has
UPDATE articles SET
    current = (SELECT max(revision) FROM revisions WHERE article_id = id),
    day = (SELECT datetime(published) FROM revisions WHERE article_id = id
           ORDER BY revision DESC LIMIT 1);
CREATE INDEX articles_day ON articles (day DESC, id);
CREATE INDEX articles_words ON articles (words);
CREATE INDEX articles_story ON articles (story) WHERE story IS NOT NULL;
CREATE INDEX articles_news ON articles (news) WHERE news IS NOT NULL;
CREATE INDEX revisions_held ON revisions (article_id) WHERE held IS NOT NULL;
CREATE INDEX keys_article ON keys (article_id);

-- A sample of each article's five-word shingles, by which its copies are found (corpus.shingles):
-- which articles have a shingle, and which shingles an article has, eight bytes each.
CREATE TABLE shingles (
    shingle    INTEGER NOT NULL,
    article_id TEXT    NOT NULL,
    PRIMARY KEY (shingle, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE samples (
    article_id TEXT PRIMARY KEY,
    shingles   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

DROP VIEW live;
CREATE VIEW live AS
SELECT revisions.*, articles.story
FROM articles
JOIN revisions ON article_id = id AND revision = current
WHERE withdrawn IS NULL;

-- What is looked at again and again: a feed, a sitemap, a site.
CREATE TABLE sources (
    id            INTEGER PRIMARY KEY,
    url           TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,       -- feed, sitemap, wordpress
    title         TEXT,
    outlet        TEXT,                -- what its articles' outlet is where they say nothing
    added         TEXT NOT NULL,
    paused        TEXT,                -- why it is not looked at; NULL: it is
    checked       TEXT,
    succeeded     TEXT,                -- NULL: never yet, so nothing of it is news
    due           TEXT,                -- the site asks not to be asked before
    errors        INTEGER NOT NULL DEFAULT 0,  -- in a row
    error         TEXT,
    etag          TEXT,
    last_modified TEXT,
    since         TEXT                 -- of what was modified later there is more to fetch
) STRICT;

-- The pages that sources listed, or that were added one by one.
CREATE TABLE pages (
    url           TEXT PRIMARY KEY,    -- folded
    address       TEXT NOT NULL,       -- to fetch it at
    source_id     INTEGER REFERENCES sources (id) ON DELETE SET NULL,
    article_id    TEXT REFERENCES articles (id) ON DELETE SET NULL,
    stamp         TEXT,                -- how the source described it when it was last fetched
    checked       TEXT,
    due           TEXT,
    etag          TEXT,
    last_modified TEXT,
    error         TEXT,
    absent        TEXT                 -- when it was first found to be gone
) STRICT, WITHOUT ROWID;
CREATE INDEX pages_due ON pages (due);
CREATE INDEX pages_source ON pages (source_id);

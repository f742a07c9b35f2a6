CREATE TABLE articles (
    id        TEXT PRIMARY KEY,
    withdrawn TEXT                     -- when it was taken down; NULL while it may be answered from
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    article_id TEXT    NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    revision   INTEGER NOT NULL CHECK (revision >= 1),
    added      TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    outlet     TEXT,
    url        TEXT,
    authors    TEXT    NOT NULL,       -- JSON list
    section    TEXT,
    tags       TEXT    NOT NULL,       -- JSON list
    published  TEXT,                   -- ISO 8601 with zone; NULL is "the source does not say"
    updated    TEXT,
    kind       TEXT    NOT NULL,
    provenance TEXT    NOT NULL,       -- JSON object: field -> where it was read
    PRIMARY KEY (article_id, revision)
) STRICT;

CREATE INDEX revisions_digest ON revisions (digest);

-- What an article is known by: its URL, the file it came from. `digest` is the content last added
-- under the key: a file that did not change is no revision, even when its article was revised from
-- elsewhere in the meantime.
CREATE TABLE keys (
    key        TEXT PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    digest     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The revision that may be answered from.
CREATE VIEW live AS
SELECT revisions.*
FROM revisions
JOIN articles ON articles.id = revisions.article_id
WHERE articles.withdrawn IS NULL
  AND revision = (SELECT max(revision) FROM revisions AS r WHERE r.article_id = articles.id);

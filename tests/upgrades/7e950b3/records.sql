BEGIN TRANSACTION;
CREATE TABLE answers (
    id         TEXT    PRIMARY KEY,
    at         INTEGER NOT NULL,
    way        TEXT    NOT NULL,       -- how it was asked
    guild      INTEGER,                -- NULL outside servers
    channel    INTEGER,
    message    INTEGER,                -- the card; NULL until it is sent
    private    INTEGER NOT NULL,
    member     TEXT    NOT NULL,
    abstained  INTEGER NOT NULL,
    lack       TEXT,
    refs       TEXT    NOT NULL,       -- JSON list of [article, revision, start, end]
    roles      TEXT    NOT NULL,       -- JSON list
    nearest    TEXT    NOT NULL,       -- JSON list of articles
    filters    TEXT    NOT NULL,       -- JSON object
    snapshot   TEXT    NOT NULL,       -- the index that was answered from
    question   TEXT,                   -- NULL unless it may be kept
    understood TEXT,                   -- likewise
    previous   TEXT,                   -- the answer that this one follows
    turn       INTEGER NOT NULL,
    locale     TEXT    NOT NULL,
    note       TEXT                    -- the correction that the card already tells of
) STRICT;
CREATE TABLE choices (
    member  TEXT    PRIMARY KEY,
    private INTEGER NOT NULL
) STRICT;
INSERT INTO "choices" VALUES('85eda178cd781f3a18ce0d6c752878fc',1);
CREATE TABLE citations (
    article_id TEXT NOT NULL,
    answer_id  TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, answer_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE claims (
    key BLOB    PRIMARY KEY,           -- a digest
    at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE filed (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    guild     INTEGER,
    member    TEXT    NOT NULL,
    asker     TEXT,
    why       TEXT    NOT NULL CHECK (why IN ('unanswered', 'not helpful', 'filed')),
    question  TEXT    NOT NULL,
    answer_id TEXT,
    UNIQUE (answer_id, member)         -- any number of NULLs
) STRICT;
INSERT INTO "filed" VALUES(1,1710936000000000,77,'85eda178cd781f3a18ce0d6c752878fc',NULL,'filed','When does the tram run on Sundays?',NULL);
CREATE TABLE salt (
    salt BLOB NOT NULL                 -- one row: without it no hash can be made again
) STRICT;
INSERT INTO "salt" VALUES(X'B2E3CC10F20740B53AF77D94E94C8612E4A87AC1CE3EE61329F12A77BA6258F6');
CREATE TABLE servers (
    guild    INTEGER PRIMARY KEY,
    settings TEXT    NOT NULL          -- JSON object
) STRICT;
INSERT INTO "servers" VALUES(77,'{"channels": [], "auto_channels": [], "private": false, "language": null, "per_minute": 3, "per_day": 30, "staff_roles": [], "gap_roles": [], "collection": [], "keep_questions": false, "digest_channel": null}');
CREATE TABLE spendings (
    id     INTEGER PRIMARY KEY,
    member TEXT    NOT NULL,
    guild  INTEGER,
    at     INTEGER NOT NULL
) STRICT;
CREATE TABLE votes (
    answer_id TEXT    NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    member    TEXT    NOT NULL,
    helpful   INTEGER NOT NULL,
    reason    TEXT,
    words     TEXT,
    PRIMARY KEY (answer_id, member)
) STRICT;
CREATE INDEX answers_at ON answers (at);
CREATE INDEX answers_guild ON answers (guild, at);
CREATE INDEX answers_channel ON answers (channel, at);
CREATE INDEX answers_message ON answers (message);
CREATE INDEX answers_member ON answers (member);
CREATE INDEX answers_previous ON answers (previous);
CREATE INDEX citations_answer ON citations (answer_id);
CREATE INDEX votes_member ON votes (member);
CREATE INDEX filed_at ON filed (at);
CREATE INDEX filed_guild ON filed (guild, at);
CREATE INDEX filed_member ON filed (member);
CREATE INDEX filed_asker ON filed (asker);
CREATE INDEX claims_at ON claims (at);
CREATE INDEX spendings_member ON spendings (member, guild, at);
CREATE INDEX spendings_at ON spendings (at);
COMMIT;
PRAGMA user_version = 1;

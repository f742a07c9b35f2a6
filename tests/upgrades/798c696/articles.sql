BEGIN TRANSACTION;
CREATE TABLE articles (
    id        TEXT PRIMARY KEY,
    withdrawn TEXT                     -- when it was taken down; NULL while it may be answered from
) STRICT, WITHOUT ROWID;
INSERT INTO "articles" VALUES('226w4s5ih2',NULL);
INSERT INTO "articles" VALUES('hruognfppd',NULL);
INSERT INTO "articles" VALUES('lvcbla62ee','2026-11-25T04:48:45+00:00');
INSERT INTO "articles" VALUES('sxl4wjwxse',NULL);
INSERT INTO "articles" VALUES('ucd3o5abih',NULL);
INSERT INTO "articles" VALUES('uylj52a4in',NULL);
CREATE TABLE keys (
    key        TEXT PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    digest     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "keys" VALUES('file:///tmp/tmpuwwmcvlv/stories/bridge.md','lvcbla62ee','b1003b2a4a2de940110cf144a5b1f6e8');
INSERT INTO "keys" VALUES('file:///tmp/tmpuwwmcvlv/stories/cameras.md','hruognfppd','fdb11f9e5b22875d9403291f1cb700a7');
INSERT INTO "keys" VALUES('file:///tmp/tmpuwwmcvlv/stories/ferry.md','sxl4wjwxse','3a90a1109316d4c4a48b4ef27fb09420');
INSERT INTO "keys" VALUES('file:///tmp/tmpuwwmcvlv/stories/library.md','226w4s5ih2','70efa13e30def24f2260a310cd5cefcb');
INSERT INTO "keys" VALUES('file:///tmp/tmpuwwmcvlv/stories/wall.html','uylj52a4in','d1357bc5e9b77f7de18e35cd621e6e96');
INSERT INTO "keys" VALUES('file:///tmp/tmpuwwmcvlv/stories/zz_copy.md','ucd3o5abih','960d2b100447f4113e56b07417152321');
INSERT INTO "keys" VALUES('url:https://gauge.example/2024/cameras','hruognfppd','fdb11f9e5b22875d9403291f1cb700a7');
INSERT INTO "keys" VALUES('url:https://gauge.example/2024/ferry','sxl4wjwxse','3a90a1109316d4c4a48b4ef27fb09420');
INSERT INTO "keys" VALUES('url:https://gauge.example/2024/toll','lvcbla62ee','b1003b2a4a2de940110cf144a5b1f6e8');
INSERT INTO "keys" VALUES('url:https://post.example/n/ferry-cancelled','ucd3o5abih','960d2b100447f4113e56b07417152321');
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
INSERT INTO "revisions" VALUES('lvcbla62ee',1,'2026-11-25T04:48:41+00:00','b1003b2a4a2de940110cf144a5b1f6e8','Bridge toll to rise','The toll on the northern bridge will rise to four crowns from the first of July, the roads office announced.

Lorries will pay eleven crowns. The money is for new bearings, which the office expects to last for thirty years.','The Gauge','https://gauge.example/2024/toll','[]','Transport','[]','2024-03-16T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "section": "front matter"}');
INSERT INTO "revisions" VALUES('hruognfppd',1,'2026-11-25T04:48:41+00:00','5fcbf9a41daa30cd9525dffab5681d19','Council approves harbour cameras','The city council approved 400 smart cameras for the harbour on Thursday, after a debate of six hours.

Mayor Ines Okafor said the cameras would be switched on in June. The vote was nine to four.

The harbour master, Tomas Lind, told the meeting that theft from the quays had doubled within two years.','The Gauge','https://gauge.example/2024/cameras','["Anna Reyes"]','City','[]','2024-03-14T09:30:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}');
INSERT INTO "revisions" VALUES('sxl4wjwxse',1,'2026-11-25T04:48:41+00:00','3a90a1109316d4c4a48b4ef27fb09420','Ferry to the islands is cancelled until May','The ferry to the outer islands is cancelled until May because its second engine failed on Tuesday night.

The company Norlund Lines said that buses over the northern bridge would run every forty minutes instead.

Passengers who had paid for a season ticket can ask for their money back at the pier until the end of April.','The Gauge','https://gauge.example/2024/ferry','["Jo Park"]','Transport','[]','2024-03-15T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}');
INSERT INTO "revisions" VALUES('226w4s5ih2',1,'2026-11-25T04:48:41+00:00','70efa13e30def24f2260a310cd5cefcb','Library opens on Sundays','The central library will open on Sundays from noon to six in the evening, beginning on the first of September.

Its director, Marit Sand, said that two in three visitors had asked for it. The reading room gets ninety more seats.','The Gauge',NULL,'[]','Culture','[]','2024-03-17T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "date": "front matter", "section": "front matter"}');
INSERT INTO "revisions" VALUES('uylj52a4in',1,'2026-11-25T04:48:42+00:00','d1357bc5e9b77f7de18e35cd621e6e96','Before you continue','We and our partners store cookies on your device and read them again whenever you come back to these pages.

Accept all, or manage your choices on the next page, where each of the partners is listed with what it does.','The Gauge',NULL,'[]',NULL,'[]',NULL,NULL,'report','{"title": "meta tags", "outlet": "meta tags"}');
INSERT INTO "revisions" VALUES('ucd3o5abih',1,'2026-11-25T04:48:42+00:00','960d2b100447f4113e56b07417152321','Ferry to the islands is cancelled until May','The ferry to the outer islands is cancelled until May because its second engine failed on Tuesday night.

The company Norlund Lines said that buses over the northern bridge would run every forty minutes instead.

Passengers who had paid for a season ticket can ask for their money back at the pier until the end of April.','Island Post','https://post.example/n/ferry-cancelled','["Jo Park"]','Transport','[]','2024-03-16T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}');
INSERT INTO "revisions" VALUES('hruognfppd',2,'2026-11-25T04:48:43+00:00','fdb11f9e5b22875d9403291f1cb700a7','Council approves harbour cameras','The city council approved 640 smart cameras for the harbour on Thursday, after a debate of six hours.

Mayor Ines Okafor said the cameras would be switched on in June. The vote was nine to four.

The harbour master, Tomas Lind, told the meeting that theft from the quays had doubled within two years.','The Gauge','https://gauge.example/2024/cameras','["Anna Reyes"]','City','[]','2024-03-14T09:30:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}');
CREATE INDEX revisions_digest ON revisions (digest);
CREATE VIEW live AS
SELECT revisions.*
FROM revisions
JOIN articles ON articles.id = revisions.article_id
WHERE articles.withdrawn IS NULL
  AND revision = (SELECT max(revision) FROM revisions AS r WHERE r.article_id = articles.id);
COMMIT;
PRAGMA user_version = 1;

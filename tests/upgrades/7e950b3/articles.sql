BEGIN TRANSACTION;
CREATE TABLE articles (
    id        TEXT PRIMARY KEY,
    withdrawn TEXT                     -- when it was taken down; NULL while it may be answered from
, current  INTEGER, reason   TEXT, accepted TEXT NOT NULL DEFAULT '[]', story    TEXT, day      TEXT, news     TEXT, size     INTEGER NOT NULL DEFAULT 0, sample INTEGER) STRICT, WITHOUT ROWID;
INSERT INTO "articles" VALUES('gtg455nt26',NULL,1,NULL,'[]',NULL,'2024-03-18 08:00:00',NULL,18,7);
INSERT INTO "articles" VALUES('hruognfppd',NULL,2,NULL,'[]',NULL,'2024-03-14 09:30:00',NULL,21,6);
INSERT INTO "articles" VALUES('jd6xn6ia4q','2026-11-25T04:50:28+00:00',1,'purged','[]',NULL,'2024-03-17 12:00:00',NULL,11,4);
INSERT INTO "articles" VALUES('lvcbla62ee','2026-11-25T04:50:27+00:00',1,'removed','[]',NULL,'2024-03-16 12:00:00',NULL,4,1);
INSERT INTO "articles" VALUES('nwcfwgdvyg',NULL,NULL,NULL,'[]',NULL,NULL,NULL,0,NULL);
INSERT INTO "articles" VALUES('sxl4wjwxse',NULL,1,NULL,'[]','sxl4wjwxse','2024-03-15 12:00:00',NULL,11,3);
INSERT INTO "articles" VALUES('ucd3o5abih',NULL,1,NULL,'[]','sxl4wjwxse','2024-03-16 12:00:00',NULL,11,5);
CREATE TABLE keys (
    key        TEXT PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    digest     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "keys" VALUES('file:///tmp/tmp6ppvvy7m/stories/bridge.md','lvcbla62ee','af90336b88eee215acbc5be3e88e57eb');
INSERT INTO "keys" VALUES('file:///tmp/tmp6ppvvy7m/stories/cameras.md','hruognfppd','ebaad0afa39f469df5eb5cef41d20a35');
INSERT INTO "keys" VALUES('file:///tmp/tmp6ppvvy7m/stories/ferry.md','sxl4wjwxse','6ed65f92a4fbbf0f2842b76b0b65f293');
INSERT INTO "keys" VALUES('file:///tmp/tmp6ppvvy7m/stories/wall.html','nwcfwgdvyg','dbc789e808ec36f6e4e53746d5f244d0');
INSERT INTO "keys" VALUES('file:///tmp/tmp6ppvvy7m/stories/zz_copy.md','ucd3o5abih','06bb58e43dab8874bcc2d5a737c2db8c');
INSERT INTO "keys" VALUES('gone:8930aa134c5e03c9688b423e9bce313c','jd6xn6ia4q','c24973ff03eab2e13ba080d4dfb129fa');
INSERT INTO "keys" VALUES('guid:127.0.0.1:8931#tram','gtg455nt26','27fdbaf0a3ac3e6e4a9c2a02fbc3d70f');
INSERT INTO "keys" VALUES('url:https://127.0.0.1:8931/tram.html','gtg455nt26','27fdbaf0a3ac3e6e4a9c2a02fbc3d70f');
INSERT INTO "keys" VALUES('url:https://gauge.example/2024/cameras','hruognfppd','ebaad0afa39f469df5eb5cef41d20a35');
INSERT INTO "keys" VALUES('url:https://gauge.example/2024/ferry','sxl4wjwxse','6ed65f92a4fbbf0f2842b76b0b65f293');
INSERT INTO "keys" VALUES('url:https://gauge.example/2024/toll','lvcbla62ee','af90336b88eee215acbc5be3e88e57eb');
INSERT INTO "keys" VALUES('url:https://post.example/n/ferry-cancelled','ucd3o5abih','06bb58e43dab8874bcc2d5a737c2db8c');
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
INSERT INTO "pages" VALUES('https://127.0.0.1:8931/tram.html','http://127.0.0.1:8931/tram.html',1,'gtg455nt26','1ea425e2742eab036778791991209d50','2026-11-25T04:50:31+00:00','2026-12-09T04:50:31+00:00',NULL,'Wed, 25 Nov 2026 04:48:33 GMT',NULL,NULL);
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
    provenance TEXT    NOT NULL, language    TEXT, paywalled   INTEGER NOT NULL DEFAULT 0, corrections TEXT    NOT NULL DEFAULT '[]', original    TEXT, change      TEXT, changed     TEXT, held        TEXT,       -- JSON object: field -> where it was read
    PRIMARY KEY (article_id, revision)
) STRICT;
INSERT INTO "revisions" VALUES('lvcbla62ee',1,'2026-11-25T04:50:21+00:00','af90336b88eee215acbc5be3e88e57eb','Bridge toll to rise','The toll on the northern bridge will rise to four crowns from the first of July, the roads office announced.

Lorries will pay eleven crowns. The money is for new bearings, which the office expects to last for thirty years.','The Gauge','https://gauge.example/2024/toll','[]','Transport','[]','2024-03-16T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('hruognfppd',1,'2026-11-25T04:50:21+00:00','11c530f198e8830efce944ad523b73d1','Council approves harbour cameras','The city council approved 400 smart cameras for the harbour on Thursday, after a debate of six hours.

Mayor Ines Okafor said the cameras would be switched on in June. The vote was nine to four.

The harbour master, Tomas Lind, told the meeting that theft from the quays had doubled within two years.','The Gauge','https://gauge.example/2024/cameras','["Anna Reyes"]','City','[]','2024-03-14T09:30:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('sxl4wjwxse',1,'2026-11-25T04:50:21+00:00','6ed65f92a4fbbf0f2842b76b0b65f293','Ferry to the islands is cancelled until May','The ferry to the outer islands is cancelled until May because its second engine failed on Tuesday night.

The company Norlund Lines said that buses over the northern bridge would run every forty minutes instead.

Passengers who had paid for a season ticket can ask for their money back at the pier until the end of April.','The Gauge','https://gauge.example/2024/ferry','["Jo Park"]','Transport','[]','2024-03-15T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('jd6xn6ia4q',1,'2026-11-25T04:50:21+00:00','','','','The Gauge',NULL,'[]',NULL,'[]','2024-03-17T12:00:00+00:00',NULL,'report','{}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('nwcfwgdvyg',1,'2026-11-25T04:50:21+00:00','dbc789e808ec36f6e4e53746d5f244d0','Before you continue','We and our partners store cookies on your device and read them again whenever you come back to these pages.

Accept all, or manage your choices on the next page, where each of the partners is listed with what it does.','The Gauge',NULL,'[]',NULL,'[]',NULL,NULL,'report','{"title": "page", "outlet": "meta tags"}',NULL,0,'[]',NULL,NULL,NULL,'["a request for consent, not the page"]');
INSERT INTO "revisions" VALUES('ucd3o5abih',1,'2026-11-25T04:50:21+00:00','06bb58e43dab8874bcc2d5a737c2db8c','Ferry to the islands is cancelled until May','The ferry to the outer islands is cancelled until May because its second engine failed on Tuesday night.

The company Norlund Lines said that buses over the northern bridge would run every forty minutes instead.

Passengers who had paid for a season ticket can ask for their money back at the pier until the end of April.','Island Post','https://post.example/n/ferry-cancelled','["Jo Park"]','Transport','[]','2024-03-16T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('hruognfppd',2,'2026-11-25T04:50:24+00:00','ebaad0afa39f469df5eb5cef41d20a35','Council approves harbour cameras','The city council approved 640 smart cameras for the harbour on Thursday, after a debate of six hours.

Mayor Ines Okafor said the cameras would be switched on in June. The vote was nine to four.

The harbour master, Tomas Lind, told the meeting that theft from the quays had doubled within two years.','The Gauge','https://gauge.example/2024/cameras','["Anna Reyes"]','City','[]','2024-03-14T09:30:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,'updated','2026-11-25T04:50:24.721881+00:00',NULL);
INSERT INTO "revisions" VALUES('gtg455nt26',1,'2026-11-25T04:50:31+00:00','27fdbaf0a3ac3e6e4a9c2a02fbc3d70f','Tram line nine opens','Tram line nine opened on Monday morning between the harbour and the hospital, a year later than planned. The first tram left at ten past five with forty passengers on board.

The line cost two hundred million crowns, said the transport office, and is expected to carry eight thousand passengers a day. Its nine stops have raised kerbs, so that wheelchairs can board without a ramp.

Line two will end at the market from now on. A timetable for the whole city comes into force on the first of April, and is printed in the Saturday edition.','The Gauge','http://127.0.0.1:8931/tram.html','[]',NULL,'[]','2024-03-18T08:00:00+00:00',NULL,'report','{"title": "page", "date": "meta tags", "outlet": "meta tags", "url": "address"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
CREATE TABLE samples (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: what is new has a higher one
    article_id TEXT NOT NULL,
    shingles   BLOB NOT NULL                       -- corpus.shingles.pack
) STRICT;
INSERT INTO "samples" VALUES(1,'lvcbla62ee',X'83975B327D305363DC88C3AAE18432A68018931591E9FFA618E1D82E05AE7A0854BC15C8813EE06D');
INSERT INTO "samples" VALUES(3,'sxl4wjwxse',X'639AD4746526559AB8AEBD45EE37B8ABB868CFF62D615AAE7869E4E125D160BF9088D2F017AFBFD7308C079633029CE2BC91428E295FA43BC8D5884A52E9F256A0DDFCCC2722E35BE029D80E5ECDC05C58D3B3143158AE676430367094B4F96E');
INSERT INTO "samples" VALUES(4,'jd6xn6ia4q',X'35FD09652AD4355EF04E382BB48C2FB0D89572CC354AD8B1BC9652DE37E28CC2B877CF69E61619C948607FCB4572F2E5945DEACA2D1823FEF8F0D62637D74E1604EAD0A7E97B59171C90559F86883A3B34B5CB6A8859D76C54CAD0B36F09726E');
INSERT INTO "samples" VALUES(5,'ucd3o5abih',X'639AD4746526559AB8AEBD45EE37B8ABB868CFF62D615AAE7869E4E125D160BF9088D2F017AFBFD7308C079633029CE2BC91428E295FA43BC8D5884A52E9F256A0DDFCCC2722E35BE029D80E5ECDC05C58D3B3143158AE676430367094B4F96E');
INSERT INTO "samples" VALUES(6,'hruognfppd',X'C64945C9E03C9F21C815539B8CB0BA8018DB4DB418DB7E9338955C05D1FF2A9CC093FEC6BB7DAC9E1490F1DC66281CA46C41DD7F138051A57C51DA7D398786ADCC7D558B068512B7C8A2DBEE30ABC9BA88C342B7415301CCE40E9B139CE1D7CC101ECA98DF67FAD09C29E3D08C6582D3D84C18D7E129A6D904A23AC0B81F460FE8982EB62946EE179485D532CA50963F548149CA1F75FD4214F0C185E1CF4E55A0061B7DAFF3DF5728FF180077891462');
INSERT INTO "samples" VALUES(7,'gtg455nt26',X'05D88439A18D523514058C5F81ABF880448B5A0F1F782F81108B8AA579D7F2908C2EB358704597A928D3122206F9B8AF44BCEB52BD7F53BC20CAF2EA00CD4BBEAC7D735D0F3573CBBC29EF0D08EBE5CF2C5618B2CF3C7ADA783890B6967B63E1B898D327BA510CE578C784A0550970F9481DFFABA712B2FD04F0AD35F593D723A0762CE56D678929E411F4F7E30D0B3AE029ADD7B3D4E16F');
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
INSERT INTO "sources" VALUES(1,'http://127.0.0.1:8931/feed.xml','feed','The Gauge',NULL,'2026-11-25T04:50:30+00:00',NULL,'2026-11-25T04:50:30+00:00','2026-11-25T04:50:30+00:00',NULL,0,NULL,NULL,'Wed, 25 Nov 2026 04:48:33 GMT','2026-11-25T04:50:30+00:00');
CREATE INDEX revisions_digest ON revisions (digest);
CREATE INDEX articles_day ON articles (day DESC, id);
CREATE INDEX articles_story ON articles (story) WHERE story IS NOT NULL;
CREATE INDEX articles_news ON articles (news) WHERE news IS NOT NULL;
CREATE INDEX revisions_held ON revisions (article_id) WHERE held IS NOT NULL;
CREATE VIEW live AS
SELECT revisions.*, articles.story
FROM articles
JOIN revisions ON article_id = id AND revision = current
WHERE withdrawn IS NULL;
CREATE INDEX pages_due ON pages (due);
CREATE INDEX pages_source ON pages (source_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('samples',7);
COMMIT;
PRAGMA user_version = 3;

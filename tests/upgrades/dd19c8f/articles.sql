BEGIN TRANSACTION;
CREATE TABLE articles (
    id        TEXT PRIMARY KEY,
    withdrawn TEXT                     -- when it was taken down; NULL while it may be answered from
, current  INTEGER, reason   TEXT, accepted TEXT NOT NULL DEFAULT '[]', story    TEXT, day      TEXT, news     TEXT, words    TEXT, size     INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
INSERT INTO "articles" VALUES('7aai5ensjp',NULL,NULL,NULL,'[]',NULL,NULL,NULL,NULL,0);
INSERT INTO "articles" VALUES('7fnkpdkkml','2026-11-25T04:50:06+00:00',1,'purged','[]',NULL,'2024-03-17 12:00:00',NULL,'5e35d42a6509fd35b2087dcf62cb94d4',11);
INSERT INTO "articles" VALUES('gtg455nt26',NULL,1,NULL,'[]',NULL,'2024-03-18 08:00:00',NULL,'35528da13984d805a948b06708530952',18);
INSERT INTO "articles" VALUES('hruognfppd',NULL,2,NULL,'[]',NULL,'2024-03-14 09:30:00',NULL,'219f3ce0c94549c63482935ac81905bb',21);
INSERT INTO "articles" VALUES('lvcbla62ee','2026-11-25T04:50:05+00:00',1,'removed','[]',NULL,'2024-03-16 12:00:00',NULL,'6353307d325b97831938c28ab2db7563',4);
INSERT INTO "articles" VALUES('sxl4wjwxse',NULL,1,NULL,'[]','sxl4wjwxse','2024-03-15 12:00:00',NULL,'9a55266574d49a63f65c4e7765914f1d',11);
INSERT INTO "articles" VALUES('ucd3o5abih',NULL,1,NULL,'[]','sxl4wjwxse','2024-03-16 12:00:00',NULL,'9a55266574d49a63f65c4e7765914f1d',11);
CREATE TABLE keys (
    key        TEXT PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    digest     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "keys" VALUES('file:///tmp/tmpim8_zygh/stories/bridge.md','lvcbla62ee','af90336b88eee215acbc5be3e88e57eb');
INSERT INTO "keys" VALUES('file:///tmp/tmpim8_zygh/stories/cameras.md','hruognfppd','ebaad0afa39f469df5eb5cef41d20a35');
INSERT INTO "keys" VALUES('file:///tmp/tmpim8_zygh/stories/ferry.md','sxl4wjwxse','6ed65f92a4fbbf0f2842b76b0b65f293');
INSERT INTO "keys" VALUES('file:///tmp/tmpim8_zygh/stories/wall.html','7aai5ensjp','dbc789e808ec36f6e4e53746d5f244d0');
INSERT INTO "keys" VALUES('file:///tmp/tmpim8_zygh/stories/zz_copy.md','ucd3o5abih','06bb58e43dab8874bcc2d5a737c2db8c');
INSERT INTO "keys" VALUES('gone:f250441bf679d7fc29f2299cfdcb2062','7fnkpdkkml','c24973ff03eab2e13ba080d4dfb129fa');
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
INSERT INTO "pages" VALUES('https://127.0.0.1:8931/tram.html','http://127.0.0.1:8931/tram.html',1,'gtg455nt26','1ea425e2742eab036778791991209d50','2026-11-25T04:50:08+00:00','2026-12-09T04:50:08+00:00',NULL,'Wed, 25 Nov 2026 04:48:33 GMT',NULL,NULL);
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
INSERT INTO "revisions" VALUES('lvcbla62ee',1,'2026-11-25T04:50:01+00:00','af90336b88eee215acbc5be3e88e57eb','Bridge toll to rise','The toll on the northern bridge will rise to four crowns from the first of July, the roads office announced.

Lorries will pay eleven crowns. The money is for new bearings, which the office expects to last for thirty years.','The Gauge','https://gauge.example/2024/toll','[]','Transport','[]','2024-03-16T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('hruognfppd',1,'2026-11-25T04:50:01+00:00','11c530f198e8830efce944ad523b73d1','Council approves harbour cameras','The city council approved 400 smart cameras for the harbour on Thursday, after a debate of six hours.

Mayor Ines Okafor said the cameras would be switched on in June. The vote was nine to four.

The harbour master, Tomas Lind, told the meeting that theft from the quays had doubled within two years.','The Gauge','https://gauge.example/2024/cameras','["Anna Reyes"]','City','[]','2024-03-14T09:30:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('sxl4wjwxse',1,'2026-11-25T04:50:01+00:00','6ed65f92a4fbbf0f2842b76b0b65f293','Ferry to the islands is cancelled until May','The ferry to the outer islands is cancelled until May because its second engine failed on Tuesday night.

The company Norlund Lines said that buses over the northern bridge would run every forty minutes instead.

Passengers who had paid for a season ticket can ask for their money back at the pier until the end of April.','The Gauge','https://gauge.example/2024/ferry','["Jo Park"]','Transport','[]','2024-03-15T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('7fnkpdkkml',1,'2026-11-25T04:50:01+00:00','','','','The Gauge',NULL,'[]',NULL,'[]','2024-03-17T12:00:00+00:00',NULL,'report','{}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('7aai5ensjp',1,'2026-11-25T04:50:01+00:00','dbc789e808ec36f6e4e53746d5f244d0','Before you continue','We and our partners store cookies on your device and read them again whenever you come back to these pages.

Accept all, or manage your choices on the next page, where each of the partners is listed with what it does.','The Gauge',NULL,'[]',NULL,'[]',NULL,NULL,'report','{"title": "page", "outlet": "meta tags"}',NULL,0,'[]',NULL,NULL,NULL,'["a request for consent, not the page"]');
INSERT INTO "revisions" VALUES('ucd3o5abih',1,'2026-11-25T04:50:02+00:00','06bb58e43dab8874bcc2d5a737c2db8c','Ferry to the islands is cancelled until May','The ferry to the outer islands is cancelled until May because its second engine failed on Tuesday night.

The company Norlund Lines said that buses over the northern bridge would run every forty minutes instead.

Passengers who had paid for a season ticket can ask for their money back at the pier until the end of April.','Island Post','https://post.example/n/ferry-cancelled','["Jo Park"]','Transport','[]','2024-03-16T12:00:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES('hruognfppd',2,'2026-11-25T04:50:04+00:00','ebaad0afa39f469df5eb5cef41d20a35','Council approves harbour cameras','The city council approved 640 smart cameras for the harbour on Thursday, after a debate of six hours.

Mayor Ines Okafor said the cameras would be switched on in June. The vote was nine to four.

The harbour master, Tomas Lind, told the meeting that theft from the quays had doubled within two years.','The Gauge','https://gauge.example/2024/cameras','["Anna Reyes"]','City','[]','2024-03-14T09:30:00+00:00',NULL,'report','{"title": "front matter", "outlet": "front matter", "url": "front matter", "date": "front matter", "authors": "front matter", "section": "front matter"}',NULL,0,'[]',NULL,'updated','2026-11-25T04:50:04.109223+00:00',NULL);
INSERT INTO "revisions" VALUES('gtg455nt26',1,'2026-11-25T04:50:08+00:00','27fdbaf0a3ac3e6e4a9c2a02fbc3d70f','Tram line nine opens','Tram line nine opened on Monday morning between the harbour and the hospital, a year later than planned. The first tram left at ten past five with forty passengers on board.

The line cost two hundred million crowns, said the transport office, and is expected to carry eight thousand passengers a day. Its nine stops have raised kerbs, so that wheelchairs can board without a ramp.

Line two will end at the market from now on. A timetable for the whole city comes into force on the first of April, and is printed in the Saturday edition.','The Gauge','http://127.0.0.1:8931/tram.html','[]',NULL,'[]','2024-03-18T08:00:00+00:00',NULL,'report','{"title": "page", "date": "meta tags", "outlet": "meta tags", "url": "address"}',NULL,0,'[]',NULL,NULL,NULL,NULL);
CREATE TABLE samples (
    article_id TEXT PRIMARY KEY,
    shingles   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "samples" VALUES('7fnkpdkkml',X'04EAD0A7E97B591754CAD0B36F09726E48607FCB4572F2E5F04E382BB48C2FB0B877CF69E61619C9945DEACA2D1823FED89572CC354AD8B134B5CB6A8859D76CF8F0D62637D74E16BC9652DE37E28CC21C90559F86883A3B');
INSERT INTO "samples" VALUES('gtg455nt26',X'448B5A0F1F782F8144BCEB52BD7F53BCE029ADD7B3D4E16FA0762CE56D678929E411F4F7E30D0B3A04F0AD35F593D72328D3122206F9B8AF481DFFABA712B2FD8C2EB358704597A9AC7D735D0F3573CB2C5618B2CF3C7ADA108B8AA579D7F29014058C5F81ABF88078C784A0550970F9B898D327BA510CE5BC29EF0D08EBE5CF783890B6967B63E120CAF2EA00CD4BBE');
INSERT INTO "samples" VALUES('hruognfppd',X'04A23AC0B81F460F88C342B7415301CC101ECA98DF67FAD01490F1DC66281CA49485D532CA50963F18DB4DB418DB7E9314F0C185E1CF4E559C29E3D08C6582D3A0061B7DAFF3DF5728FF18007789146238955C05D1FF2A9CC093FEC6BB7DAC9EC815539B8CB0BA80C8A2DBEE30ABC9BACC7D558B068512B7548149CA1F75FD42D84C18D7E129A6D9E40E9B139CE1D7CCE8982EB62946EE176C41DD7F138051A57C51DA7D398786AD');
INSERT INTO "samples" VALUES('lvcbla62ee',X'18E1D82E05AE7A08DC88C3AAE18432A68018931591E9FFA654BC15C8813EE06D');
INSERT INTO "samples" VALUES('sxl4wjwxse',X'A0DDFCCC2722E35BE029D80E5ECDC05C6430367094B4F96EC8D5884A52E9F2569088D2F017AFBFD7308C079633029CE27869E4E125D160BFB8AEBD45EE37B8ABB868CFF62D615AAE58D3B3143158AE67BC91428E295FA43B');
INSERT INTO "samples" VALUES('ucd3o5abih',X'A0DDFCCC2722E35BE029D80E5ECDC05C6430367094B4F96EC8D5884A52E9F2569088D2F017AFBFD7308C079633029CE27869E4E125D160BFB8AEBD45EE37B8ABB868CFF62D615AAE58D3B3143158AE67BC91428E295FA43B');
CREATE TABLE shingles (
    shingle    INTEGER NOT NULL,
    article_id TEXT    NOT NULL,
    PRIMARY KEY (shingle, article_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "shingles" VALUES(-9170823573238770232,'hruognfppd');
INSERT INTO "shingles" VALUES(-9153377670488390380,'gtg455nt26');
INSERT INTO "shingles" VALUES(-9137953044114535612,'gtg455nt26');
INSERT INTO "shingles" VALUES(-8002096670415615216,'gtg455nt26');
INSERT INTO "shingles" VALUES(-7818571003917903080,'hruognfppd');
INSERT INTO "shingles" VALUES(-7193656181567744712,'hruognfppd');
INSERT INTO "shingles" VALUES(-7013092274271775808,'hruognfppd');
INSERT INTO "shingles" VALUES(-6621372929882877932,'hruognfppd');
INSERT INTO "shingles" VALUES(-6534300763099938452,'hruognfppd');
INSERT INTO "shingles" VALUES(-6470963609810532132,'lvcbla62ee');
INSERT INTO "shingles" VALUES(-6413150535010805632,'lvcbla62ee');
INSERT INTO "shingles" VALUES(-6226431610989629812,'gtg455nt26');
INSERT INTO "shingles" VALUES(-6073042600997310792,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(-6073042600997310792,'ucd3o5abih');
INSERT INTO "shingles" VALUES(-5942913977274445444,'hruognfppd');
INSERT INTO "shingles" VALUES(-5883283113163921224,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(-5883283113163921224,'ucd3o5abih');
INSERT INTO "shingles" VALUES(-5784599916620623064,'gtg455nt26');
INSERT INTO "shingles" VALUES(-5751223493681721616,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(-5631669739103021608,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(-5254991552034013748,'hruognfppd');
INSERT INTO "shingles" VALUES(-4987266885681962296,'hruognfppd');
INSERT INTO "shingles" VALUES(-4876413520395387836,'gtg455nt26');
INSERT INTO "shingles" VALUES(-4734465179424470496,'gtg455nt26');
INSERT INTO "shingles" VALUES(-4656492054067254920,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(-4656492054067254920,'ucd3o5abih');
INSERT INTO "shingles" VALUES(-4427915604031007044,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(-3956105618794776648,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(-3786624521579823700,'gtg455nt26');
INSERT INTO "shingles" VALUES(-3746621873282956408,'hruognfppd');
INSERT INTO "shingles" VALUES(-3686229709519384860,'hruognfppd');
INSERT INTO "shingles" VALUES(-3466105918365685316,'gtg455nt26');
INSERT INTO "shingles" VALUES(-3388281559604126192,'hruognfppd');
INSERT INTO "shingles" VALUES(-3205888329259996772,'hruognfppd');
INSERT INTO "shingles" VALUES(-2900407117643872112,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(-2900407117643872112,'ucd3o5abih');
INSERT INTO "shingles" VALUES(-2763475271392146216,'hruognfppd');
INSERT INTO "shingles" VALUES(-2703781763538725332,'gtg455nt26');
INSERT INTO "shingles" VALUES(-2205783505243195272,'gtg455nt26');
INSERT INTO "shingles" VALUES(-2117815304187311056,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(-2117815304187311056,'ucd3o5abih');
INSERT INTO "shingles" VALUES(-1942087479329580872,'gtg455nt26');
INSERT INTO "shingles" VALUES(-1877312450567643064,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(-472867697503975560,'gtg455nt26');
INSERT INTO "shingles" VALUES(-166049724904825528,'gtg455nt26');
INSERT INTO "shingles" VALUES(-134236978934030956,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(610992036746158360,'lvcbla62ee');
INSERT INTO "shingles" VALUES(1100602037298176516,'hruognfppd');
INSERT INTO "shingles" VALUES(1607458748892639480,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(1682512179272673796,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(1724392852293589224,'hruognfppd');
INSERT INTO "shingles" VALUES(2582695592697131012,'gtg455nt26');
INSERT INTO "shingles" VALUES(2993037149058397856,'gtg455nt26');
INSERT INTO "shingles" VALUES(4182451951712342500,'gtg455nt26');
INSERT INTO "shingles" VALUES(4267873708667146268,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(4297664576503321020,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(4297664576503321020,'ucd3o5abih');
INSERT INTO "shingles" VALUES(4581938500262528404,'hruognfppd');
INSERT INTO "shingles" VALUES(4827143155009290580,'hruognfppd');
INSERT INTO "shingles" VALUES(6147079108925976596,'hruognfppd');
INSERT INTO "shingles" VALUES(6265326571272852936,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(6265326571272852936,'ucd3o5abih');
INSERT INTO "shingles" VALUES(6332047536149956256,'hruognfppd');
INSERT INTO "shingles" VALUES(6621173431502953888,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(6621173431502953888,'ucd3o5abih');
INSERT INTO "shingles" VALUES(6683567650877483488,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(6683567650877483488,'ucd3o5abih');
INSERT INTO "shingles" VALUES(7067424859446902568,'hruognfppd');
INSERT INTO "shingles" VALUES(7471005799678202712,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(7471005799678202712,'ucd3o5abih');
INSERT INTO "shingles" VALUES(7842835718531167540,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(7917396872045902932,'lvcbla62ee');
INSERT INTO "shingles" VALUES(7958433866879912532,'7fnkpdkkml');
INSERT INTO "shingles" VALUES(7996621163003785316,'sxl4wjwxse');
INSERT INTO "shingles" VALUES(7996621163003785316,'ucd3o5abih');
INSERT INTO "shingles" VALUES(8061958676852582880,'gtg455nt26');
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
INSERT INTO "sources" VALUES(1,'http://127.0.0.1:8931/feed.xml','feed','The Gauge',NULL,'2026-11-25T04:50:07+00:00',NULL,'2026-11-25T04:50:07+00:00','2026-11-25T04:50:07+00:00',NULL,0,NULL,NULL,'Wed, 25 Nov 2026 04:48:33 GMT',NULL);
CREATE INDEX revisions_digest ON revisions (digest);
CREATE INDEX articles_day ON articles (day DESC, id);
CREATE INDEX articles_words ON articles (words);
CREATE INDEX articles_story ON articles (story) WHERE story IS NOT NULL;
CREATE INDEX articles_news ON articles (news) WHERE news IS NOT NULL;
CREATE INDEX revisions_held ON revisions (article_id) WHERE held IS NOT NULL;
CREATE INDEX keys_article ON keys (article_id);
CREATE VIEW live AS
SELECT revisions.*, articles.story
FROM articles
JOIN revisions ON article_id = id AND revision = current
WHERE withdrawn IS NULL;
CREATE INDEX pages_due ON pages (due);
CREATE INDEX pages_source ON pages (source_id);
COMMIT;
PRAGMA user_version = 2;

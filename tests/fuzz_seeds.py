"""Sound inputs of each kind, by which fuzzing starts, and the words that each kind is made of."""

import gzip
import json
from functools import cache

from many_scripts import FRAGMENTS
from newsroom import SIGNS, WORDS
from site_pages import pages
from tiny_pdf import pdf

_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_TEXTS = (
    "The council approved 640 cameras on Thursday, by 24 votes to 19.",
    "By Ada Brandt and Jens Holm",
    "Correction: An earlier version of this article misstated the number of cameras.",
    "Read more: The harbour is closed…",
    "© 2024 The Ardell Courier",
    "Share this article",
    "3 comments",
    "March 14, 2024 | Council | 5 min read",
)
_MARKDOWN = """---
title: Cameras
authors: [Anna, Ben]
date: 2024-03-14
outlet: The Courier
url: https://courier.example/a
tags: [council, cameras]
corrections:
  - It misstated the number.
---

# Cameras approved

The council **approved** [640 cameras](https://courier.example/b) on _Thursday_.

> "Why?" asked Dr. O'Brien.

| a | b |
| - | - |
| 1 | 2 |

- one
- two

```
code
```
"""
_WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Courier</title>
<wp:base_blog_url>https://courier.example</wp:base_blog_url>
<wp:author><wp:author_login>ada</wp:author_login>
<wp:author_display_name>Ada Brandt</wp:author_display_name></wp:author>
<item><title>Cameras &amp; more</title><link>https://courier.example/a</link>
<pubDate>Thu, 14 Mar 2024 13:00:00 +0100</pubDate><dc:creator>ada</dc:creator>
<content:encoded><![CDATA[<!-- wp:p --><p>The council met.</p>[caption id="1"]x[/caption]
[gallery ids="1,2"]

It voted [sic] on Thursday.]]></content:encoded><wp:post_id>7</wp:post_id>
<wp:post_date_gmt>2024-03-14 12:00:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category">Council</category>
<category domain="post_tag">cameras</category></item></channel></rss>"""
_RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>The Courier</title>
<link>https://courier.example/</link><language>en</language><ttl>60</ttl>
<atom:link rel="next" href="/feed?page=2"/><item><title>Cameras &amp;amp; more</title>
<link>/a</link><guid isPermaLink="false">7</guid>
<pubDate>Thu, 14 Mar 2024 13:00:00 +0100</pubDate><dc:creator>Ada Brandt</dc:creator>
<author>ada@courier.example (Ada Brandt)</author><category>Council</category>
<description>Short.</description><content:encoded><![CDATA[<p>{}</p>]]></content:encoded></item>
</channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Bote</title><entry>
<title type="html">Kameras &lt;b&gt;genehmigt&lt;/b&gt;</title><id>tag:bote.example,2024:1</id>
<link rel="alternate" href="https://bote.example/a"/><author><name>Jens Holm</name></author>
<published>2024-03-14T13:00:00+01:00</published><updated>2024-03-14</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{}</p></div></content>
</entry></feed>"""
_SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="{_NEWS}"><url><loc>https://courier.example/a</loc>
<lastmod>2024-03-14T13:00:00+01:00</lastmod><news:news><news:publication>
<news:name>The Courier</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-03-14</news:publication_date><news:title>Cameras</news:title>
</news:news></url></urlset>"""
_INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://courier.example/s.xml</loc><lastmod>2024-03-14</lastmod></sitemap></sitemapindex>"""
_ROBOTS = """User-agent: *
Disallow: /*/print$
Allow: /news/*
Crawl-delay: 5
Request-rate: 1/10s
Sitemap: https://courier.example/sitemap.xml

User-agent: Footnote
Disallow: /intern%20/
"""
_QUESTIONS = (
    "Who runs the ferry, and since when?",
    "What did the Port Ardell Courier report on the ferry between 3 and 14 March 2024?",
    "What is the latest on the tram, according to Ilse Marran?",
    "Did the council vote before or after the storm last Monday?",
    "How much more did Ardell spend on opinion in Q3 2023 compared with Tamm in the last 3 weeks?",
    "And what about those 1,200 cameras that weren't approved by the 24 members?",
    "How many of the 640 cameras were installed in the two years since 2021-03-14 12:00?",
    "Wann hat der Rat am 14. März 2024 zugestimmt?",
    "市議会はいつ640台を承認しましたか。",
    "Why did Mayor Ann Lee resign, and who replaced her?",
)
WORDS_OF = {
    "text": [*_TEXTS, *FRAGMENTS, "\n\n", "\n", "# ", " | ", "By ", "…", "Related"],
    "html": """<p> </p> <div> <article> <h1>Title</h1> <script> <!-- <table> <tr><td>x</td></tr>
        <li><a href="/x">x</a></li>
        <br> <time datetime="2024-03-14"> <meta> <template> <svg>
        <meta property="article:published_time" content="2024-03-14T09:30"> <base href="//["> <b>
        <link rel="canonical" href="https://courier.example/a"> <noscript> <iframe> <select> &amp;
        <a rel="author">Ann Lee</a> <i itemprop="author"> <pre> <textarea> <title> <plaintext>
        <script type="application/ld+json">{"@type":"NewsArticle","headline":[{"name":1}]}</script>
        </body> <html lang="x"> <![CDATA[ <?xml <frameset> <math> <font> <ul> <blockquote>
        <meta charset="utf-16"> <meta charset="x-user-defined"> <!DOCTYPE <!ENTITY""".split(),
    "xml": """<item> </item> <entry> <url> <loc>x</loc> <title> <link/> <![CDATA[ ]]> &amp; &lt;
        <content:encoded> <category/> [caption] [gallery [/caption] [a] [/a] <em> <script> <guid>
        <!-- wp:p --> <pubDate> <author> <updated> xmlns="x" xmlns:a="b" <a:b> <?xml <!DOCTYPE
        <wp:post_id> <wp:author> <dc:creator> encoding="utf-16" <news:news> <html> <rss>""".split(),
    "json": """{ } [ ] , : "" null true false 1e999 -0 NaN Infinity "text" "title" "date" "html"
        "url" "authors" "tags" "kind" "\\ud800" "\\u0000" {"name": {"rendered": [[ "id" \n
        "outlet" "corrections" "section" "paywalled" "language" "content" "_embedded" "items"
        "<p>x" "&lt;p&gt;x" "<em>" "<html><body>" "footnote_article" "revisions" """.split(),
    "markdown": """--- *a &a [ ] ( ) ![ ` ``` > # | - <!-- <br> <a !!int !!timestamp !!binary <<:
        *** __ ~~~ \\ &amp; title: date: *t ? : {a: [a](b) [a]: 1. | \n \n\n \t""".split(),
    "robots": """User-agent: Disallow: Allow: Crawl-delay: * $ /* *a % %zz Sitemap: Footnote
        Request-rate: Visit-time: 1/0 nan inf 1e9 -1 # \n""".split(),
    "question": """who when what where why how did was is and or but which before after since until
        between last next week month year days ago Monday March 14 2024 Q1 the of in by to
        according reported said Port Ardell Courier Ann Lee 1,200 twenty percent % $ ' ’s " “ ” , ;
        - – ? . first then latest now today May 3rd half dozen million not never no""".split(),
    "pdf": """obj endobj stream endstream xref trailer startxref << >> [ ] ( ) /Type /Pages /Kids
        /Parent /Length /Filter /FlateDecode /LZWDecode /ASCII85Decode /RunLengthDecode /Prev
        /Count /Contents /Font /ToUnicode /Encoding /Info /Title /Encrypt R 1 2 3 0 -1 999999999
        BT ET Tj TJ Td Tm Tf q Q /ObjStm /XRef /W /Index beginbfchar Do /XObject""".split(),
    "date": """Mon, Jan 14 Mar 2024 - / . : T Z +01:00 -9999 CET GMT noon 0000 1970 12 am pm last
        week days ago since until 99 , in of""".split(),
    "tape": ["\x1e", *SIGNS, *WORDS, "https://courier.example/", "日本.example", ". "],
}  # fmt: skip
"""What is put into inputs of each format; single words, some of them dangerous."""
_LIKE = {"feed": "xml", "sitemap": "xml", "wxr": "xml", "jsonl": "json", "wordpress": "json"}


@cache
def seeds(form: str) -> tuple[bytes, ...]:
    """Sound inputs of a format."""
    return tuple(one if isinstance(one, bytes) else one.encode() for one in _seeds(form))


def words(form: str) -> tuple[bytes, ...]:
    """What inputs of a format are made of."""
    spaced = form in ("question", "date", "pdf", "robots")
    known = WORDS_OF[_LIKE.get(form, form)]
    return tuple(f"{word} ".encode() if spaced else word.encode() for word in known)


def _seeds(form: str) -> list[str] | list[bytes]:
    body = " ".join(_TEXTS[:1] * 30)
    match form:
        case "text":
            return [page.text for page in pages(7, 18)] + [
                "\n\n".join(_TEXTS),
                "\n".join(FRAGMENTS),
            ]
        case "html":
            return [page.html for page in pages(7, 12)]
        case "feed":
            return [_RSS.format(body), _ATOM.format(body), _json_feed(), _RSS.format("<p>" * 3)]
        case "sitemap":
            packed = gzip.compress(_SITEMAP.encode(), mtime=0)
            return [_SITEMAP.encode(), _INDEX.encode(), b"https://courier.example/a\n", packed]
        case "wxr":
            return [_WXR]
        case "jsonl":
            return _lines()
        case "wordpress":
            return [json.dumps([_post()]), json.dumps([_post(), _post()])]
        case "markdown":
            return [_MARKDOWN, _MARKDOWN[_MARKDOWN.index("# ") :]]
        case "pdf":
            lines = [_TEXTS[0], *_TEXTS[3:6], *[_TEXTS[0]] * 9]
            return [pdf(lines, title="Cameras approved"), pdf(lines, lines, lines, [])]
        case "robots":
            return [_ROBOTS]
        case "question":
            return [*_QUESTIONS]
        case "date":
            return [
                "2024-03-14T09:30+01:00",
                "Thu, 14 Mar 2024 13:00:00 CET",
                "03/14/2024 9:30",
                "1710396000",
                "1710396000000.5",
                "last week",
                "March 2024",
                "3 days ago",
            ]
        case _:
            raise KeyError(form)


def _json_feed() -> str:
    item = {
        "id": "1",
        "url": "https://courier.example/a",
        "title": "Cameras",
        "content_html": f"<p>{_TEXTS[0] * 20}</p>",
        "date_published": "2024-03-14T13:00:00Z",
        "authors": [{"name": "Ada Brandt"}],
        "tags": ["council"],
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Courier", "items": [item]}
    return json.dumps(feed)


def _post() -> dict[str, object]:
    return {
        "id": 7,
        "link": "https://courier.example/cameras",
        "guid": {"rendered": "https://courier.example/?p=7"},
        "status": "publish",
        "title": {"rendered": "Cameras &#8211; approved"},
        "content": {"rendered": "<p>One.</p><figure>Photo</figure><p>Two.</p>", "protected": False},
        "date_gmt": "2024-03-14T12:00:00",
        "modified_gmt": "2024-03-14T12:00:00",
        "_embedded": {
            "author": [{"name": "Ada Brandt"}],
            "wp:term": [
                [{"taxonomy": "category", "name": "Council"}],
                [{"taxonomy": "post_tag", "name": "cameras"}],
            ],
        },
    }


def _lines() -> list[str]:
    article = {
        "title": "Cameras &amp; more",
        "text": " ".join(_TEXTS),
        "date": "2024-03-14T13:00:00+01:00",
        "url": "https://courier.example/a",
        "authors": ["Ada Brandt", {"name": "Jens Holm"}],
        "outlet": {"name": "The Courier"},
        "tags": "council, cameras",
        "kind": "opinion",
        "language": "en",
        "paywalled": "no",
        "corrections": [_TEXTS[2]],
        "id": 7,
    }
    markup = {
        "headline": "Cameras",
        "content_html": f"<p>{_TEXTS[0] * 9}</p>",
        "pubDate": 1710396000,
    }
    told = {"name": "Cameras", "body": "<p>One.</p><script>x</script>&lt;b&gt;Two.", "guid": "a"}
    line = json.dumps(article)
    return [line, f"{line}\n{line}\n", json.dumps(markup), json.dumps(told)]

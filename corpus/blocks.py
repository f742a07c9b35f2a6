"""The blocks of a page of text, and what each is by its words alone: prose, teaser, notice, …

The rules are those that were measured on text renderings of public news pages (see README).
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from corpus.text import tidy, word_count

_SENTENCE_END = re.compile(r"(?:[.!?:;…؟।۔][\"'”’»)\]]*|[。！？」』”»)])$")
_TRUNCATED = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\s*(?:read more|more|weiterlesen|lire la suite|leer más|"
    r"saiba mais)?\s*[»›>]*$",
    re.IGNORECASE,
)
_END_HEADING = re.compile(
    r"""(?:
    (?:readers?['’]?s?['’]?\s+)?comments?(?:\s*\(?\d+\)?)?|leserkommentare|leave\s+a\s+(?:reply|comment)|post\s+a\s+comment|
    join\s+the\s+(?:conversation|discussion)|add\s+a\s+comment|
    (?:article\s+)?(?:topics|tags)|(?:filed\s+under|tagged(?:\s+(?:with|in|as))?)\s*:.*|
    filed\s+under|tagged|topics\s+in\s+this\s+article|
    (?:related|recommended|similar|trending|popular|featured|sponsored)
      (?:\s+(?:articles?|stories|posts?|content|news|reading|topics|videos?|coverage|links))?|
    (?:latest|top|more|breaking|recent|other)(?:\s+[\w&'’-]+){0,3}\s+(?:news|stories|articles|
        posts|headlines|videos)|
    (?:latest|top)\s+(?:news|stories|headlines)|
    most\s+(?:viewed|read|popular|commented|shared|watched|recent)(?:\s+.{0,40})?|
    (?:more|read\s+more|also)\s+(?:from|on|in|about)\s+.{1,60}|
    you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested\s+in)|
    recommended\s+for\s+you|up\s+next|read\s+next|what\s+to\s+read\s+next|don['’]t\s+miss|
    share\s+this(?:\s+\w+)?|about\s+the\s+authors?|
    \(?(?:additional\s+)?reporting\s+by\s+(?-i:[^\W\d_a-z]).{3,160}|
    [■◆●▼▽【]?\s*(?:関連(?:記事|ニュース|キーワード)|あわせて読みたい)】?|コメント|おすすめ(?:の)?記事|相关(?:新闻|阅读|文章)|相關(?:新聞|文章)|评论|
    kommentare?(?:\s*\(?\d+\)?)?|\d+\s+kommentare?|kommentar\s+schreiben|
        schreiben\s+sie\s+einen\s+kommentar|
    (?:das\s+könnte\s+(?:sie|dich)\s+auch\s+interessieren|mehr\s+zum\s+thema|
        meistgelesen(?:e\s+artikel)?|
    ähnliche\s+artikel|weitere\s+(?:artikel|meldungen|nachrichten|themen)|auch\s+interessant|
        schlagworte|
    verwandte\s+(?:artikel|themen)|lesen\s+sie\s+auch|neueste\s+(?:artikel|nachrichten|meldungen))|
    commentaires?(?:\s*\(?\d+\)?)?|\d+\s+commentaires?|laisser\s+un\s+commentaire|
    (?:à\s+lire\s+aussi|lire\s+aussi|articles?\s+(?:liés|similaires|associés|les\s+plus\s+lus|
        récents)|sur\s+le\s+même\s+sujet|
    les\s+plus\s+lus|mots[- ]clés|voir\s+aussi)|
    comentarios?(?:\s*\(?\d+\)?)?|\d+\s+comentarios?|deja\s+(?:un\s+comentario|una\s+respuesta)|
    (?:noticias?\s+relacionad[ao]s?|art[íi]culos?\s+relacionados?|lo\s+m[áa]s\s+(?:le[íi]do|
        visto)|te\s+puede\s+interesar|
    tambi[ée]n\s+te\s+puede\s+interesar|m[áa]s\s+noticias|etiquetas|[úu]ltimas\s+noticias)|
    coment[áa]rios?(?:\s*\(?\d+\)?)?|deixe\s+(?:um|seu)\s+coment[áa]rio|
    (?:not[íi]cias\s+relacionadas|leia\s+(?:tamb[ée]m|mais)|mais\s+lidas|veja\s+(?:tamb[ée]m|
        mais)|[úu]ltimas\s+not[íi]cias)|
    commenti?|lascia\s+un\s+commento|(?:articoli\s+correlati|leggi\s+anche|
        potrebbe\s+interessarti|i\s+più\s+letti|ultime\s+notizie)|
    (?:коментари?|оставите\s+коментар|повезане\s+вести|најчитаније|најновије\s+вести|
    komentari?|ostavite\s+komentar|povezane\s+vesti|najčitanije|najnovije\s+vesti|
        pročitajte\s+još|комментарии|читайте\s+также)
    )\s*[:»›>…]*""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|ein|zwei|drei|une?|un[oa])"
)
# A heading with the article's own headline, or that names the readers, is no menu's or teaser's.
_READERS = re.compile(
    rf"""(?:{_NUMBER}\s+)?(?:readers?['’]?s?['’]?\s+comments?|leserkommentare)(?:\s*\(?\d+\)?)?\s*:?|
    {_NUMBER}\s+(?:
    thoughts?\s+(?:on|about)\b.*|(?:comments?|repl(?:y|ies)|responses?)\s+(?:on|to|for)\b.*|
    (?:comments?|replies|responses)\s+(?:add\s+yours?|leave\s+a\s+comment)|
    (?:gedanken?|kommentare?|antwort(?:en)?|reaktion(?:en)?)\s+(?:zu|auf|über)\b.*|
    (?:réflexions?|commentaires?|réponses?|pensées?)\s+(?:sur|à|au)\b.*|
    (?:pensamientos?|comentarios?|respuestas?|ideas?)\s+(?:sobre|en|a)\b.*|
    (?:pensamentos?|comentários?|respostas?|ideias?)\s+(?:sobre|em|para|a)\b.*|
    (?:commenti?|pensieri?|risposte?)\s+(?:su|a)\b.*
    )\s*:?""",
    re.IGNORECASE | re.VERBOSE,
)
_COUNTED = re.compile(
    rf"""{_NUMBER}\s+(?:comments?|repl(?:y|ies)|responses?|kommentare?|antworten|commentaires?|
        comentarios?|comentários?|commenti|reactions?|reacties)\s*:?|
    (?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti)\s*\(\d+\)\s*:?""",
    re.IGNORECASE | re.VERBOSE,
)
_NONE = re.compile(r"(?<!\d)0(?!\d)")
_COMMENTS = re.compile(
    r"(?:\d+\s+)?(?:(?:readers?['’]?s?['’]?\s+)?comments?|kommentare?|commentaires?|comentarios?|"
    r"coment[áa]rios?|commenti|коментари?|komentari?|комментарии|leserkommentare)\b|"
    r"(?:leave|post)\s+a\s+(?:reply|comment)|コメント|评论",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"[©ⓒ]|\(c\)\s|all rights reserved|^copyright\b[^.!?]*\b(?:19|20)\d\d\b", re.IGNORECASE
)
_PROMO = re.compile(
    r"""^(?:
    (?:(?:read|see|watch|listen|related)(?:\s+(?:more|also|next|on|now))?|more\s+on|
        must[- ]read|don['’]t\s+miss)\s*[:|»›-]\s*\S.*|
    (?:more|also|plus)\s*[:|»›-]\s*(?-i:[^\sa-z]).*|
    (?:read|find\s+out|learn|see)\s+more(?:\s+(?:here|about|on)\b.{0,80})?\.?|(?:click|
        tap)\s+here\b.{0,120}|
    (?:sign\s+up|subscribe)\s+(?:to|for|now|today|here|and)\b.{0,160}|subscribe\.?|
    register\s+(?:now|today|here|free|for\s+(?:free|our|the)\b.{0,40}(?:newsletter|e-?mails?|account|
        alerts?|updates?)|to\s+(?:continue|read|comment|receive|get|access|unlock|keep))\b.{0,160}|
        sign\s+up\.?|sign\s+in|log\s+in|
    (?:get|enter)\s+(?:the|our|your)\s+(?=.{0,140}\b(?:newsletters?|in-?box|e-?mails?|apps?|
        alerts?|updates?|deliver\w*|headlines?|subscri\w+)\b).{0,140}|
    get\s+(?:the|our)\s+(?:latest|daily|best)(?:\s+\w+){0,3}|
    (?:join|follow)\s+(?:us|our|@\w+|\w+\s+on)\b.{0,120}|follow\s+.{1,40}\s+on\s+(?:twitter|x|
        facebook|instagram|google\s+news|whatsapp).{0,60}|
    (?:like|find)\s+us\s+on\b.{0,60}|download\s+(?:the|our)\b.{0,80}\bapp\b.{0,60}|
    (?:story|article)\s+continues\s+below.*|(?:continue\s+reading|scroll\s+to\s+continue).{0,80}|
        article\s+content|
    advert(?:isement|ising|orial)?(?:\s*[-–—].{0,60})?|sponsored(?:\s+content)?|anzeige|werbung|
        publicit[ée]|publicidad|publicidade|pubblicit[àa]|reklama|oglas|
    share(?:\s+(?:on|this|via)\b.{0,60})?|(?:facebook|twitter|x|linkedin|whatsapp|reddit|e-?mail|
        print|copy\s+link|pinterest|telegram|pocket|flipboard|tumblr)
      (?:\s*[|,·/]?\s*(?:facebook|twitter|x|linkedin|whatsapp|reddit|e-?mail|print|copy\s+link|
          pinterest|telegram|pocket|flipboard|tumblr))*|
    \d+\s*(?:shares?|likes?|views?|retweets)|\d{1,3}\s*(?:min(?:ute)?s?)(?:\s+read)?|
        reading\s+time.{0,30}|lesezeit.{0,30}|temps\s+de\s+lecture.{0,30}|
    (?:lesen\s+sie\s+(?:auch|mehr)|mehr\s+dazu|zum\s+thema|lire\s+aussi|à\s+lire\s+aussi|
        lee\s+tambi[ée]n|lea\s+tambi[ée]n|leia\s+tamb[ée]m|leggi\s+anche|pročitajte\s+i|
        читайте\s+также)\b\s*:?.{0,160}|
    newsletters?(?:\s+\S+){0,2}|newsletters?\s*[:|–—-].{0,80}|
        newsletter\s+(?:sign|subscri|anmeld|abonn|bestell|inscri)\w*.{0,80}|(?:your\s+)?e-?mail(?:\s+address)?\s*\*?|loading\.*|
        skip\s+to\s+(?:main\s+)?content|menu|search|home|
    (?:play|pause|mute|unmute|watch\s+video|video|listen)\s*\d*|back\s+to\s+top|
        previous(?:\s+(?:article|post|story))?|next(?:\s+(?:article|post|story))?|
    fb\s+pixel|social\s+sharing|(?:in|de)crease\s+article\s+font\s+size|
        descrease\s+article\s+font\s+size|
    our\s+standards:\s+.{0,80}|get\s+started|get\s+daily\s+.{0,60}|back\s+to\s+video|
        more\s+trending|
    (?:you\s+can\s+)?save\s+this\s+article\b.{0,100}|this\s+content\s+is\s+reserved\s+for\b.{0,60}|
    (?:create\s+an\s+account|sign\s+in\s+to\s+your|register\s*/\s*sign\s+in)\b.{0,100}|
    getting\s+your\s+.{0,40}\bplayer\s+ready.{0,20}|listen\s+to\s+this\s+(?:article|story).{0,40}|
    (?:unlimited|enjoy\s+additional|access)\s+.{0,40}\barticles?\b.{0,60}|
        share\s+your\s+thoughts\b.{0,80}|
    (?:reviews\s+and\s+recommendations\s+are|we\s+(?:independently\s+)?(?:select|
        may\s+earn)).{0,200}|
    .{0,120}\bmay\s+earn\s+(?:us\s+)?(?:a\s+|an\s+affiliate\s+)?commission\b.{0,120}|
    (?:want\s+to\s+)?bookmark\s+.{0,100}|i\s+would\s+like\s+to\s+(?:be\s+emailed|receive)\b.{0,160}|
    we\s+apologi[sz]e,\s+but\s+this\s+video.{0,60}|try\s+refreshing\s+your\s+browser.{0,20}|
        already\s+(?:a\s+)?subscribe[rd]\??.{0,40}|
    \d+\s+of\s+\d+(?:\s*\|.{0,200})?|original\s+reporting\.\s+fearless\s+journalism.{0,60}
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_LEGAL = re.compile(
    r"\b(?:cookies?|consent|privacy|policy|terms|gdpr|partners|preferences|datenschutz|"
    r"einwilligung|"
    r"confidentialité|consentement|privacidad|privacidade|accept|reject|personali[sz]ed|akismet|"
    r"spam|recaptcha|subscribers?|subscription|newsletter|unsubscribe|your data|third[- ]party)\b",
    re.IGNORECASE,
)
_NOTICES = re.compile(
    r"""^(?:this\s+(?:site|website)\s+uses\s+(?:akismet|cookies)|we\s+use\s+cookies|
        by\s+(?:continuing|clicking|signing|using|submitting)\b.*(?:agree|accept|cookies|terms)|
    your\s+email\s+address\s+will\s+not\s+be\s+published|you\s+must\s+(?:be\s+logged\s+in|confirm|
        log\s+in)|
    (?:to\s+continue\s+reading|already\s+a\s+subscriber)|please\s+(?:enable|
        turn\s+on)\s+(?:javascript|cookies)|
    (?:javascript\s+(?:is|must\s+be)\b)|your\s+browser\s+(?:is|does|may|can)\b.*(?:support|out\s+of\s+date|outdated)|
    diese\s+(?:website|seite)\s+(?:verwendet|nutzt)\s+cookies|wir\s+verwenden\s+cookies|
        ce\s+site\s+utilise|nous\s+utilisons\s+des\s+cookies|
    (?:este\s+sitio|utilizamos)\s+.*cookies|all\s+rights\s+reserved|reproduction\b.*prohibited)""",
    re.IGNORECASE | re.VERBOSE,
)
# Who is spoken to, or speaks for the site; news tell of others.
_ADDRESS = re.compile(
    r"\b(?:you|your|yours|we|our|us|i|my|(?-i:Sie|Ihre?[nms]?)|dein\w*|wir|unser\w*|vous|votre|vos|nous|nos|"
    r"notre|usted|nuestr\w+|você|noss\w+|tuo|tua|vostr\w+|nostr\w+)\b|"
    r"^(?:sign|subscribe|register|click|tap|read|watch|listen|see|get|enter|join|follow|like|find|"
    r"download|share|learn|bookmark|create|continue|scroll|save|access|enjoy|try|please|accept|"
    r"manage|want|already|add|buy|support|donate|visit|check|discover|explore)\b|"
    r"^(?:this|diese|ce|este|esta)\s+(?:web)?(?:site|page|content|article|story|seite|sitio|newsletter)\b|"
    r"\bakismet\b|recaptcha|\bjavascript\b|all rights reserved",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"\b(?:said|says|told|according\s+to|ruled|admitted|announced|warned|argued|added|explained|"
    r"reported|found|stated|claimed|wrote|sagte[n]?|erklärte[n]?|teilte[n]?|laut|berichtete[n]?|"
    r"a\s+(?:dit|déclaré|annoncé|expliqué)|selon|dijo|declaró|anunció|según|disse|afirmou|segundo|"
    r"ha\s+detto|secondo|afirmó|explicó)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?…。！？؟।۔][\"'”’»)\]]*$")
_FIRM = re.compile(  # no sentence of an article begins so
    r"^(?:read|see|watch)\s+(?:more|also|next)\s*[:|»›-]|^we\s+use\s+cookies|^sign\s+up\b|"
    r"^\(?(?:additional\s+)?reporting\s+by\b.*\b(?:editing|writing)\s+by\b|[©ⓒ]|"
    r"\baffiliate\s+commission|"
    r"all\s+rights\s+reserved",
    re.IGNORECASE,
)
_AGENCIES = (
    "reuters|ap|afp|getty(?:\\s+images)?|epa(?:-efe)?|dpa|pa(?:\\s+(?:wire|media|images))?|"
    "bloomberg|"
    "shutterstock|alamy|istock|unsplash|pexels|xinhua|ansa|efe|imago|picture[- ]alliance|keystone|"
    "apa|tass|zuma(?:\\s+press)?|tanjug|hina|fonet"
)
_CAPTION = re.compile(
    rf"""(?:(?:[/(\[|–—-]\s*|(?:photo|image|picture|credit|foto|bild|crédit|crédito|imagen|imagem|
        illustration|file\s+photo|©)\s*(?:by|:|credit:)?\s*)
    (?:[\w .’'-]{{0,40}}[/,|]\s*)?(?:{_AGENCIES})(?:\s*/\s*[\w .’'-]{{1,30}}|
        \s+via\s+[\w ]{{1,30}})?\s*[)\]]?\.?)$
    |^(?:photo|image|picture|photograph|foto|bild|imagen|imagem)(?:graph)?(?:\s*(?:credit|
        courtesy|source|by))?\s*[:©]\s*\S.{{0,120}}$
    |\((?:image|photo|picture|pic|foto|bild|imagen|imagem|(?:ap|reuters|afp|epa|pa|
        getty)\s+(?:photo|image)s?|file(?:\s+photo)?|supplied|courtesy)\b[^()]{{0,80}}\)\.?$
    |^(?:photo|picture|image|illustration)\s+(?:by|courtesy\s+of|copyright)\s+.{{1,80}}$""",
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE = re.compile(
    r"""^(?:(?:by|von|par|por|di|od)\s+(?:[^\W\d_][\w.’']*+(?:-[\w.’']++)*+\s*+
        (?:(?:,|&|(?:and|und|et|y|e)\b)\s*+)?){1,6}(?:[|·•,-].{0,60})?|
    (?:published|updated|posted|last\s+(?:updated|modified)|first\s+published|veröffentlicht|
        aktualisiert|stand|publié|mis\s+à\s+jour|publicado|actualizado|atualizado|pubblicato|
        objavljeno)
      \b\s*(?:on|at|am|le|el|em|il|:)?\s*.{0,60}\d.{0,40}|
    (?:written|reported|edited|posted)\s+by\b.{1,80}|
    (?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+)?(?:jan|feb|
        mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|okt|
        dez)[a-zä]*\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?\d{4}(?:[ ,|·•-].{0,40})?|
    \d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:[ ,|·•-].{0,30})?|\d{4}-\d\d-\d\d(?:[T ,|·•-].{0,30})?|
        \d+\s+(?:minutes?|hours?|days?)\s+ago)$""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?:[01]?\d|2[0-3])(?:[:h][0-5]\d(?:\s*[ap]\.?m\b\.?)?|\.[0-5]\d\s*(?:[ap]\.?m\b|Uhr\b|"
    r"(?-i:[A-Z]{3,4})\b)|時[0-5]?\d分)(?!\d)",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d\d"
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|º|er)?[.,]?\s+(?:de\s+)?[^\W\d_]{{3,12}}[.,]?\s+(?:de\s+)?{_YEAR}\b|"
    rf"\b[^\W\d_]{{3,12}}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}\b|"
    rf"\b\d{{1,2}}([./-])\s?\d{{1,2}}\1\s?(?:{_YEAR}|\d\d)\b|\b{_YEAR}([./-])\d{{1,2}}\2\d{{1,2}}\b|"
    rf"{_YEAR}年\s?\d{{1,2}}月\s?\d{{1,2}}日",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d\d")
_DATED = 4  # words beside the dates of a line that is all date: a place, "Published", a zone
_WORD = re.compile(r"[^\W\d_]+")
_BIOGRAPHY = re.compile(
    r"^(?:[^\W\d_][\w.’'-]*\s+){1,4}(?:is|was|has been|covers|writes|reports|joined)\s+.{0,60}"
    r"\b(?:reporter|correspondent|editor|journalist|writer|columnist|freelance|contributor|author|"
    r"covers|covering|writes about)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^(?:[^\W\d_a-z][\w.’'-]*\s+){2,4}(?:is|was|has|covers|writes|reports|joined|works)\s"
)
_CONTACT = re.compile(
    r"\b(?:reach|contact|e-?mail|follow|write\s+to)\s+(?:him|her|them|me)\b|"
    r"[\w.+-]+@[\w-]+\.\w|\b(?:on|at)\s+(?:twitter|x|mastodon|bluesky)\b.{0,20}@\w",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


class Label(StrEnum):
    """What a block is; the values are said to operators."""

    PROSE = "prose"
    OTHER = "other"  # neither: a subheading, a list item, a verse
    TEASER = "teaser of another article"
    INSET = "teaser inside the article"
    END = "heading of what follows the article"
    PROMO = "promotion or control"
    LEGAL = "notice"
    CAPTION = "caption"
    REPEAT = "repeated line"
    RULE = "line without words"
    ROW = "row of links"
    TEMPLATE = "on many pages of this site"
    BYLINE = "byline or date line"


_LEAST_TOLD = 6  # words of a sentence that is told
_TOLD_TO = 8  # words of one in which someone is quoted who says "you"
FURNITURE = frozenset(Label) - {Label.PROSE, Label.OTHER}


def label(block: str) -> Label:
    """What a block is by its own words."""
    words = word_count(block)
    if not _LETTER.search(block):
        return Label.RULE
    if sum(block.count(sign) for sign in "|•·›»") >= 3 and words < 60 and not is_dateline(block):
        return Label.ROW
    found = _by_its_words(block, words)
    if found and not _is_told(block, words):
        return found
    if (words <= 14 and _BYLINE.match(block)) or is_dateline(block):
        return Label.BYLINE
    if words <= 70 and not block.startswith(("“", '"', "«", "„")) and _CAPTION.search(block):
        return Label.CAPTION
    if is_truncated(block):
        return Label.TEASER
    return Label.PROSE if is_prose(block) else Label.OTHER


def _by_its_words(block: str, words: int) -> Label | None:
    if _is_end(block, words):
        return Label.END
    if _is_legal(block, words):
        return Label.LEGAL
    return Label.PROMO if words <= 40 and _PROMO.match(block) else None


def is_prose(block: str) -> bool:
    """Whether a block is sentences. No list of stop words: it would know one language only."""
    if is_truncated(block) or sum(block.count(sign) for sign in "|•") >= 3:
        return False
    count = word_count(block)
    ends = bool(_SENTENCE_END.search(block))
    if count >= 25:
        words = block.split()
        capitals = sum(word[:1].isupper() for word in words)
        sentences = re.search(r"[.!?]\s|。", block)
        spaced = count < 2 * len(words)
        return ends or bool(sentences) or (spaced and capitals < len(words) / 2)
    return count >= 8 and ends


def is_dateline(block: str) -> bool:
    """Whether a line is a date, with hardly more than the place, the hour, or what happened then.

    "Velmora - 14 May 2024 - 21:10 CEST", "Published: 14 May 2024 | Updated: 15 May 2024".
    """
    if (
        len(block) > 160
        or "@" in block
        or not _DIGITS.search(block)
        or not _DAY.search(block)
        or re.search(r"[^\W\d_]{3}[.!?]$", block)
    ):
        return False
    rest = _WORD.findall(_CLOCK.sub(" ", _DAY.sub(" ", block)))
    return len(rest) <= _DATED * len(_DAY.findall(block))


def is_timed(block: str) -> bool:
    """Whether a line tells an hour or a day, as those around a headline do.

    Not a year alone: headlines have "Euro 2024" in them.
    """
    return is_dateline(block) or (word_count(block) <= 10 and bool(_CLOCK.search(block)))


def is_truncated(block: str) -> bool:
    """Whether a block breaks off, as teasers do."""
    return word_count(block) >= 6 and bool(_TRUNCATED.search(block))


def is_comments(block: str) -> bool:
    """Whether a heading announces what readers have written."""
    return bool(_COMMENTS.match(block)) or is_counted(block) or is_readers(block)


def is_counted(block: str) -> bool:
    """Whether a heading tells how many comments there are: at least one."""
    return bool(_COUNTED.fullmatch(block)) and not _NONE.search(block)


def is_readers(block: str) -> bool:
    """Whether a heading announces what readers wrote of this article: "2 thoughts on “Storm”"."""
    return bool(_READERS.fullmatch(block))


def is_biography(block: str) -> bool:
    """Whether a block introduces its author: "Ada Brandt is a reporter who covers …"."""
    if word_count(block) > 80:
        return False
    return bool(_BIOGRAPHY.match(block)) or bool(_NAMED.match(block) and _CONTACT.search(block))


def repeated(blocks: Sequence[str]) -> frozenset[str]:
    """The short blocks that are printed more than once, tidied and case-folded."""
    seen: set[str] = set()
    again: set[str] = set()
    for block in blocks:
        key = tidy(block).casefold()
        if word_count(key) < 30:
            (again if key in seen else seen).add(key)
    return frozenset(again)


def is_notice(block: str) -> bool:
    """Whether a block begins as the notices of sites do; others only have the words of one."""
    return bool(_NOTICES.match(block)) and not _is_told(block, word_count(block))


def _is_legal(block: str, words: int) -> bool:
    return words <= 80 and (
        bool(_NOTICES.match(block)) or len({hit.lower() for hit in _LEGAL.findall(block)}) >= 3
    )


def _is_end(block: str, words: int) -> bool:
    if is_readers(block):
        return words <= 40
    return words <= 24 and (
        bool(_END_HEADING.fullmatch(block) or _COUNTED.fullmatch(block))
        or (words <= 12 and bool(_COPYRIGHT.search(block)))
    )


def _is_told(block: str, words: int) -> bool:
    """Whether a block is sentences about others, whatever words of the trade there are in them.

    Notices, promotions and headings speak to the reader, or are no sentences.
    """
    if words < _LEAST_TOLD or not _STOP.search(block) or _FIRM.search(block):
        return False
    if not _ADDRESS.search(block):
        return True
    return bool(_ATTRIBUTION.search(block) or re.search("[“”„«»]", block)) and words >= _TOLD_TO

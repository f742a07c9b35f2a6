"""The blocks of a page of text, and what each is by its words alone: prose, teaser, notice, …

The rules are those that were measured on text renderings of public news pages (see README).
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from corpus.text import tidy

_SENTENCE_END = re.compile(r"(?:[.!?:;…][\"'”’»)\]]*|[。！？」』”»)])$")
_TRUNCATED = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\s*(?:read more|more|weiterlesen|lire la suite|leer más|"
    r"saiba mais)?\s*[»›>]*$",
    re.IGNORECASE,
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_END_HEADING = re.compile(
    r"""(?:
    comments?(?:\s*\(?\d+\)?)?|\d+\s+comments?|leave\s+a\s+(?:reply|comment)|post\s+a\s+comment|
    join\s+the\s+(?:conversation|discussion)|add\s+a\s+comment|
    (?:article\s+)?(?:topics|tags)|filed\s+under.*|tagged.*|topics\s+in\s+this\s+article|
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
    \(?(?:additional\s+)?reporting\s+by\s+.{3,160}|
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
_COMMENTS = re.compile(
    r"(?:\d+\s+)?(?:comments?|kommentare?|commentaires?|comentarios?|coment[áa]rios?|commenti|"
    r"коментари?|komentari?|комментарии)\b|(?:leave|post)\s+a\s+(?:reply|comment)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b|all rights reserved)", re.IGNORECASE)
_PROMO = re.compile(
    r"""^(?:
    (?:read|see|watch|listen|more|also|related|plus|must[- ]read|don['’]t\s+miss)(?:\s+(?:more|
        also|next|on|now))?\s*[:|»›-]\s*\S.*|
    (?:read|find\s+out|learn|see)\s+more(?:\s+(?:here|about|on)\b.{0,80})?\.?|(?:click|
        tap)\s+here\b.{0,120}|
    (?:sign\s+up|subscribe|register)\s+(?:to|for|now|today|here|and)\b.{0,160}|subscribe\.?|
        sign\s+up\.?|sign\s+in|log\s+in|
    (?:get|enter)\s+(?:the|our|your)\s+(?:latest|best|daily|weekly|free|e-?mail|newsletter|
        news)\b.{0,140}|
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
    newsletter(?:\s.{0,80})?|(?:your\s+)?e-?mail(?:\s+address)?\s*\*?|loading\.*|
        skip\s+to\s+(?:main\s+)?content|menu|search|home|
    (?:play|pause|mute|unmute|watch\s+video|video|listen)\s*\d*|back\s+to\s+top|
        previous(?:\s+(?:article|post|story))?|next(?:\s+(?:article|post|story))?|
    fb\s+pixel|social\s+sharing|(?:in|de)crease\s+article\s+font\s+size|
        descrease\s+article\s+font\s+size|
    our\s+standards:\s+.{0,80}|get\s+started|get\s+daily\s+.{0,60}|back\s+to\s+video|
        more\s+trending|
    (?:you\s+can\s+)?save\s+this\s+article\b.{0,100}|this\s+content\s+is\s+reserved\s+for\b.{0,60}|
    (?:create\s+an|sign\s+in\s+to\s+your|register\s*/\s*sign\s+in|register\s+to)\b.{0,100}|
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
        by\s+(?:continuing|clicking|signing)\b.*(?:agree|accept|cookies|terms)|
    your\s+email\s+address\s+will\s+not\s+be\s+published|you\s+must\s+(?:be\s+logged\s+in|confirm|
        log\s+in)|
    (?:to\s+continue\s+reading|already\s+a\s+subscriber)|please\s+(?:enable|
        turn\s+on)\s+(?:javascript|cookies)|
    (?:javascript\s+(?:is|must\s+be)\b)|your\s+browser\b.*(?:support|out\s+of\s+date|outdated)|
    diese\s+(?:website|seite)\s+(?:verwendet|nutzt)\s+cookies|wir\s+verwenden\s+cookies|
        ce\s+site\s+utilise|nous\s+utilisons\s+des\s+cookies|
    (?:este\s+sitio|utilizamos)\s+.*cookies|all\s+rights\s+reserved|reproduction\b.*prohibited)""",
    re.IGNORECASE | re.VERBOSE,
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
    |^(?:photo|picture|image|illustration)\s+(?:by|courtesy\s+of)\s+.{{1,80}}$""",
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
_BIOGRAPHY = re.compile(
    r"^(?:[^\W\d_][\w.’'-]*\s+){1,4}(?:is|was|has been|covers|writes|reports|joined)\s+.{0,60}"
    r"\b(?:reporter|correspondent|editor|journalist|writer|columnist|freelance|contributor|author|"
    r"covers|covering|writes about)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


class Label(StrEnum):
    """What a block is; the values are said to operators."""

    PROSE = "prose"
    OTHER = "other"  # neither: a subheading, a list item, a verse
    TEASER = "teaser of another article"
    END = "heading of what follows the article"
    PROMO = "promotion or control"
    LEGAL = "notice"
    CAPTION = "caption"
    REPEAT = "repeated line"
    RULE = "line without words"
    ROW = "row of links"
    TEMPLATE = "on many pages of this site"
    BYLINE = "byline or date line"


FURNITURE = frozenset(Label) - {Label.PROSE, Label.OTHER}


def label(block: str) -> Label:
    """What a block is by its own words."""
    words = len(block.split())
    if not _LETTER.search(block):
        return Label.RULE
    if sum(block.count(sign) for sign in "|•·›»") >= 3 and words < 60:
        return Label.ROW
    if words <= 24 and (
        _END_HEADING.fullmatch(block) or (_COPYRIGHT.search(block) and words <= 12)
    ):
        return Label.END
    if _is_legal(block, words):
        return Label.LEGAL
    if words <= 40 and _PROMO.match(block):
        return Label.PROMO
    if words <= 14 and _BYLINE.match(block):
        return Label.BYLINE
    if words <= 70 and not block.startswith(("“", '"', "«", "„")) and _CAPTION.search(block):
        return Label.CAPTION
    if is_truncated(block):
        return Label.TEASER
    return Label.PROSE if is_prose(block) else Label.OTHER


def is_prose(block: str) -> bool:
    """Whether a block is sentences. No list of stop words: it would know one language only."""
    if is_truncated(block) or sum(block.count(sign) for sign in "|•") >= 3:
        return False
    if len(_CJK.findall(block)) >= 40:
        return "。" in block
    words = block.split()
    ends = bool(_SENTENCE_END.search(block))
    if len(words) >= 25:
        capitals = sum(word[:1].isupper() for word in words)
        return ends or bool(re.search(r"[.!?]\s", block)) or capitals < len(words) / 2
    return len(words) >= 8 and ends


def is_truncated(block: str) -> bool:
    """Whether a block breaks off, as teasers do."""
    return len(block.split()) >= 6 and bool(_TRUNCATED.search(block))


def is_comments(block: str) -> bool:
    """Whether a heading announces what readers have written."""
    return bool(_COMMENTS.match(block))


def is_biography(block: str) -> bool:
    """Whether a block introduces its author: "Ada Brandt is a reporter who covers …"."""
    return len(block.split()) <= 80 and bool(_BIOGRAPHY.match(block))


def repeated(blocks: Sequence[str]) -> frozenset[str]:
    """The short blocks that are printed more than once, tidied and case-folded."""
    seen: set[str] = set()
    again: set[str] = set()
    for block in blocks:
        key = tidy(block).casefold()
        if len(key.split()) < 30:
            (again if key in seen else seen).add(key)
    return frozenset(again)


def _is_legal(block: str, words: int) -> bool:
    return words <= 80 and (
        bool(_NOTICES.match(block))
        or (len({hit.lower() for hit in _LEGAL.findall(block)}) >= 3 and words <= 80)
    )

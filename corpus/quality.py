"""The quality gate: what speaks against a page being an article, in words for an editor."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import html

from corpus.metadata import Declared
from corpus.text import tidy, word_count

_CONSENT = re.compile(
    r"\b(?:before you continue|we value your privacy|we and our (?:\d+ )?partners|manage (?:your )?"
    r"(?:consent|preferences|cookies|choices)|accept all(?: cookies)?|reject all|"
    r"consent to (?:the )?use|"
    r"cookie (?:policy|settings|preferences|consent)|your privacy (?:choices|matters)|"
    r"alle akzeptieren|einwilligung|zustimmen und weiter|datenschutzeinstellungen|"
    r"tout accepter|accepter et (?:continuer|fermer)|gérer mes (?:choix|préférences)|"
    r"nos partenaires|"
    r"aceptar (?:todas?|y continuar)|gestionar (?:cookies|preferencias)|nuestros socios|"
    r"aceitar (?:todos|tudo)|accetta (?:tutti|e continua)|i nostri partner)\b",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"(?:checking (?:your browser|if the site connection is secure)|"
    r"verify(?:ing)? (?:that )?you are "
    r"(?:a )?human|are you a (?:robot|human)|enable javascript and cookies to continue|"
    r"just a moment|"
    r"ddos protection by|attention required!? ?\| ?cloudflare|ray id:|unusual traffic|pardon our "
    r"interruption|press (?:&|and) hold|access (?:to this page has been )?denied|security check|"
    r"complete the captcha|bot (?:detection|protection)|i['’]m not a robot|"
    r"(?:bist du|sind sie) (?:ein )?(?:mensch|roboter)|êtes-vous un robot|no eres un robot)",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"(?:\b404\b|page (?:could )?not (?:be )?found|(?:page|article|story) (?:you (?:are|"
    r"were) looking for|"
    r"(?:is|was) (?:no longer available|not available|removed|deleted))|doesn['’]t exist|"
    r"no longer exists|"
    r"seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|"
    r"p[áa]gina no (?:encontrada|existe)|"
    r"p[áa]gina não encontrada|pagina non trovata|stranica nije pronađena|страница не найдена|"
    r"internal server error|service unavailable|something went wrong)",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(?:subscribe (?:now |today )?to (?:continue|read|unlock|keep)|to (?:continue|keep) reading|"
    r"continue reading (?:with|for)|already (?:a )?subscribe[rd]|(?:this (?:article|content|"
    r"story) is )?"
    r"(?:for|exclusive(?:ly)? (?:for|to)|only (?:for|available to)) (?:our )?(?:subscribers|"
    r"members)|"
    r"subscribers? only|unlock (?:this|the full) (?:article|story)|start your (?:free )?trial|"
    r"register (?:for free )?to (?:continue|read)|you have (?:reached|read) (?:your|all)|"
    r"weiterlesen mit|jetzt (?:weiterlesen|abonnieren)|nur für abonnenten|bereits abonnent|"
    r"(?:article |contenu )?réservé aux abonnés|(?:il vous reste )?\d+ ?% de cet article|"
    r"déjà abonné|"
    r"(?:contenido )?(?:exclusivo|solo) para suscriptores|suscr[íi]bete para|ya (?:soy|"
    r"eres) suscriptor|"
    r"exclusivo para assinantes|assine para|já é assinante|riservato agli abbonati|abbonati per|"
    r"会員限定|有料会員|続きを読むには|付费阅读|订阅后)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:(?:log|sign) in to (?:continue|your account|read)|forgot(?:ten)? (?:your )?password|"
    r"create an account|passwort vergessen|mot de passe oublié|contraseña\?|remember me)",
    re.IGNORECASE,
)
_VIDEO = re.compile(
    r"(?:watch (?:the )?(?:video|live|full)|video (?:player|unavailable|: )|this video (?:is|can)|"
    r"your browser does not support|now playing|play video|regardez|ver v[íi]deo|zum video)",
    re.IGNORECASE,
)
_SHORT = 120  # words; longer texts are not notices
_STUB = 150
_LONG_STUB = 400  # words, where the page says itself that it is not free
_NEAR_EMPTY = 25
_BRIEF = 12  # words that a news brief has at least, on a page that says it is an article


_HEADLINE = 5  # words of a link that is a headline
_AROUND = 6000  # characters of the page's text that are looked at
_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "head"))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What there is on a page besides its article.

    `start` is its visible text, cut; `links` are the texts of links as long as headlines; `front`:
    it is the site's front page.
    """

    start: str
    links: tuple[str, ...]
    front: bool


def look_around(tree: html.HtmlElement, url: str | None) -> Surroundings:
    """What the gate needs to know of the page at `url`."""
    parts: list[str] = []
    length = 0
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN and element.text:
            parts.append(element.text)
            length += len(element.text)
            if length > _AROUND:
                break
    texts = (tidy(str(link.text_content())) for link in tree.iter("a"))
    links = tuple(text for text in texts if word_count(text) >= _HEADLINE)
    path = urlsplit(url) if url else None
    front = path is not None and not path.path.strip("/") and not path.query
    return Surroundings(tidy(" ".join(parts)), links, front)


def doubts(
    title: str, body: str, ending: str, declared: Declared, around: Surroundings
) -> tuple[str, ...]:
    """Reasons to have a page reviewed; none for what looks like an article.

    `ending` are the last words that were found on it, furniture and all.
    """
    words = word_count(body)
    paywalled = bool(declared.fields.get("paywalled"))
    opening = f"{title}\n{body[:1500]}"
    checks = (
        (_challenged(title, declared, around, words), "a check for robots, not the page"),
        (_asks_consent(opening, words), "a request for consent, not the page"),
        (_is_missing(title, body, declared, words), "an error page"),
        (words < _SHORT and bool(_LOGIN.search(opening)), "a login page"),
        (_is_stub(ending, paywalled, around, words), "cut off by a paywall"),
        (_is_list(body, declared, around, words), "a list of articles, not an article"),
        (_is_video(body, declared, words), "a video without a text"),
        (
            words < (_BRIEF if declared.article else _NEAR_EMPTY),
            f"hardly any text ({words} words)",
        ),
    )
    return tuple(reason for found, reason in checks if found)


def _challenged(title: str, declared: Declared, around: Surroundings, words: int) -> bool:
    seen = f"{title}\n{around.start[:1500]}"
    return words < _SHORT and not declared.article and bool(_CHALLENGE.search(seen))


def _asks_consent(opening: str, words: int) -> bool:
    hits = len(_CONSENT.findall(opening))
    return hits >= 2 and words < 60 * hits and (words < 400 or hits >= 6)


def _is_missing(title: str, body: str, declared: Declared, words: int) -> bool:
    if words >= _SHORT:
        return False
    said = not declared.article and bool(_MISSING.search(body[:600]))
    return said or bool(_MISSING.search(title))


def _is_stub(ending: str, paywalled: bool, around: Surroundings, words: int) -> bool:
    if words >= _STUB:
        return paywalled and words < _LONG_STUB and bool(_PAYWALL.search(ending))
    return bool(_PAYWALL.search(ending)) or (
        paywalled and (words < 80 or bool(_PAYWALL.search(around.start)))
    )


def _is_list(body: str, declared: Declared, around: Surroundings, words: int) -> bool:
    if around.front:
        return True
    if declared.article:
        return False
    lines = [line for line in body.split("\n") if line.strip()]
    links = frozenset(around.links)
    teasers = sum(line in links for line in lines)
    listed = teasers >= 4 and teasers >= 0.4 * len(lines)
    return listed or (len(links) >= 8 and len(links) >= 3 * words / 100)


def _is_video(body: str, declared: Declared, words: int) -> bool:
    said = not declared.article and bool(_VIDEO.search(body))
    return words < 60 and (declared.video or said)

"""Notices of correction, as outlets print them in or below an article."""

import re

_LONGEST = 1200  # characters; what is longer is an article about corrections
_NEAR_END = 4  # paragraphs at the end, or two at the start, among which a heading may announce one
_NEAR_START = 2
_KEYWORD = r"""(?:
    corrections?(?:\s+(?:and|&)\s+clarifications?)?|clarifications?|erratum|errata(?:\s+corrige)?|
    corrigendum|korrektur|berichtigung|richtigstellung|korrigiert|rectificatif|mise\s+au\s+point|
    correcci[óo]n|fe\s+de\s+(?:errores|erratas)|rectificaci[óo]n|aclaraci[óo]n|corre[çc][ãa]o|erramos|
    rettifica|ispravka|исправка|уточнение|исправление
    )"""
_DAY = r"""(?:
    \d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}-\d\d-\d\d|
    (?:[^\W\d_]+,?\s+)?\d{1,2}(?:st|nd|rd|th|º|er)?\.?\s+(?:de\s+)?[^\W\d_]+\.?,?(?:\s+(?:de\s+)?\d{4})?|
    (?:[^\W\d_]+,\s+)?[^\W\d_]+\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?
    )(?:,?\s+(?:at\s+|um\s+|à\s+)?\d{1,2}[:.h]\d\d(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4}|\s+Uhr)?)?"""
_WHEN = rf"""(?:
    \s*[(\[][^()\[\]]{{1,60}}[)\]]|,?\s+(?:on\s+|vom\s+|du\s+|del?\s+|от\s+)?{_DAY}|\s*[,–—-]\s*{_DAY}
    )?"""
_THEN = r"(?:\s*:|\s*[–—]|\s+-(?=\s))\s*\S"  # what the keyword is the heading of
_THING = r"(?:article|story|post|piece|headline|column|page)"
_NOTICE = re.compile(
    rf"""^[\W_]{{0,4}}(?:
    {_KEYWORD}(?:{_WHEN}{_THEN}|\.\s+\S)|
    corrected,?(?:\s+(?:on|at))?\s+{_DAY}\s*:\s*\S|
    (?:this\s+report|(?:this|the)\s+{_THING})\s+(?:was|has\s+been)\s+
        (?:(?:amended|corrected|clarified)(?:\s+and\s+(?:amended|corrected|clarified|updated))?|
        updated\s+to\s+correct)(?:\s*[.;:,(–—-]|\s*$|\s+(?:on|at)\s+{_DAY}|
        \s+(?:because|since|following)\b|\s+after\s+(?:publication|it\s+was|an?\s+(?:error|earlier|
            reader|editing))\b|
        \s+to\s+(?:correct|clarify|remove|reflect|say|state|make\s+clear|include|add|fix|amend|note|
            show|give|explain|update|delete|replace|specify|attribute|indicate|change)\b)|
    (?:an|the)?\s*(?:earlier|previous|original)\s+version\s+of\s+this\s+
        (?:article|story|post|piece|report|column|page)\b|
    this\s+(?:article|story|post|piece|report)\s+(?:originally|previously|earlier|incorrectly)\s+
        (?:said|stated|reported|misstated|gave|named|identified)\b|
    editor['’]?s?['’]?\s+note\s*[:.—–-].{{0,200}}?\b(?:correct|amend|clarif|earlier\s+version|
        retract|error)|
    in\s+einer\s+(?:früheren|ersten|vorherigen)\s+(?:version|fassung)\s+(?:
        (?:dieses|des)\s+(?:artikels|textes|beitrags|berichts)|dieser\s+(?:meldung|nachricht)|
        hieß\s+es|stand|hatten\s+wir|haben\s+wir)\b|
    une\s+(?:première|précédente)\s+version\s+de\s+cet\s+article\b|
    una\s+versi[óo]n\s+anterior\s+de\s+est[ea]\s+(?:art[íi]culo|nota|noticia|texto)\b|
    uma\s+vers[ãa]o\s+anterior\s+d(?:este|esta)\s+(?:texto|reportagem|mat[ée]ria|artigo|not[íi]cia)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_HEADING = re.compile(
    rf"[\W_]{{0,4}}{_KEYWORD}{_WHEN}\s*:?[\W_]{{0,2}}", re.IGNORECASE | re.VERBOSE
)


def notices(text: str) -> tuple[str, ...]:
    """The paragraphs of an article that tell of a correction, word for word."""
    paragraphs = text.split("\n\n")
    return tuple(
        paragraph
        for at, paragraph in enumerate(paragraphs)
        if len(paragraph) <= _LONGEST
        and (_NOTICE.match(paragraph) or _is_announced(at, paragraphs))
    )


def _is_announced(at: int, paragraphs: list[str]) -> bool:
    """Whether the heading "Correction" stands above a paragraph near either end."""
    near = at <= _NEAR_START or at >= len(paragraphs) - _NEAR_END
    return at > 0 and near and bool(_HEADING.fullmatch(paragraphs[at - 1]))

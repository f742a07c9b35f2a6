"""Notices of correction, as outlets print them in or below an article."""

import re

_LONGEST = 1200  # characters; what is longer is an article about corrections
_NOTICE = re.compile(
    r"""^[\W_]{0,4}(?:
    (?:corrections?|clarifications?|correction\s+(?:and|&)\s+clarification|erratum|corrigendum)\b
        (?:\s*[(\[,—–-].{0,60}?)?\s*[:.—–-]\s*\S|
    corrected\s+(?:on\s+)?.{0,40}\d.{0,30}?:\s*\S|
    (?:this|the)\s+(?:article|story|post|piece|report|headline|column|page)\s+
        (?:was|has\s+been)\s+(?:amended|corrected|clarified)\b|
    (?:an|the)?\s*(?:earlier|previous|original)\s+version\s+of\s+this\s+
        (?:article|story|post|piece|report|column|page)\b|
    (?:this|the)\s+(?:article|story|post|piece|report)\s+(?:originally|previously|earlier)\s+
        (?:said|stated|reported|misstated|gave|named|identified)\b|
    editor['’]?s?['’]?\s+note\s*[:.—–-].{0,200}?\b(?:correct|amend|clarif|earlier\s+version|
        retract|error)|
    (?:korrektur|berichtigung|richtigstellung|korrigiert)\b.{0,40}?[:.—–-]\s*\S|
    in\s+einer\s+(?:früheren|ersten|vorherigen)\s+(?:version|fassung)\b|
    (?:rectificatif|correction|erratum|mise\s+au\s+point)\b.{0,40}?[:.—–-]\s*\S|
    une\s+(?:première|précédente)\s+version\s+de\s+cet\s+article\b|
    (?:correcci[óo]n|fe\s+de\s+(?:errores|erratas)|rectificaci[óo]n|
        aclaraci[óo]n)\b.{0,40}?[:.—–-]\s*\S|
    una\s+versi[óo]n\s+anterior\s+de\s+este\s+art[íi]culo\b|
    (?:corre[çc][ãa]o|errata|erramos)\b.{0,40}?[:.—–-]\s*\S|
    uma\s+vers[ãa]o\s+anterior\s+d(?:este|esta)\b|
    (?:rettifica|errata\s+corrige)\b.{0,40}?[:.—–-]\s*\S|
    (?:ispravka|исправка|уточнение|исправление)\b.{0,40}?[:.—–-]\s*\S
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def notices(text: str) -> tuple[str, ...]:
    """The paragraphs of an article that tell of a correction, word for word."""
    paragraphs = text.split("\n\n")
    return tuple(p for p in paragraphs if len(p) <= _LONGEST and _NOTICE.match(p))

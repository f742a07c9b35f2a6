"""Names of people in a byline, or in what a page gives for its author."""

import re

from corpus.text import tidy

_LEAD = re.compile(
    r"^(?:(?:written|reported|posted|story|text|words|article|analysis)\s+)?(?:by|von|par|por|di|od|av|door)\s*:?\s+|^(?:author|autor|auteur|redaktion)\s*:\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:,|;|\||·|•|&|\band\b|\bund\b|\bet\b|\bwith\b|\bmit\b)\s*", re.IGNORECASE
)
_BETWEEN_WHOLE = re.compile(
    r"(?<=\S\s)(?:y|e)(?=\s\S)"
)  # "Ana Sol y Eva Mar", not "Ortega y Gasset"
_NOBODY = re.compile(
    r"^(?:admin|administrator|editor|editors|redaktion|redacción|redação|redazione|staff|newsroom|"
    r"news desk|webmaster|web ?desk|guest|author|unknown|anonymous|none|null|undefined|"
    r"the (?:editor|author)s?|user|root|wordpress|n/a)$",
    re.IGNORECASE,
)
# What someone is, as it stands after a name: "Staff Writer", "Environment Correspondent, Orrin".
_ROLE = re.compile(
    r"^(?:[\w.’'&/-]+\s+){0,4}(?:writer|reporter|correspondent|editor|columnist|journalist|"
    r"producer|photographer|contributor|freelancer?|critic|commentator|analyst|intern|chief|"
    r"reporterin|korrespondent(?:in)?|redakteur(?:in)?|kolumnist(?:in)?|journalistin|journaliste|"
    r"correspondante?|chroniqueu(?:r|se)|rédact(?:eur|rice)|periodista|corresponsal|columnista|"
    r"redactora?|jornalista|repórter|colunista|giornalista|corrispondente)s?"
    r"(?:[\s-]+(?:for|in|at|of|from|on|für|aus|pour|à|en|de|para)\s.+|[\s-]+in[\s-]chief)?$",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?:^|[\s.])\w{1,3}\.$")  # an abbreviation, an initial
_MOST_WORDS = 7


def names_in(line: str) -> list[str]:
    """The names, in order; addresses, user names of systems and roles are none."""
    bare = without_by(line)
    if "://" in bare or ("@" in bare and " " not in bare):
        return []
    parts = [_bare(tidy(part)) for piece in _BETWEEN.split(bare) for part in _apart(piece)]
    names = [part for at, part in enumerate(parts) if _is_name(part) and not _is_role(part, at)]
    return list(dict.fromkeys(names))


def without_by(line: str) -> str:
    """A name, or names, without the word that says whose work it is."""
    return _LEAD.sub("", tidy(line))


def _bare(part: str) -> str:
    """Without what stands around a name; "Jr." has its point."""
    part = part.lstrip(".-–").rstrip("-–")
    ends_short = _SHORT.search(part)
    return part if ends_short else part.rstrip(".-–")


def _apart(piece: str) -> list[str]:
    """Two names joined by a word that names have in them too, when each has two words itself."""
    sides = _BETWEEN_WHOLE.split(piece)
    return sides if all(len(side.split()) >= 2 for side in sides) else [piece]


def _is_role(part: str, at: int) -> bool:
    """Whether a part tells what the one before it is; the first may be someone called so."""
    return at > 0 and bool(_ROLE.match(part))


def _is_name(part: str) -> bool:
    if not part or _NOBODY.match(part) or "@" in part or "://" in part or "www." in part:
        return False
    words = part.split()
    digits = sum(character.isdigit() for character in part)
    return len(words) <= _MOST_WORDS and digits <= 2

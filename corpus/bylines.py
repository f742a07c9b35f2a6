"""Names of people in a byline, or in what a page gives for its author."""

import re

from corpus.text import tidy

_LEAD = re.compile(
    r"^(?:(?:written|reported|posted|story|text|words|article|analysis)\s+)?(?:by|von|par|por|di|od|av|door)\s*:?\s+|^(?:author|autor|auteur|redaktion)\s*:\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:,|;|\||·|•|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bwith\b|\bmit\b)\s*", re.IGNORECASE
)
_NOBODY = re.compile(
    r"^(?:admin|administrator|editor|editors|redaktion|redacción|redação|redazione|staff|newsroom|"
    r"news desk|webmaster|web ?desk|guest|author|unknown|anonymous|none|null|undefined|"
    r"the (?:editor|author)s?|user|root|wordpress|n/a)$",
    re.IGNORECASE,
)
_MOST_WORDS = 7


def names_in(line: str) -> list[str]:
    """The names, in order; addresses, user names of systems and roles are none."""
    bare = _LEAD.sub("", tidy(line))
    if "://" in bare or ("@" in bare and " " not in bare):
        return []
    parts = [tidy(part).strip(".-–") for part in _BETWEEN.split(bare)]
    names = [part for part in parts if _is_name(part)]
    return list(dict.fromkeys(names))


def _is_name(part: str) -> bool:
    if not part or _NOBODY.match(part) or "@" in part or "://" in part or "www." in part:
        return False
    words = part.split()
    digits = sum(character.isdigit() for character in part)
    return len(words) <= _MOST_WORDS and digits <= 2

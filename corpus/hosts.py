"""Host names that are not what they look like.

Names in any one script pass: `müller.example`, `пример.example`, `日本語.example`. Refused is what
Unicode's security mechanisms (UTS 39) call mixed-script and whole-script confusable, label by
label; scripts that are written together (Japanese, Chinese, Korean, each with Latin) count as one.
"""

import re
import unicodedata
from ipaddress import IPv6Address, ip_address

_PLAIN = re.compile(r"[a-z0-9_-]+", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_TOGETHER = (
    frozenset(("LATIN", "CJK", "HIRAGANA", "KATAKANA")),
    frozenset(("LATIN", "CJK", "BOPOMOFO")),
    frozenset(("LATIN", "CJK", "HANGUL")),
)
# Letters that most typefaces draw as they do a Latin one: Cyrillic, Greek, Armenian.
_LIKE_LATIN = frozenset("асԁеһіјӏорԛѕԝхуҽѵονρυαιօսոհցյք")
# Seen as nothing, though letters or marks: fillers, variation selectors.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Dots in the middle, where they are no letters of Catalan or signs of Japanese: they pass for dots.
_MIDDLE_DOT = re.compile(r"(?<!l)·|·(?!l)|(?<![\u3040-\u30ff\u3400-\u9fff])・")
_END = frozenset("/?#@:\\")  # what ends a host, or what comes before it
_LONGEST, _LONGEST_LABEL = 253, 63  # characters in DNS


def deceit(authority: str) -> str | None:
    """What is deceitful about the part of an address between `//` and the path; None: nothing."""
    if "@" in authority:
        return "has a user name or password in it"
    if "\\" in authority:
        return "has a backslash before its path, which browsers read as a slash"
    if any(set(unicodedata.normalize("NFKC", c)) & _END for c in authority if c not in _END):
        return "has a sign in its host name that looks like a slash or a colon"
    host = host_of(authority)
    if host.startswith("["):
        return None if _is_ipv6(host) else "names no machine that others can reach"
    if "%" in host:
        return "has an escape in its host name"
    name = host.removesuffix(".").lower()
    if name in ("http", "https"):
        return "has a second scheme where its host name should be"
    labels = name.split(".")
    if _NUMBER.fullmatch(unicodedata.normalize("NFKC", labels[-1])) and not _is_ip(name):
        return "hides an IP address in its host name"
    return next((said for label in labels if (said := _of(label, labels[-1]))), None)


def host_of(authority: str) -> str:
    """The authority without user name and port."""
    place = authority.rpartition("@")[2]
    return f"{place.partition(']')[0]}]" if place.startswith("[") else place.partition(":")[0]


def can_be_looked_up(host: str) -> bool:
    """Whether DNS has room for such a name. Of an IP address always."""
    labels = host.removesuffix(".").split(".")
    return "" not in labels and len(host) <= _LONGEST and max(map(len, labels)) <= _LONGEST_LABEL


def _of(label: str, last: str) -> str | None:
    """What is deceitful about one part of a host name under `last`, its last part."""
    if not label or _is_plain(label) or len(label) > _LONGEST_LABEL:  # too long to be looked up
        return None
    shown = _decoded(label)
    if shown is None:
        return f"has a part in its host name that cannot be read ({label[:_LONGEST_LABEL]})"
    if _INVISIBLE.search(shown) or not shown.isprintable():
        return "has characters in its host name that cannot be seen"
    if unicodedata.normalize("NFKC", shown) != unicodedata.normalize("NFC", shown):
        return "has characters in its host name that stand for others"
    if _MIDDLE_DOT.search(shown) or not all(map(_is_of_names, shown)):
        return "has characters in its host name that no name has"
    if unicodedata.category(shown[0])[0] == "M":
        return "begins a part of its host name with a mark that belongs to a letter before it"
    scripts = {script for c in shown if (script := _script(c))}
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return f"mixes scripts in its host name ({', '.join(sorted(map(str.title, scripts)))})"
    letters = {c for c in shown if c.isalpha()}
    if letters and letters <= _LIKE_LATIN and _is_plain(last):
        return f"has a host name that looks like a Latin one ({_ascii(label)})"
    return None


def _is_plain(label: str) -> bool:
    return bool(_PLAIN.fullmatch(label)) and not label.startswith("xn--")


def _decoded(label: str) -> str | None:
    """A label as it is shown; None when it is no label, or one written to hide what it is."""
    if not label.startswith("xn--"):
        return label
    try:
        shown = label[4:].encode("ascii").decode("punycode")
        known = bool(shown) and shown.encode("punycode").decode("ascii") == label[4:]
    except (UnicodeError, ValueError, OverflowError):
        return None
    return shown if known and not shown.isascii() and shown == shown.lower() else None


def _ascii(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


def _is_of_names(character: str) -> bool:
    return (
        unicodedata.category(character)[0] in "LM" or character.isdecimal() or character in "-_·・"
    )


def _script(character: str) -> str | None:
    """The script of a letter, by its name in Unicode; None of what goes with every script."""
    if not character.isalpha():
        return None
    script = unicodedata.name(character, "UNKNOWN").partition(" ")[0].partition("-")[0]
    if script == "IDEOGRAPHIC":
        return "CJK"  # the mark of repetition
    return None if script == "MODIFIER" else script


def _is_ip(name: str) -> bool:
    try:
        return str(ip_address(name)) == name
    except ValueError:
        return False


def _is_ipv6(host: str) -> bool:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return isinstance(address, IPv6Address) and address.scope_id is None

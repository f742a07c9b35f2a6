"""Addresses: one form for all spellings of an article's address, and the site it is on."""

import re
from contextlib import suppress
from ipaddress import ip_address
from posixpath import normpath
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from tld import get_fld, get_tld

# Parameters that tell how a reader came, not what is shown.
_TRACKING = re.compile(
    r"utm_.*|mtm_.*|pk_.*|piwik_.*|matomo_.*|at_(?:medium|campaign|custom\d|link.*|bbc.*|ptr.*|format)|mc_(?:cid|eid|tc)|_hs.*|hsa_.*|ns_(?:campaign|mchannel|source|linkname|fee)|cm_.*|s_cid|"
    r"fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|li_fat_id|mkt_tok|"
    r"vero_id|oly_(?:anon|enc)_id|_openstat|wickedid|cmpid?|icid|ocid|ncid|smid|sr_share|"
    r"guccounter|guce_.*|__twitter_impression|_ga|_gl|spm|wt_mc|xtor|ref_?src|ref_url|amp_js_v|usqp|"
    r"amp_gsa|amp_lite|amp_r"
)
# Parameters that ask for another rendering of the same page.
_RENDERING = {"amp": None, "outputtype": "amp", "view": "amp", "print": None}
_REFERRER = frozenset(("ref", "source", "src", "from"))  # when they name a site
_SUBDOMAINS = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_AMP_PATH = re.compile(r"(?:/amp/?$|^/amp(?=/.)|\.amp(?=\.html?$)|\.amp$)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_AMP_CACHES = re.compile(
    r"^https?://(?:[\w-]+\.cdn\.ampproject\.org/[a-z]/(?:s/)?|(?:www\.)?google\.[a-z.]+/amp/(?:s/)?)",
    re.IGNORECASE,
)
_KEPT = "!$&'()*+,;=:@~-._/%"


def fold(url: str) -> str:
    """The form by which an address is recognised, however it is spelled; not for fetching.

    Scheme, www and mobile hosts, AMP, tracking parameters, fragments, index pages and the order
    of parameters tell nothing of what is shown; all else does.
    """
    cached = _AMP_CACHES.match(url)
    parts = urlsplit(f"https://{url[cached.end() :]}" if cached else url)
    path = _path(parts.path)
    query = _query(parts.query, _host(parts.hostname or ""))
    return f"https://{_place(parts.hostname, _port(parts))}{path}{query}"


def registered_domain(url: str) -> str:
    """The domain that someone registered: `bbc.co.uk`. Of a machine without one, host and port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if _is_machine(host):
        return f"{host}:{_port(parts)}" if _port(parts) else host
    found = get_fld(f"https://{host}", fail_silently=True)
    return str(found) if found else ".".join(host.split(".")[-2:])


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one registered domain."""
    return registered_domain(one) == registered_domain(other)


def without_user(url: str) -> str:
    """An address that is told of, without the user name and password that may be in it."""
    return re.sub(r"(?<=//)[^/?#]*@", "", url)


def is_public_suffix(name: str) -> bool:
    """Whether a name is one under which others register: `co.uk`."""
    return get_tld(f"https://x.{name}", fail_silently=True) == name


def _place(host: str | None, port: int | None) -> str:
    name = _host(host or "")
    if ":" in name:
        name = f"[{name}]"
    return f"{name}:{port}" if port else name


def _host(host: str) -> str:
    """Lower case, punycode, without the prefixes of mirrors."""
    name = host.lower().rstrip(".")
    if _is_machine(name):
        return name
    with suppress(UnicodeError):  # else no name that can be looked up, but the same each time
        name = name.encode("idna").decode("ascii")
    while _SUBDOMAINS.match(name) and get_fld(f"https://{name}", fail_silently=True) != name:
        bare = _SUBDOMAINS.sub("", name)
        if "." not in bare or is_public_suffix(bare):
            break
        name = bare
    return name


def _port(parts: object) -> int | None:
    try:
        port = getattr(parts, "port", None)
    except ValueError:
        return None
    return port if port not in (None, 0, 80, 443) else None


def _is_machine(host: str) -> bool:
    """An IP address or a name of the local network."""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host
    return True


def _path(path: str) -> str:
    clean = quote(_unquoted(path), safe=_KEPT)
    resolved = normpath("/" + clean.lstrip("/")) if clean.strip("/") else ""
    before = None
    while before != resolved:  # an index page may lie below an AMP path
        before = resolved
        shorter = _AMP_PATH.sub("", resolved)
        resolved = _INDEX.sub("", shorter if shorter.strip("/") else resolved).rstrip("/")
    return resolved


def _unquoted(path: str) -> str:
    """Percent escapes of what needs none are undone; the others are written in one way."""

    def plain(match: re.Match[str]) -> str:
        data = bytes.fromhex(match[0].replace("%", ""))
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return match[0].upper()
        return "".join(
            c if c not in "/%?#;" and c.isprintable() else f"%{ord(c):02X}" for c in text
        )

    return re.sub(r"(?:%[0-9a-fA-F]{2})+", plain, re.sub(r"%(?![0-9a-fA-F]{2})", "%25", path))


def _query(query: str, host: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        if not _tells_nothing(name.lower(), value.lower(), host)
    ]
    text = urlencode(sorted(kept), errors="surrogateescape")
    return f"?{text}" if text else ""


def _tells_nothing(name: str, value: str, host: str) -> bool:
    if _TRACKING.fullmatch(name):
        return True
    if name in _RENDERING:
        return _RENDERING[name] in (None, value)
    return name in _REFERRER and ("." in value or value in ("rss", "feed", host))

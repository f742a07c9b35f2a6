"""Which addresses may be fetched: the public web, and the internal hosts that the operator names.

The guard stands where a connection is dialled, after the name was looked up: what was judged is
what is connected to, whatever a name server answers next.
"""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urlsplit

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

# IANA's registries of special-purpose addresses. Not ipaddress.is_global alone: its answers differ
# between the releases of one Python version.
_KINDS: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8 ::/128", "an unspecified"),
    ("127.0.0.0/8 ::1/128", "a loopback"),
    ("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10", "a private"),
    ("169.254.0.0/16 fe80::/10", "a link-local"),
    ("100.64.0.0/10", "a carrier's internal"),
    ("224.0.0.0/4 ff00::/8", "a multicast"),
    ("192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20", "a documentation"),
    # An address inside an address: where it ends is decided by others.
    ("192.88.99.0/24 2002::/16 2001::/32 64:ff9b::/96 64:ff9b:1::/48 ::ffff:0:0/96", "a tunnel"),
    # Azure's host answers here from inside its machines, though the range is a public one.
    ("168.63.129.16/32", "a cloud provider's internal"),
    ("192.0.0.0/24 198.18.0.0/15 240.0.0.0/4 2001::/23", "a reserved"),
)
_REFUSED: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ip_network(network), kind) for networks, kind in _KINDS for network in networks.split()
)
_GLOBAL_IPV6 = IPv6Network("2000::/3")  # all that is given out for use on the internet
_KEPT = "%/:;,=@!$&'()*+~?[]"  # is sent as it is in a path or query
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DOTTED = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")


class AddressError(ValueError):
    """No such address is fetched; the message says what it is, as in "is not an address"."""


class AddressRefused(OSError):
    """The name leads to where nothing is fetched from; the message says where."""


def kind_refused(address: str) -> str | None:
    """What is wrong with connecting to `address`, as in "a private"; None for the public web.

    `address` is an IP address as a socket takes it; other text is refused as "an unreadable".
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return "an unreadable"
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return kind_refused(str(ip.ipv4_mapped)) or "a tunnel"
    for network, kind in _REFUSED:
        if ip in network:
            return kind
    if isinstance(ip, IPv6Address):
        return None if ip in _GLOBAL_IPV6 else "a reserved"
    return None


def check_address(address: str) -> None:
    """Raise AddressRefused unless `address` is on the public web."""
    if kind := kind_refused(address):
        raise AddressRefused(f"resolves to {kind} address ({address})")


def guarded_socket(dialled: AddrInfoType) -> socket.socket:
    """A socket for one connection of the public web. Raises AddressRefused for any other."""
    family, kind, protocol, _, address = dialled
    check_address(str(address[0]))
    return socket.socket(family, kind, protocol)


class GuardedResolver(AbstractResolver):
    """Name look-up that leaves out what may not be connected to, and says so if nothing is left."""

    def __init__(self, resolver: AbstractResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        public = [result for result in found if kind_refused(result["host"]) is None]
        if found and not public:
            check_address(found[0]["host"])
        return public

    async def close(self) -> None:
        await self._resolver.close()


def read_address(text: str) -> URL:
    """`text` as an address of the web, without its fragment. Raises AddressError if it is none."""
    try:
        url = URL(text.strip())
        host = url.raw_host or ""
        parts = urlsplit(text.strip())
    except (ValueError, IndexError):  # yarl looks for the bracket of "http://:80]" past the end
        raise AddressError("is not an address") from None
    if url.scheme not in ("http", "https"):
        raise AddressError("is not an http or https address")
    if "@" in url.raw_authority:
        raise AddressError("has a user name or password in it")
    if not url.port:
        raise AddressError("has port 0")
    _check_host(host)
    # Path and query stay as they were written: not every site knows them by another spelling.
    path = quote(parts.path, _KEPT, errors="replace") or "/"
    query = quote(parts.query, _KEPT, errors="replace")
    if "/." in path or not path.startswith("/"):
        path = url.raw_path  # without ".." on the way, which would lead past robots.txt
    return URL(f"{url.origin()}{path}{'?' if query else ''}{query}", encoded=True)


def _check_host(host: str) -> None:
    """Refuse what is no name, and spellings of numbers that systems read in different ways."""
    if ":" in host:
        if "%" in host:
            raise AddressError(f"names a network card of this machine ({host})")
        return
    if not _NAME.fullmatch(host) or len(host) > 253:
        raise AddressError("has no readable host name")
    if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) and not _DOTTED.fullmatch(host):
        raise AddressError(f"hides an IP address ({host})")


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Internal hosts that may be fetched from: lower-case name or IP, and port or None for any."""

    hosts: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def read(cls, names: Iterable[str]) -> "AllowedHosts":
        """From "name", "name:port", "10.0.0.1:port", "::1", "[::1]:port".

        Raises AddressError for anything else.
        """
        return cls(frozenset(_read_allowed(name.strip()) for name in names))

    def __contains__(self, url: URL) -> bool:
        host = _plain(url)
        return (host, None) in self.hosts or (host, url.port) in self.hosts


def _read_allowed(name: str) -> tuple[str, int | None]:
    try:
        authority = f"[{ip_address(name)}]" if name.count(":") > 1 else name
    except ValueError:
        authority = name
    try:
        url = read_address(f"http://{authority}/")
    except AddressError:
        raise AddressError(f"{name!r} is not a host name, nor one with a port") from None
    if url.raw_path != "/" or url.raw_query_string:
        raise AddressError(f"{name!r} is more than a host name with a port")
    return _plain(url), URL(f"http://{authority}/").explicit_port


def _plain(url: URL) -> str:
    return (url.raw_host or "").removesuffix(".")

"""Where connections may go: the public web, and hosts that the operator names."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from corpus.addresses import (
    AddressError,
    AddressRefused,
    AllowedHosts,
    GuardedResolver,
    guarded_socket,
    kind_refused,
    read_address,
)

REFUSED = [
    ("127.0.0.1", "a loopback"),
    ("127.255.255.254", "a loopback"),
    ("::1", "a loopback"),
    ("0.0.0.0", "an unspecified"),  # noqa: S104  nothing is bound to it here
    ("0.1.2.3", "an unspecified"),
    ("::", "an unspecified"),
    ("10.0.0.1", "a private"),
    ("172.16.0.1", "a private"),
    ("172.31.255.255", "a private"),
    ("192.168.1.1", "a private"),
    ("fc00::1", "a private"),
    ("fd00:ec2::254", "a private"),
    ("fec0::1", "a private"),
    ("169.254.169.254", "a link-local"),
    ("fe80::1", "a link-local"),
    ("fe80::1%eth0", "a link-local"),
    ("100.64.0.1", "a carrier's internal"),
    ("100.100.100.200", "a carrier's internal"),
    ("224.0.0.1", "a multicast"),
    ("239.255.255.255", "a multicast"),
    ("ff02::1", "a multicast"),
    ("192.0.2.1", "a documentation"),
    ("2001:db8::1", "a documentation"),
    ("3fff::1", "a documentation"),
    ("::ffff:127.0.0.1", "a loopback"),
    ("::ffff:10.0.0.1", "a private"),
    ("::ffff:8.8.8.8", "a tunnel"),
    ("2002:7f00:1::", "a tunnel"),
    ("2001:0:1::1", "a tunnel"),
    ("64:ff9b::7f00:1", "a tunnel"),
    ("64:ff9b:1::1", "a tunnel"),
    ("192.88.99.1", "a tunnel"),
    ("::7f00:1", "a reserved"),
    ("::ffff:0:7f00:1", "a reserved"),
    ("100::1", "a reserved"),
    ("5f00::1", "a reserved"),
    ("4000::1", "a reserved"),
    ("168.63.129.16", "a cloud provider's internal"),
    ("192.0.0.192", "a reserved"),
    ("198.18.0.1", "a reserved"),
    ("240.0.0.1", "a reserved"),
    ("255.255.255.255", "a reserved"),
    ("localhost", "an unreadable"),
    ("", "an unreadable"),
]
PUBLIC = ["1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1"]
INTERNAL = [
    ip_network(text)
    for text in """0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
    192.168.0.0/16 224.0.0.0/3 ::/8 fc00::/7 fe80::/9 ff00::/8 2002::/16 2001::/32""".split()
]
LOCAL = "http://127.0.0.1:8080/"


@pytest.mark.parametrize(("address", "kind"), REFUSED)
def test_what_is_not_on_the_public_web_is_refused(address: str, kind: str) -> None:
    assert kind_refused(address) == kind


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_web_is_not_refused(address: str) -> None:
    assert kind_refused(address) is None


@given(st.ip_addresses())
def test_nothing_passes_that_python_calls_internal(ip: IPv4Address | IPv6Address) -> None:
    if kind_refused(str(ip)) is None:
        assert ip.is_global
        assert not ip.is_multicast


@given(st.sampled_from(INTERNAL).flatmap(lambda network: st.ip_addresses(network=network)))
def test_no_address_of_an_internal_network_passes(ip: IPv4Address | IPv6Address) -> None:
    assert kind_refused(str(ip)) is not None


@given(st.ip_addresses(v=4))
def test_no_address_passes_inside_another(ip: IPv4Address) -> None:
    for prefix in ("::ffff:0:0", "64:ff9b::", "::"):
        assert kind_refused(str(IPv6Address(int(ip_address(prefix)) + int(ip)))) is not None
    assert kind_refused(str(IPv6Address((0x2002 << 112) + (int(ip) << 80)))) is not None


@given(st.text())
def test_what_is_no_address_at_all_does_not_pass(text: str) -> None:
    if kind_refused(text) is None:
        ip_address(text)


@pytest.mark.parametrize(
    ("family", "address"),
    [(socket.AF_INET, ("127.0.0.1", 80)), (socket.AF_INET6, ("::1", 80, 0, 0))],
)
def test_no_socket_is_made_for_an_internal_address(
    family: socket.AddressFamily, address: tuple[str, int] | tuple[str, int, int, int]
) -> None:
    with pytest.raises(AddressRefused, match="resolves to a loopback address"):
        guarded_socket((family, socket.SOCK_STREAM, 6, "", address))


def test_a_socket_is_made_for_a_public_address() -> None:
    with guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", 80))) as made:
        assert made.family == socket.AF_INET


class Names(AbstractResolver):
    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=found, port=port, family=family, proto=0, flags=0)
            for found in self.addresses
        ]

    async def close(self) -> None:
        pass


async def test_internal_addresses_of_a_public_name_are_left_out() -> None:
    found = await GuardedResolver(Names("10.0.0.1", "1.1.1.1")).resolve("site.example", 80)
    assert [result["host"] for result in found] == ["1.1.1.1"]


async def test_a_name_with_internal_addresses_only_is_refused() -> None:
    with pytest.raises(AddressRefused, match=r"resolves to a private address \(10\.0\.0\.1\)"):
        await GuardedResolver(Names("10.0.0.1", "::1")).resolve("site.example", 80)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ftp://site.example/", "is not an http or https address"),
        ("file:///etc/passwd", "is not an http or https address"),
        ("gopher://127.0.0.1:25/_HELO", "is not an http or https address"),
        ("javascript:alert(1)", "is not an http or https address"),
        ("data:text/html,x", "is not an http or https address"),
        ("//site.example/", "is not an http or https address"),
        ("site.example", "is not an http or https address"),
        ("", "is not an http or https address"),
        ("http://", "has no readable host name"),
        ("http:///path", "has no readable host name"),
        ("http://a..b/", "has no readable host name"),
        ("http://-a.example/", "has no readable host name"),
        ("http://%31%32%37.0.0.1/", "has no readable host name"),
        ("http://two words/", "has no readable host name"),
        ("http://" + "a" * 64 + ".example/", "has no readable host name"),
        ("http://editor:secret@site.example/", "has a user name or password in it"),
        ("http://127.0.0.1@site.example/", "has a user name or password in it"),
        ("http://:@site.example/", "has a user name or password in it"),
        ("http://site.example:0/", "has port 0"),
        ("http://site.example:99999/", "is not an address"),
        ("http://[::1/", "is not an address"),
        ("http://127.0.0.1\\@site.example/", "is not an address"),
        ("http://[fe80::1%25eth0]/", "names a network card"),
        ("http://2130706433/", "hides an IP address"),
        ("http://0x7f000001/", "hides an IP address"),
        ("http://0x7f.1/", "hides an IP address"),
        ("http://0177.0.0.1/", "hides an IP address"),
        ("http://127.1/", "hides an IP address"),
        ("http://127.0.0.1./", "hides an IP address"),
        ("http://1.2.3.4.5/", "hides an IP address"),
        ("http://0/", "hides an IP address"),
    ],
)
def test_what_is_no_plain_web_address_is_refused(text: str, reason: str) -> None:
    with pytest.raises(AddressError, match=reason):
        read_address(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("HTTPS://Site.Example/A?b=c#d", "https://site.example/A?b=c"),
        (" http://site.example:8080 ", "http://site.example:8080/"),
        ("http://münchen.example/ä", "http://xn--mnchen-3ya.example/%C3%A4"),
        ("http://a_b.example/", "http://a_b.example/"),
        ("http://１２７.０.０.１/", "http://127.0.0.1/"),
        ("http://[::FFFF:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
        ("http://site.example/@editor", "http://site.example/@editor"),
        (
            "http://site.example/a%2cb?u=http%3A%2F%2Fx",
            "http://site.example/a%2cb?u=http%3A%2F%2Fx",
        ),
        ("http://site.example/a b/../c?d e", "http://site.example/c?d%20e"),
        ("http://site.example?a", "http://site.example/?a"),
        ("http://site.example/100%", "http://site.example/100%"),
        ("http://site.example//other.example/", "http://site.example//other.example/"),
    ],
)
def test_addresses_are_read_in_one_spelling(text: str, read: str) -> None:
    assert str(read_address(text)) == read


@given(st.text() | st.text("a1.:/@[]%\\?#é\udcff").map("http://{}".format))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        url = read_address(text)
    except AddressError:
        return
    assert url.scheme in ("http", "https")
    assert url.raw_host
    assert str(url).isascii()
    assert read_address(str(url)) == url


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("intranet", "http://intranet/a"),
        ("Intranet", "https://INTRANET:8443/"),
        ("intranet", "http://intranet./"),
        ("intranet:80", "http://intranet/"),
        ("127.0.0.1", LOCAL),
        ("127.0.0.1:8080", LOCAL),
        ("::1", "http://[::1]:8080/"),
        ("[::1]:8080", "http://[::1]:8080/"),
        ("[0:0::1]", "http://[::1]/"),
    ],
)
def test_a_named_host_is_allowed(entry: str, url: str) -> None:
    assert read_address(url) in AllowedHosts.read([entry])


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("127.0.0.1", "http://127.0.0.2/"),
        ("127.0.0.1", "http://localhost/"),
        ("localhost", "http://127.0.0.1/"),
        ("127.0.0.1:8081", LOCAL),
        ("127.0.0.1:80", "https://127.0.0.1/"),
        ("intranet", "http://www.intranet/"),
        ("intranet", "http://intranet.example/"),
        ("127.0.0.1", "http://[::ffff:127.0.0.1]/"),
    ],
)
def test_no_other_host_is_allowed_with_it(entry: str, url: str) -> None:
    assert read_address(url) not in AllowedHosts.read([entry])


def test_nothing_is_allowed_unless_it_is_named() -> None:
    assert URL(LOCAL) not in AllowedHosts.read([])


@pytest.mark.parametrize(
    "entry", ["", "http://intranet", "a b", "intranet/path", "*", "127.1", "u@h", "h:x", "::g"]
)
def test_what_is_no_host_cannot_be_allowed(entry: str) -> None:
    with pytest.raises(AddressError, match="host name"):
        AllowedHosts.read([entry])

"""What went wrong on the way to a site, in words for the operator."""

import os

import aiohttp

from corpus.addresses import AddressRefused
from corpus.answers import FetchError


def in_words(
    error: aiohttp.ClientError | TimeoutError, *, seconds: float, connect: float
) -> FetchError:
    """The reason behind aiohttp's error; `seconds` and `connect` are the limits that held.

    aiohttp's errors are kinds of one another: the narrow ones come first here.
    """
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return FetchError(f"its certificate is not valid: {_certificate(error)}")
        case aiohttp.ClientSSLError():
            return FetchError("no secure connection could be made")
        case aiohttp.ClientConnectorError(os_error=AddressRefused() as refused):
            return FetchError(str(refused), permanent=True)
        case aiohttp.ClientConnectorDNSError():
            return FetchError(f"no host of the name {error.host} was found")
        case aiohttp.ConnectionTimeoutError():
            return FetchError(f"no connection within {connect:g} s")
        case TimeoutError():
            return FetchError(f"the site did not answer within {seconds:g} s")
        case aiohttp.ClientConnectorError():
            code = error.os_error.errno
            return FetchError(f"no connection: {os.strerror(code) if code else 'refused'}")
        case aiohttp.ClientConnectionError():
            return FetchError("the site broke off the connection")
        case aiohttp.ClientPayloadError():
            return FetchError("the answer broke off or is garbled")
        case aiohttp.InvalidURL():
            return FetchError("is not an address", permanent=True)
    return FetchError("what answers does not speak HTTP")


def _certificate(error: aiohttp.ClientConnectorCertificateError) -> str:
    cause = error.certificate_error
    return str(getattr(cause, "verify_message", "")) or str(cause)

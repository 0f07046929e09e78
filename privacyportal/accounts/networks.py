"""From which network address does a request come?"""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# One household or office has a whole block of addresses of version 6.
BLOCK_OF_VERSION_6 = 64


def address_of(request: HttpRequest | None) -> str:
    """Return the address that attempts are counted by, or nothing where none is known.

    Behind a proxy (`PORTAL_BEHIND_PROXY`) it is the last that stands in X-Forwarded-For: the proxy wrote that one, the
    others come from whoever asks.
    """
    if request is None:
        return ""
    said = request.META.get("REMOTE_ADDR", "")
    if settings.PORTAL_BEHIND_PROXY:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or said
    try:
        address = ip_address(said)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, BLOCK_OF_VERSION_6), strict=False))
    return str(address)

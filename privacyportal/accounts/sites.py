"""Where does a browser think it is? A passkey belongs to a host, and signs the origin."""

from ipaddress import ip_address

from django.http import HttpRequest
from django.http.request import split_domain_port

from privacyportal.accounts.passkeys import Site


def site_of(request: HttpRequest) -> Site | None:
    """Return host and origin of a request whose host the installation allows; None where passkeys cannot be used.

    Browsers give passkeys to names only, never to bare addresses.
    """
    host = split_domain_port(request.get_host())[0]
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return Site(host=host, origin=f"{request.scheme}://{request.get_host()}")
    return None

"""Did a passkey sign this challenge, here, and for us? The standard's checks are py_webauthn's."""

import json
from dataclasses import dataclass
from typing import NoReturn

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME = "Privacy portal"


class KeyRefused(Exception):
    """What came is no proof."""


@dataclass(frozen=True)
class Site:
    """Where the portal is, as a browser says it: the host a passkey belongs to, and the whole origin."""

    host: str
    origin: str


@dataclass(frozen=True)
class Proven:
    """A new passkey that has proved itself."""

    credential: str
    public_key: str
    uses: int


@dataclass(frozen=True)
class Shown:
    """What a browser brings when somebody uses a passkey, with what we had asked for."""

    answer: str
    challenge: str
    site: Site

    @property
    def credential(self) -> str:
        """Return the name that the key gave itself, or nothing where the answer is none."""
        return _text(self.answer, "id")


def options_for_new(*, site: Site, user: str, handle: bytes, known: list[str]) -> tuple[str, str]:
    """Return what a browser needs to make a passkey, and the challenge in it."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_name=user,
        user_id=handle,
        exclude_credentials=_described(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def options_for_use(*, site: Site, known: list[str]) -> tuple[str, str]:
    """Return what a browser needs to use one of the person's passkeys, and the challenge in it."""
    options = generate_authentication_options(rp_id=site.host, allow_credentials=_described(known))
    return options_to_json(options), bytes_to_base64url(options.challenge)


def prove_new(shown: Shown) -> Proven:
    """Return a new passkey.

    :raises KeyRefused: when it answers another challenge, another origin, or is no answer at all.
    """
    try:
        verified = verify_registration_response(
            credential=shown.answer,
            expected_challenge=base64url_to_bytes(shown.challenge),
            expected_rp_id=shown.site.host,
            expected_origin=shown.site.origin,
        )
    except (WebAuthnException, ValueError) as error:
        _refuse(error)
    return Proven(
        credential=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        uses=verified.sign_count,
    )


def prove(shown: Shown, *, public_key: str, uses: int) -> int:
    """Return how often the key has been used, itself included.

    :raises KeyRefused: when it answers another challenge or origin, signs wrongly, or counts back, as a copy does.
    """
    try:
        verified = verify_authentication_response(
            credential=shown.answer,
            expected_challenge=base64url_to_bytes(shown.challenge),
            expected_rp_id=shown.site.host,
            expected_origin=shown.site.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=uses,
        )
    except (WebAuthnException, ValueError) as error:
        _refuse(error)
    return verified.new_sign_count


def _refuse(error: Exception) -> NoReturn:
    raise KeyRefused(str(error)) from error


def _described(known: list[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def _text(answer: str, name: str) -> str:
    try:
        read = json.loads(answer)
    except ValueError:
        return ""
    value = read.get(name) if isinstance(read, dict) else None
    return value if isinstance(value, str) else ""

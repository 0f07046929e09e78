"""In which ways may a sign-in through the provider come to nothing?"""


class ProviderError(Exception):
    """The provider's word is not to be had, or not to be taken."""


class ProviderBusy(ProviderError):
    """As many as may ask the provider at once are asking it; nothing was used up."""


class ProviderAway(ProviderError):
    """The provider does not answer in time, or answers what is no answer."""


class ProviderDoubted(ProviderError):
    """What came back is not to be believed; `code` says which proof failed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ProviderDeclined(ProviderDoubted):
    """The provider, or the person there, has said no."""

"""In which language is a bilingual text shown?"""

from django.utils.translation import get_language


def in_language(japanese: str, english: str) -> str:
    """Return the text in the active language; Japanese where there is no English."""
    return english if english and get_language() == "en" else japanese

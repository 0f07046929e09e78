"""Which passwords are too easy to guess? Personal, common, repeated, or a row of keys."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from privacyportal.accounts.models import User

# What must remain when everything that others can guess is taken out.
LEAST_LEFT = 8
LEAST_DIFFERENT = 6
SHORTEST_WORD = 3
ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "あいうえおかきくけこさしすせそたちつてとなにぬねの", "アイウエオカキクケコサシスセソタチツテトナニヌネノ",
)  # fmt: skip
SHORTEST_RUN = 4
# Signs that stand for letters in what looks complicated and is tried first.
DISGUISES = str.maketrans("@$013457", "asoleast")
ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
WORDS = Path(__file__).with_name("common_passwords.txt")


def folded(text: str) -> str:
    """Return a password as it is compared: width and case do not make it another."""
    return unicodedata.normalize("NFKC", text).casefold()


def stem(password: str) -> str:
    """Return the word under a password: without figures and signs at its ends, and undisguised."""
    plain = ENDS.sub("", folded(password)) or folded(password)
    return "".join(sign for sign in plain.translate(DISGUISES) if sign.isalnum())


@cache
def common() -> frozenset[str]:
    """Return the words of our own list."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(folded(line) for line in lines if line and not line.startswith("#"))


def without(password: str, words: Iterable[str]) -> str:
    """Return what remains of a password when words are taken out, the longest first."""
    for word in sorted(set(words), key=len, reverse=True):
        password = password.replace(word, "")
    return password


def runs_in(password: str) -> list[str]:
    """Return the parts that are a row of keys or of the alphabet, either way round."""
    found, start = [], 0
    while start < len(password):
        end = start + SHORTEST_RUN
        while end <= len(password) and any(
            password[start:end] in row or password[start:end] in row[::-1] for row in ROWS
        ):
            end += 1
        length = end - 1 - start
        if length >= SHORTEST_RUN:
            found.append(password[start : start + length])
        start += max(length if length >= SHORTEST_RUN else 1, 1)
    return found


def is_repeated(password: str) -> bool:
    """Return whether it is one piece said again and again, or made of a handful of signs."""
    return len(set(password)) < LEAST_DIFFERENT or password in (password + password)[1:-1]


class PersonalValidator:
    """Nothing that colleagues know: names, sign-in name, mail address, staff number, the firm and this portal."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Ask whether enough remains without these.

        :raises ValidationError: when it does not.
        """
        plain = folded(password)
        known = [word for word in personal_words(user) if word in plain]
        if known and len(without(plain, known)) < LEAST_LEFT:
            raise ValidationError(_("The password is made of your names, your address or the firm's."), code="personal")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("Do not make it of your names, your email address or the firm's name.")


def personal_words(user: User | None) -> set[str]:
    """Return what others know of a person and the firm, as it is compared."""
    texts = [settings.PORTAL_MAIL_SENDER_NAME, *settings.PORTAL_FIRM_WORDS]
    if user is not None:
        texts += [user.username, user.last_name, user.first_name, user.email, user.staff_number or ""]
    whole = [folded(text) for text in texts]
    parts = [part for text in whole for part in re.split(r"[\W_]+", text)]
    # Two kanji are a name; two letters are chance.
    return {word for word in (*whole, *parts) if len(word) >= SHORTEST_WORD or (len(word) > 1 and not word.isascii())}


class CommonValidator(CommonPasswordValidator):
    """Nothing of the lists of passwords that are tried first: Django's, and ours; figures around it are no help."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Ask both lists.

        :raises ValidationError: when it, or the word under it, is on a list.
        """
        listed = common() | self.passwords
        if {folded(password), stem(password)} & listed:
            raise ValidationError(_("This password is one of those that are tried first."), code="common")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("Do not choose a word that many choose, with or without figures around it.")


class PatternValidator:
    """No repetition and no row of keys."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Ask for repetitions and rows.

        :raises ValidationError: when it is a repetition, or too little remains without the rows.
        """
        plain = folded(password)
        if is_repeated(plain):
            raise ValidationError(_("The password repeats the same few characters."), code="repeated")
        runs = runs_in(plain)
        if runs and len(without(plain, runs)) < LEAST_LEFT:
            raise ValidationError(_("The password is a row of keys or letters."), code="sequential")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("Do not repeat characters, and do not type along the keyboard.")

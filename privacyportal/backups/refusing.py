"""Why is a backup not taken, or not restored, and what is to be done?"""


class BackupRefused(Exception):
    """It cannot, or must not, be done; the text says why and what to do, and nothing was changed."""

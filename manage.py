#!/usr/bin/env python
"""Django's command-line entry point."""

import os
import sys

from django.core.management import execute_from_command_line
from environs import EnvError


def main() -> None:
    """Run the command named on the command line; a variable of the environment that means nothing ends it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyportal.settings")
    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

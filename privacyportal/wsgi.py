"""The WSGI entry point of the web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyportal.settings")
# Whoever waits at a screen waits for seconds, not for minutes (settings).
os.environ["PORTAL_PROCESS"] = "web"

application = get_wsgi_application()

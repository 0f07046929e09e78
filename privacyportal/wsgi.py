"""The WSGI entry point of the web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyportal.settings")
# Whoever waits at a screen waits for seconds, not for minutes (settings).
os.environ["PORTAL_PROCESS"] = "web"

application = get_wsgi_application()

# What is loaded now stays: no collection of garbage looks at it again, which took a twentieth of the time of pages and
# held every sixtieth up for a sixth of a second.
gc.collect()
gc.freeze()
# A page leaves two thousand objects behind, none of which need be looked for before it is answered.
gc.set_threshold(20_000)

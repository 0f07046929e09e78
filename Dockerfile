FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/portal
COPY requirements.lock pyproject.toml .ci/not_in_production.py ./
# The lock holds what tests and checks use too: that does not go into the image.
RUN /opt/portal/bin/pip install --require-hashes --no-deps --requirement requirements.lock \
    && /opt/portal/bin/python not_in_production.py | xargs /opt/portal/bin/pip uninstall --yes --quiet

# Debian 12 has the programs of PostgreSQL 15, the server of compose.yaml: backups need its own major version.
FROM python:3.13-slim-bookworm
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-15 && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 portal && useradd --system --uid 10001 --gid portal --home-dir /var/lib/portal portal \
    && install --directory --owner portal --group portal /var/lib/portal /var/lib/portal/files /var/lib/portal/records \
       /srv/portal
COPY --from=build /opt/portal /opt/portal
ENV PATH=/opt/portal/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_VAR_DIR=/var/lib/portal \
    PORTAL_WEB_PROCESSES=3 PORTAL_WEB_THREADS=4
WORKDIR /srv/portal
COPY --chown=root:root manage.py ./
COPY --chown=root:root privacyportal privacyportal
COPY --chown=root:root cases cases
COPY --chown=root:root consents consents
COPY --chown=root:root vendors vendors
COPY --chown=root:root templates templates
COPY --chown=root:root locale locale
# The guide is read in the portal; its pictures and the rest of the documents stay out.
COPY --chown=root:root docs/guide docs/guide
# Nobody may write here later: every process that starts, each gunicorn worker too, would compile the portal again.
RUN python -m compileall -q privacyportal cases consents vendors
USER portal
RUN PORTAL_SECRET_KEY=for-collecting-only python manage.py collectstatic --noinput --verbosity 0
# A volume takes the owner of the folder that it is mounted on: one that was not there would be root's.
VOLUME /var/lib/portal/files /var/lib/portal/records
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as r; \
         host = os.environ.get('PORTAL_ALLOWED_HOSTS', 'localhost').split(',')[0].lstrip('.'); \
         r.urlopen(r.Request('http://127.0.0.1:8000/livez', headers={'Host': host}), timeout=4)"]
CMD ["python", "-m", "privacyportal.roof.serving", "--listen", "0.0.0.0:8000"]

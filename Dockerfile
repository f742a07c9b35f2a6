# Footnote's bot in an image: not as root, on a root filesystem that may be read-only, everything it
# keeps in the volume /data. How to run it: compose.yaml, and "Deploy" in README.md.
#
# The Python is the one that the tests run with; its name is a version, so that building again
# changes nothing but what changed here. To pin the very layers, add @sha256:… behind it.
FROM python:3.11.14-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/footnote
ENV PATH=/opt/footnote/bin:$PATH
WORKDIR /src

# torch comes from PyTorch's own index of CPU builds: PyPI's brings over 2 GB of CUDA that is not
# used here. Each file is checked against its digest, wherever it comes from.
COPY requirements-torch.lock requirements.lock ./
RUN pip install --no-deps --only-binary :all: --require-hashes \
        --index-url https://download.pytorch.org/whl/cpu -r requirements-torch.lock
RUN pip install --no-deps --only-binary :all: --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY bot bot
# Nothing is fetched any more: the locks hold what builds it, too.
RUN pip install --no-deps --no-build-isolation --no-index .
RUN pip check && footnote --version


FROM python:3.11.14-slim-bookworm

RUN useradd --system --uid 10001 --user-group --home-dir /data --no-create-home footnote \
    && install -d -o footnote -g footnote -m 0700 /data
COPY --from=build /opt/footnote /opt/footnote

# Caches lie in the volume too: a converted model is made once, matplotlib's list of fonts as well.
# PYTHONSAFEPATH: what lies in /data is never imported.
ENV PATH=/opt/footnote/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONSAFEPATH=1 \
    HOME=/data FOOTNOTE_HOME=/data FOOTNOTE_CACHE=/data/cache XDG_CACHE_HOME=/data/cache \
    FOOTNOTE_HEALTH_PORT=9464

USER 10001:10001
WORKDIR /data
VOLUME /data

# Unhealthy: stuck. The bot then ends by itself; what starts it again is the restart policy.
HEALTHCHECK --interval=30s --timeout=10s --start-period=3m --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f\"http://127.0.0.1:{os.environ['FOOTNOTE_HEALTH_PORT']}/healthz\", timeout=5)"]

STOPSIGNAL SIGTERM
ENTRYPOINT ["footnote"]
CMD ["bot"]

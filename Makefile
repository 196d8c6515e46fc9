# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
RUN = .venv/bin/python -m

# Matrix products here are small: with several BLAS threads they spin more than they compute.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
export MKL_NUM_THREADS ?= 1
export NO_MKDOCS_2_WARNING = 1

.DEFAULT_GOAL := help
.PHONY: help setup serve build test check fix new bench mutants torch exits lock clean

help:  ## list the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

setup:  ## virtual environment, packages, JavaScript libraries (every other command does this first)
	@command -v "$(PYTHON)" >/dev/null || { echo "No $(PYTHON) here. → Install Python 3.11 or newer, or say where it is: make PYTHON=…"; exit 1; }
	@$(PYTHON) tools/bootstrap.py

serve: setup  ## build the site and serve it; pages reload as you edit   (PORT=8000)
	@$(RUN) tools.serve

export PAYLOAD
build: setup  ## write the site to site/, as it is published   (SITE_URL=…  REPO_URL=…  PAYLOAD=brotli)
	@$(RUN) mkdocs build --strict

test: setup  ## run every test: snippets, pages, exercises, site, browser
	@$(RUN) tools.test

check: setup  ## test, and format, spelling, types, workflows; one page only with PAGE=part/topic
	@$(RUN) tools.check $(PAGE)

fix: setup  ## rewrite every output and figure from a real run, and format
	@$(RUN) tools.fix $(PAGE)

new: setup  ## write a new page with its snippet, test and exercise: make new PAGE=part/topic
	@$(RUN) tools.new "$(PAGE)"

bench: setup  ## time every operation side by side; writes docs/measured.json
	@$(RUN) tools.bench

mutants: setup  ## break the code line by line, as tests/mutants lists; what no test notices is an error
	@$(RUN) tools.mutants $(LISTS)

torch: setup  ## install PyTorch (CPU), which only tests and benchmarks use
	@$(RUN) tools.install_torch

exits: setup  ## build with ProperDocs and Zensical, and name what each would lose
	-@$(RUN) tools.exits properdocs
	-@$(RUN) tools.exits zensical

lock: setup  ## resolve requirements.in into requirements.txt again
	@$(RUN) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate requirements.in --output-file requirements.txt

clean:  ## delete everything that the other commands made
	rm -rf .venv node_modules site .cache .pytest_cache .hypothesis .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

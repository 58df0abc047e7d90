PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: check test lint coverage docs browser bench peers wheel clean

check: $(STAMP)  ## derive, prove and simulate every claim
	$(BIN)/psychon check

test: $(STAMP) lint  ## everything that must be green
	$(BIN)/pytest -n 2 --dist loadfile -q

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

coverage: $(STAMP)  ## branch coverage, the plugin and subprocesses included
	$(BIN)/coverage erase
	$(BIN)/coverage run $(BIN)/pytest -q -n 2 --dist loadfile
	$(BIN)/coverage combine
	$(BIN)/coverage report

docs: $(STAMP)  ## the documentation, all claims checked, into docs/_build/html
	$(BIN)/sphinx-build -W --keep-going -j2 -d docs/_build/doctrees docs docs/_build/html

browser: docs  ## its pages in headless Chromium, opened from file://
	$(BIN)/python tests/browser/pages.py

bench: $(STAMP)  ## ratios against peers, each measured within one run
	for script in tests/bench/*.py; do $(BIN)/python $$script || exit 1; done

peers: $(STAMP)  ## the same questions put to other programs, where they are installed
	status=0; for script in tests/peers/*.py; do $(BIN)/python $$script || status=$$?; done; exit $$status

wheel: $(STAMP)
	rm -rf build dist
	$(BIN)/python -m build

clean:
	rm -rf .venv .link build dist docs/_build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	rm -rf .link && mkdir -p .link/psychon
	for entry in formal sim proofs __init__.py __main__.py py.typed; do \
		ln -s ../../$$entry .link/psychon/$$entry; done
	touch $@

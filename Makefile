# 掌柜 Zhanggui. `make` alone tells what there is.
# Every target that needs Python runs tools/bootstrap.sh first; it is quick once everything is in place.

BIN := .venv/bin
OUT ?= build/tour
ROUNDS ?= 500

# Where this is set (containers often do), each of the hundreds of processes that the tests start compiles all of our sources.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test lint format unit bench soak year tremor crash unplug faults fuzz screens graph messages lab kit handbook reference fonts lock hooks clean ready-demo ready-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ready-demo ## the whole desk on this computer, with emulated devices (TOUR=1 OUT=dir: by itself, with pictures)
	$(BIN)/kiosk demo $(if $(TOUR),--tour --out "$(OUT)")

test: lint unit ## everything that CI asks: lint, types, walls, texts, all tests but the slow ones

lint: ready-dev ## style, types, who-imports-whom, message catalogues; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/fonts/check_glyphs.py
	$(BIN)/pip check

format: ready-dev ## put the style right
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

unit: ready-dev ## pytest alone (ARGS="tests/core -k ledger" for a part)
	$(BIN)/pytest -m "not slow" --numprocesses auto --maxprocesses 4 --dist worksteal $(ARGS)

bench: ready-dev ## ratios against a floor measured in the same run
	$(BIN)/python -m bench $(ARGS)

crash: ready-dev ## the longer soak: kill at every seam, ROUNDS times, then check the books
	KIOSK_CRASH_EVERY=1 KIOSK_CRASH_ROUNDS=$(ROUNDS) $(BIN)/pytest tests/crash tests/hostile tests/walk tests/tremor tests/soak tests/shell tests/cli -m "slow or not slow" --timeout 0 $(ARGS)

unplug: ready-dev ## scanner, lock boards and printer unplugged UNPLUGS=200 times each at random moments of loans and slips
	KIOSK_UNPLUGS=$(or $(UNPLUGS),200) $(BIN)/pytest -s tests/crash/test_unplugged.py --timeout 0 $(ARGS)

faults: ready-dev ## every fault of the emulated devices at every moment of a visit; writes the table of docs/devices.md
	rm -f build/faults.jsonl && mkdir -p build
	KIOSK_FAULTS=1 KIOSK_FAULTS_OUT=build/faults.jsonl $(BIN)/pytest tests/faults -n 2 --dist worksteal $(ARGS)
	$(BIN)/python -m tests.faults.table build/faults.jsonl

fuzz: ready-dev ## hostile member lists, link frames and bytes on every driver's line, FOR=60 seconds each; the corpus is tests/corpus
	$(BIN)/python tests/store/fuzz_members_import.py --seconds $(or $(FOR),60)
	KIOSK_FUZZ_SECONDS=$(or $(FOR),60) $(BIN)/pytest tests/link/test_fuzz.py tests/drivers/encoder/test_encoder_fuzz.py tests/drivers/test_line_noise.py tests/drivers/test_transfer_noise.py --timeout 0

soak: ready-dev ## the whole kiosk through VISITS=10000 visits; what grows (a third of a second each; ARGS=--small is quicker)
	$(BIN)/python -m bench.soak --visits $(or $(VISITS),10000) $(ARGS)

year: ready-dev ## a year at one mall: 100,000 visits, 1,000 kills and power cuts, every form made again from the journal (up to an hour)
	$(BIN)/python -m tests.year $(ARGS)

tremor: ready-dev ## VISITS=1000 visits by a hand that trembles, at the real screen
	$(BIN)/python -m tests.tremor.trembling --visits $(or $(VISITS),1000)

screens: ready-dev ## every question of every service as a picture in both languages, into docs/screens
	$(BIN)/python tools/screens.py

.PHONY: bench-pictures
bench-pictures: ready-dev ## the bench's page in both languages and four sizes, played in a real browser; into build/bench
	$(BIN)/python tools/bench_pictures.py $(ARGS)

graph: ready-dev ## walk every question in every service, hold the rules against it, write docs/prompt-graph.md
	$(BIN)/python -m tests.walk.writing docs/prompt-graph.md

messages: ready-dev ## collect new texts from the sources into the catalogues
	$(BIN)/python tools/messages.py update
	$(BIN)/python tools/messages.py compile

lab: ready-dev ## the drivers and units in a virtual machine whose devices are real to its kernel (minutes; see lab/README.md)
	$(BIN)/python -m lab $(ARGS)

kit: ready-dev ## a plugin author's afternoon in a clean environment, with pip and the real demo (minutes; uses the network)
	$(BIN)/pytest tests/testing -m slow --timeout 0 $(ARGS)

handbook: ready-dev ## the pictures of the staff handbook, played and drawn anew
	$(BIN)/python tools/handbook.py

reference: ready-dev ## docs/plugin-reference.md from the docstrings
	$(BIN)/python tools/reference.py write

fonts: ready-dev ## subset the fonts again (needs Debian's fonts-noto-cjk-extra and npm; see tools/fonts)
	$(BIN)/python tools/fonts/build_fonts.py $(ARGS)

lock: ## requirements/*.lock from pyproject.toml (UPGRADE=1: newest of everything)
	UPGRADE=$(UPGRADE) tools/lock.sh

hooks: ready-dev ## run the quick checks before each commit
	$(BIN)/pre-commit install

clean: ## forget .venv and everything built
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find kiosk tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

ready-demo:
	@tools/bootstrap.sh demo

ready-dev:
	@tools/bootstrap.sh dev

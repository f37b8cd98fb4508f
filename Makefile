# The few things one does with a clone; each works from nothing.

.PHONY: demo web test test-roads test-pages test-faults test-replicas test-http test-attacks test-clairvoyance test-engines test-api test-cluster test-deep mutants bench bench-large soak soak-export format

demo: web ## a marketplace of invented publishers, loaded, built and served with its pages
	@./holdfast demo

web: ## builds the pages, where their sources changed; brings its own Node
	@scripts/with_node python scripts/build_pages.py

test: ## every check and test; what CI runs
	@scripts/check

test-pages: web ## the pages in a real browser; needs chromium: some minutes
	@scripts/environment runtime && scripts/environment development && .venv/bin/python -m pytest tests/pages

test-roads: ## every number two ways, over three times as many invented marketplaces as `make test` draws: some minutes
	@scripts/environment runtime && scripts/environment development && HOLDFAST_STAGES=28 .venv/bin/python -m pytest -n 2 --dist worksteal tests/roads

test-faults: ## kills, full disks, forbidden folders and broken files: some minutes
	@scripts/environment runtime && scripts/environment development && .venv/bin/python -m pytest tests/faults

LASTING ?= 300
test-replicas: ## two replicas on one PostgreSQL under load, once with a shared file system and once with a storage, killed in parts and as a whole: a quarter of an hour; LASTING=20 for seconds
	@scripts/environment runtime && scripts/environment development && HOLDFAST_REPLICAS_SECONDS=$(LASTING) .venv/bin/python -m pytest tests/replicas

test-http: ## the audit suite of GraphQL over HTTP against the served application
	@scripts/environment runtime && scripts/environment development && scripts/with_node .venv/bin/python -m pytest tests/http_audit

EXAMPLES ?= 2000
test-attacks: ## Schemathesis against the served application, 2,000 examples of each role: about ten minutes
	@scripts/environment runtime && scripts/environment development && scripts/environment attacks && HOLDFAST_EXAMPLES=$(EXAMPLES) .venv/bin/python -m pytest tests/attacks --ignore=tests/attacks/test_clairvoyance.py

test-clairvoyance: ## Clairvoyance against the served application, with every name of the schema for a word list: a minute
	@scripts/environment runtime && scripts/environment development && scripts/environment clairvoyance && .venv/bin/python -m pytest tests/attacks/test_clairvoyance.py

PUBLISHERS ?= 50
ON_SPARK ?= 4
test-engines: ## every question on ClickHouse and Spark (in process) beside the embedded engine, over fifty invented publishers; ON_SPARK=50 for all on Spark
	@scripts/environment runtime && scripts/environment development && scripts/environment engines && HOLDFAST_PUBLISHERS=$(PUBLISHERS) HOLDFAST_ON_SPARK=$(ON_SPARK) .venv/bin/python -m pytest tests/engines

ENGINE ?= chdb
test-api: ## the suite of the API with ClickHouse (in process) behind it: ten minutes; ENGINE=duckdb is what `make test` does
	@scripts/environment runtime && scripts/environment development && scripts/environment engines && HOLDFAST_WAREHOUSE=$(ENGINE) .venv/bin/python -m pytest -n 2 --dist worksteal tests/resolvers tests/schema tests/app

test-cluster: ## builds on a cluster of Spark, one master and two workers, one of them killed on the way; needs Java: two minutes
	@scripts/environment runtime && scripts/environment development && scripts/environment engines && .venv/bin/python -m pytest tests/cluster

test-deep: ## the laws over many more invented marketplaces: an hour or so
	@scripts/environment runtime && scripts/environment development && HOLDFAST_DEEP=1 .venv/bin/python -m pytest -n 2 tests/services/test_pages.py tests/roads tests/reference

SEED ?= 1
mutants: ## changes one thing in services/ at a time, a hundred times, and asks the tests: at least 90 must be noticed
	@scripts/environment runtime && scripts/environment development && .venv/bin/python scripts/mutants.py --seed $(SEED) --count 100

bench: ## every benchmark beside its baseline, on two million rows of usage: some minutes
	@scripts/environment runtime && scripts/environment development && scripts/with_node .venv/bin/python -m bench --size medium

bench-large: ## the same on twenty million rows: an hour at first, since they have to be made
	@scripts/environment runtime && scripts/environment development && scripts/with_node .venv/bin/python -m bench --size large

format: ## brings every file to the project's format
	@scripts/format

SIZE ?=
SOAK ?=
soak: ## ten minutes of mixed load, three times what the server can do, and what is left of it: SIZE=large, SOAK="--steady 60"
	@scripts/environment runtime && scripts/environment development && .venv/bin/python -m bench.soak load $(if $(SIZE),--size $(SIZE)) $(SOAK)

soak-export: ## millions of rows beside fifty clients, the worker killed twenty times, the disk full: SIZE=medium, SOAK="--rows 100000"
	@scripts/environment runtime && scripts/environment development && .venv/bin/python -m bench.soak export $(if $(SIZE),--size $(SIZE)) $(SOAK)

# The few things one does with a clone; each works from nothing.

.PHONY: demo test test-faults format

demo: ## a marketplace of invented publishers, loaded, built and served
	@./holdfast demo

test: ## every check and test; what CI runs
	@scripts/check

test-faults: ## kills, full disks, forbidden folders and broken files: some minutes
	@scripts/environment runtime && scripts/environment development && .venv/bin/python -m pytest tests/faults

format: ## brings every file to the project's format
	@scripts/format

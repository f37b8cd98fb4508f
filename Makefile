# The few things one does with a clone; each works from nothing.

.PHONY: demo test format

demo: ## a marketplace of invented publishers, loaded, built and served
	@./holdfast demo

test: ## every check and test; what CI runs
	@scripts/check

format: ## brings every file to the project's format
	@scripts/format

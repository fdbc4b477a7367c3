# Siaga 112: every task of a developer's day. `make help` lists them.

SHELL := /bin/bash
VENV := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run run-lan test setup lint fix bench lock

help:  ## list these tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run:  ## set up what is missing and start the platform with its demo (PORT=8000, DEMO=0 without fleet)
	@deploy/setup.sh run
	@$(VENV)/python -m deploy.run

run-lan:  ## serve HTTPS to the phones of the local network and say how to trust it (PORT=8443)
	@deploy/setup.sh run
	@$(VENV)/python -m deploy.lan

test:  ## set up what is missing and run every check, on both databases
	@deploy/setup.sh test
	@$(VENV)/python -m deploy.check

setup:  ## set up alone: system libraries, .venv, assets, database, Sumenep's data
	@deploy/setup.sh run
	@DEBUG=1 $(VENV)/python -m deploy.prepare

lint:  ## style, types and import rules
	@deploy/setup.sh test
	@$(VENV)/python -m deploy.check static

fix:  ## let ruff repair and format what it can
	@deploy/setup.sh test
	@$(VENV)/ruff check --fix -q .
	@$(VENV)/ruff format -q .

bench:  ## run every benchmark; see benchmarks/README.md
	@deploy/setup.sh test
	@DEBUG=1 $(VENV)/python -m deploy.prepare
	@$(VENV)/python -m deploy.bench

lock:  ## pin the newest allowed packages again, with their hashes (needs uv)
	@deploy/lock.sh

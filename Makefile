# What people type, and what CI runs. Anything longer than a line is a script in tools/.
.DEFAULT_GOAL := help
.PHONY: help up down test unit e2e chaos bench lint screenshots

STACK ?= dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## install what is missing, bring up the stack (STACK=dev: a throw-away host on this machine), print its address
	@tools/up $(STACK)

down: ## remove what the stack has made; its configuration stays
	@tools/down $(STACK)

test: unit e2e ## everything

unit: ## unit tests, the program under mocks, the command provider
	@tools/test unit

e2e: ## the promises, one by one, on real systemd hosts
	@tools/test e2e

MINUTES ?= 10
SEED ?= 0

chaos: ## interrupt deployments at random for MINUTES=10 on one host, under load; SEED=N draws the same again
	@tools/test chaos $(MINUTES) $(SEED)

bench: ## a ledger of a million trades: start, refresh, pages, exports, memory
	@go run ./bench/size

lint: ## gofmt, vet, staticcheck, actionlint, govulncheck
	@tools/lint

screenshots: ## pictures of all pages into build/screenshots, and the README's anew
	@tools/screenshots

# Everything that is done to this repository, by people and by continuous
# integration. The times are for two cores with warm caches; from nothing,
# building the tools adds about three minutes.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

GO  ?= go
BIN := $(CURDIR)/.bin

# The modules of the workspace; tools stands outside of it.
MODULES = $(shell $(GO) list -f '{{.Dir}}' -m)

# How long each benchmark and each fuzz target runs.
ITERATIONS ?= 1s
FUZZTIME   ?= 10s

# How many cases "make properties" draws for each property.
CHECKS ?= 1500

# How many random shops and carts "make properties" prices.
SHOPS ?= 20000

# How often "make crash" kills the processes on each store.
KILLS ?= 20

# Tests that may be skipped in "make ci", as package.Test, comma-separated.
ALLOW_SKIP ?=

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 16

# Everything that must hold. 25 minutes at most.
.PHONY: ci
ci: format-check vet lint tidy-check test-strict crash properties bench-once ## all that must hold before a change goes in

# What the tests of modules need beside the modules.
WITHOUT_POSTGRES = { \
	echo "******************************************************************"; \
	echo "** NO POSTGRES ANSWERS: whatever needs one is NOT TESTED.       **"; \
	echo "** \"make services\" says how to have one.                       **"; \
	echo "******************************************************************"; }

.PHONY: services
services: ## how to have a PostgreSQL server for the tests, and whether one answers
	@if dsn=$$(tools/postgres.sh check); then echo "PostgreSQL answers: $$dsn"; else \
		echo "No PostgreSQL server answers on 127.0.0.1:5432$${ECOM_TEST_POSTGRES:+, nor the one that ECOM_TEST_POSTGRES names}."; \
		echo "Any of version 15 or newer will do; ECOM_TEST_POSTGRES names one that is elsewhere. On Debian:"; \
		echo; \
		echo "    sudo apt-get install postgresql"; \
		echo "    export ECOM_TEST_POSTGRES=\$$(tools/postgres.sh start)   # a throw-away server of your own"; \
		echo "    tools/postgres.sh stop                                 # ends and removes it"; \
		exit 1; \
	fi

# 8 minutes. The import graph and the output of the examples are tests too.
.PHONY: test
test: ## tests of every module on every store, with the race detector
	@tools/postgres.sh check >/dev/null || $(WITHOUT_POSTGRES)
	@for dir in $(MODULES); do (cd "$$dir" && $(GO) test -race ./...); done
	@tools/postgres.sh check >/dev/null || $(WITHOUT_POSTGRES)

# As test, but a skipped test is a failure.
.PHONY: test-strict
test-strict: $(BIN)/testlog
	@for dir in $(MODULES); do \
		(cd "$$dir" && $(GO) test -race -json ./... | $(BIN)/testlog -allow-skip '$(ALLOW_SKIP)'); \
	done
	@cd tools && GOWORK=off $(GO) test ./...

# 1 minute for each store with 20 KILLS: without the race detector, so that
# processes die in the middle of more. Each store is killed in its own test.
.PHONY: crash
crash: ## kill processes that sell, KILLS times on each store
	@ECOM_CRASH_KILLS=$(KILLS) $(GO) test -count 1 -p 1 -timeout 5h -run Crash \
		$$(grep -rlF 'crashtest.Run(' --include='*_test.go' . | xargs -n1 dirname | sort -u)

# 50 minutes: what CI does for a moment, done for longer.
.PHONY: soak
soak: ## crashes by the hundred, many more properties, a minute for each fuzz target
	@$(MAKE) --no-print-directory crash KILLS=200
	@$(MAKE) --no-print-directory properties CHECKS=10000 SHOPS=100000
	@cd integration && ECOM_RANDOM_CASES=300 $(GO) test -count 1 -timeout 1h -run '^TestAnythingOnEveryStore$$' .
	@$(MAKE) --no-print-directory fuzz FUZZTIME=1m

# 4 minutes: CHECKS random cases of each property, where test draws a hundred;
# and all that holds of totals on SHOPS random shops and carts, 3 ms each.
.PHONY: properties
properties: ## every property test, on CHECKS cases; totals on SHOPS of them
	@$(GO) test $$(grep -rlF 'rapid.Check(' --include='*_test.go' . | xargs -n1 dirname | sort -u) -skip '^TestProperties$$' -timeout 30m -rapid.checks $(CHECKS)
	@$(GO) test ./pricing -run '^TestProperties$$' -timeout 30m -rapid.checks $(SHOPS)

# As long as ITERATIONS says for each benchmark: ITERATIONS=1x takes a minute.
.PHONY: bench
bench: ## every benchmark; ITERATIONS=1x runs each once
	@for dir in $(MODULES); do (cd "$$dir" && $(GO) test -run '^$$' -bench . -benchmem -benchtime $(ITERATIONS) ./...); done

# 1 minute: benchmarks do not rot.
.PHONY: bench-once
bench-once:
	@$(MAKE) --no-print-directory bench ITERATIONS=1x

# 40 minutes, most of which writes the orders: 5 minutes when an earlier run left
# them. 10 GB of disk in ECOM_BENCH_DIR, or else among the temporary files, and
# in the PostgreSQL for tests.
.PHONY: bench-large
bench-large: ## searches among 10,000 and 1,000,000 orders; DROP=1 removes these afterwards
	@cd integration && ECOM_BENCH_ORDERS=10000,1000000 ECOM_BENCH_DROP=$(DROP) \
		$(GO) test -run '^$$' -bench Search -benchtime 100x -timeout 3h ./search

# FUZZTIME for each target, of which little goes into shortening what only covers more.
.PHONY: fuzz
fuzz: ## every fuzz target, for FUZZTIME each
	@for dir in $(MODULES); do (cd "$$dir"; \
		for pkg in $$(grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -r -n1 dirname | sort -u); do \
			for name in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$$pkg"/*_test.go | sed 's/^func //'); do \
				echo "$$pkg $$name"; $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x "$$pkg"; \
			done; \
		done); \
	done

# 5 seconds. Formatting that differs is printed and fails.
.PHONY: format-check
format-check: $(BIN)/gofumpt
	@out=$$($(BIN)/gofumpt -d . 2>&1) || true; [ -z "$$out" ] || { printf '%s\n' "$$out"; exit 1; }

.PHONY: format
format: $(BIN)/gofumpt $(BIN)/golangci-lint ## format everything
	@$(BIN)/gofumpt -w .
	@for dir in $(MODULES); do (cd "$$dir" && $(BIN)/golangci-lint fmt); done

# 30 seconds.
.PHONY: vet
vet: ## go vet
	@for dir in $(MODULES); do (cd "$$dir" && $(GO) vet ./...); done
	@cd tools && GOWORK=off $(GO) vet ./testlog

# 2 minutes.
.PHONY: lint
lint: $(BIN)/golangci-lint ## golangci-lint, no finding allowed
	@for dir in $(MODULES); do (cd "$$dir" && $(BIN)/golangci-lint run --config $(CURDIR)/.golangci.yml ./...); done

# 10 seconds. Nothing is changed: what "go mod tidy" would change is printed.
.PHONY: tidy-check
tidy-check: ## go.mod and go.sum of every module are as go mod tidy leaves them
	@for dir in $(MODULES) $(CURDIR)/tools; do (cd "$$dir" && GOWORK=off $(GO) mod tidy -diff); done

# 1 minute; needs the vulnerability database of vuln.go.dev.
.PHONY: vuln
vuln: $(BIN)/govulncheck ## known vulnerabilities in what is called
	@for dir in $(MODULES); do (cd "$$dir" && $(BIN)/govulncheck ./...); done

.PHONY: clean
clean: ## remove the tools that were built
	@rm -rf $(BIN)

# The tools, at the versions that tools/go.mod pins.
$(BIN)/gofumpt:       PACKAGE = mvdan.cc/gofumpt
$(BIN)/golangci-lint: PACKAGE = github.com/golangci/golangci-lint/v2/cmd/golangci-lint
$(BIN)/govulncheck:   PACKAGE = golang.org/x/vuln/cmd/govulncheck
$(BIN)/testlog:       PACKAGE = ./testlog

$(BIN)/testlog: $(wildcard tools/testlog/*.go)
$(BIN)/%: tools/go.mod tools/go.sum
	@mkdir -p $(BIN)
	cd tools && GOWORK=off $(GO) build -o $@ $(PACKAGE)

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

# Tests that may be skipped in "make ci", as package.Test, comma-separated.
ALLOW_SKIP ?=

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 16

# Everything that must hold. 10 minutes at most.
.PHONY: ci
ci: format-check vet lint tidy-check test-strict properties bench-once ## all that must hold before a change goes in

# 2 minutes. The import graph and the output of the examples are tests too.
.PHONY: test
test: ## tests of every module, with the race detector
	@for dir in $(MODULES); do (cd "$$dir" && $(GO) test -race ./...); done

# As test, but a skipped test is a failure.
.PHONY: test-strict
test-strict: $(BIN)/testlog
	@for dir in $(MODULES); do \
		(cd "$$dir" && $(GO) test -race -json ./... | $(BIN)/testlog -allow-skip '$(ALLOW_SKIP)'); \
	done
	@cd tools && GOWORK=off $(GO) test ./...

# 1 minute: CHECKS random cases of each property, where test draws a hundred.
.PHONY: properties
properties: ## every property test, on CHECKS cases
	@$(GO) test $$(grep -rlF 'rapid.Check(' --include='*_test.go' . | xargs -n1 dirname | sort -u) -rapid.checks $(CHECKS)

# As long as ITERATIONS says for each benchmark: ITERATIONS=1x takes a minute.
.PHONY: bench
bench: ## every benchmark; ITERATIONS=1x runs each once
	@for dir in $(MODULES); do (cd "$$dir" && $(GO) test -run '^$$' -bench . -benchmem -benchtime $(ITERATIONS) ./...); done

# 1 minute: benchmarks do not rot.
.PHONY: bench-once
bench-once:
	@$(MAKE) --no-print-directory bench ITERATIONS=1x

# FUZZTIME for each target.
.PHONY: fuzz
fuzz: ## every fuzz target, for FUZZTIME each
	@for dir in $(MODULES); do (cd "$$dir"; \
		for pkg in $$(grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -r -n1 dirname | sort -u); do \
			for name in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$$pkg"/*_test.go | sed 's/^func //'); do \
				echo "$$pkg $$name"; $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$pkg"; \
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

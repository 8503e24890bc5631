# shardbench: 'make help' lists what there is.

PROFILE ?= quick
# What a full profile takes hours for is kept apart from the quick one's.
RESULTS ?= $(if $(filter full,$(PROFILE)),results/full,results)
PLOTS   ?= $(if $(filter full,$(PROFILE)),plots/full,plots)
PYTHON  ?= python3
# A file for the verdicts on claims as JUnit XML, if one is wanted.
JUNIT   ?=
JOBS    ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# Debian packages: OpenBLAS, CSDP, libyaml, zlib, libxml2 (for FoundationXML),
# gnuplot, its C++ interface (with Boost), and the fonts that figures name.
PACKAGES = libopenblas-dev libsdp-dev libyaml-dev zlib1g-dev libxml2 \
  gnuplot-nox libgnuplot-iostream-dev fonts-liberation

# Tests build with other flags; a folder of their own keeps both builds warm.
RELEASE     = $(or $(PROGRAM),.build/release/shardbench)
BUILD_FLAGS = -c release
TEST_FLAGS  = -c release -Xswiftc -enable-testing --build-path .build/tests
BENCH       = .build/release/shardbench-bench

.PHONY: help setup build test reproduce plots report check-report readme \
  detector-curve verify nightly data fuzz docs lint format bench \
  bench-pytorch clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' \
	  $(MAKEFILE_LIST)
	@echo "  variables: PROFILE=quick|full|smoke RESULTS=$(RESULTS)" \
	  "PLOTS=$(PLOTS) JOBS=$(JOBS) JUNIT=FILE"

setup: ## install what is missing (Debian: apt, as root or with sudo)
	@command -v swift >/dev/null || { \
	  echo "setup: the Swift toolchain is missing; see swift.org/install" >&2; \
	  exit 1; }
	@if ! command -v dpkg-query >/dev/null; then \
	  echo "setup: this is no Debian; please install OpenBLAS, CSDP, libyaml," \
	    "gnuplot, gnuplot-iostream and Boost iostreams yourself"; exit 0; fi; \
	missing() { for p in $(PACKAGES); do \
	    dpkg-query -W -f '$${Status}' $$p 2>/dev/null \
	      | grep -q 'ok installed' || printf '%s ' $$p; done; }; \
	need=$$(missing); \
	if [ -z "$$need" ]; then echo "setup: all packages are there"; exit 0; fi; \
	echo "setup: installing $$need"; \
	if [ "$$(id -u)" = 0 ]; then as=; \
	elif command -v sudo >/dev/null; then as=sudo; \
	else echo "setup: neither root nor sudo; please install: $$need" >&2; \
	  exit 1; fi; \
	$$as apt-get update -qq || true; \
	$$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	  --no-install-recommends $$need >/dev/null || true; \
	need=$$(missing); \
	if [ -n "$$need" ]; then \
	  echo "setup: could not install: $$need" >&2; exit 1; fi; \
	echo "setup: done"

# A program that is built already may be given: PROGRAM=FILE.
build: setup ## build the release binary
	@$(if $(PROGRAM),:,swift build $(BUILD_FLAGS) --product shardbench)

test: setup ## run all tests, optimised; then the laws in a debug build
	@swift test $(TEST_FLAGS)
	@SHARDBENCH_LAWS=1 swift test --build-path .build/debug-laws

# What the experiments stand on; fetched if it is nowhere to be found.
CHECKPOINT = stories260K/stories260K.bin stories260K/tok512.bin

# A signal that stops the run stops all of it.
reproduce: build ## run every experiment, draw every figure, write the report
	@$(RELEASE) data $(CHECKPOINT) >/dev/null || true
	@status=0; \
	$(RELEASE) run --all --profile $(PROFILE) -j $(JOBS) \
	  --results $(RESULTS) --plots $(PLOTS) || status=$$?; \
	[ $$status -lt 128 ] || exit $$status; \
	$(RELEASE) claims --results $(RESULTS) $(JUNIT:%=--junit %) \
	  || status=$$?; \
	$(RELEASE) report --results $(RESULTS) --plots $(PLOTS) || status=$$?; \
	exit $$status

plots: build ## draw every figure again from the CSV files
	@$(RELEASE) plot --all --results $(RESULTS) --plots $(PLOTS)

report: build ## write results/report.html
	@$(RELEASE) report --results $(RESULTS) --plots $(PLOTS)

readme: build ## write into README.md what the claims take
	@$(RELEASE) readme

# The quick profile has 300 series a cell, the full one 3,000.
CURVES = perf/detector-curve perf/detector-latest perf/detector-machine

detector-curve: build ## false alarms and power of the regression detectors
	@$(RELEASE) run $(CURVES) --profile $(PROFILE) -j $(JOBS) --no-cache \
	  --results $(RESULTS) --plots $(PLOTS)
	@for claim in alarms gauss-5 ar1-5 spurious latest-alarms latest-10 \
	    latest-ar1-10 machine-alarms machine-10; do \
	  $(RELEASE) claims --results $(RESULTS) --why detector-$$claim \
	    || exit; done
	@$(RELEASE) claims --results $(RESULTS) --present >/dev/null

check-report: ## look at the report in headless Chromium (if installed)
	@.ci/check-report $(RESULTS)/report.html

verify: build ## compute the committed results again and compare
	@$(RELEASE) verify --all -j $(JOBS) --results $(RESULTS)

bench: setup ## measure the speed of shardbench itself (WHAT=engine|...)
	@swift build -c release --product shardbench-bench
	@$(BENCH) $(WHAT)

bench-pytorch: setup ## measure the tensor engine beside PyTorch (PYTHON=...)
	@swift build -c release --product shardbench-bench
	@$(PYTHON) experiments/perf/engine_vs_pytorch.py

# Options of 'shardbench nightly'; its exit status stays in a file, since make
# has but one for all that fails.
NIGHTLY ?=
PERF    ?= results/perf

nightly: ## measure shardbench itself and compare with its history
	@mkdir -p $(PERF); rm -f $(PERF)/comparison.*; echo 70 >$(PERF)/status
	@$(MAKE) --no-print-directory build
	@command -v valgrind >/dev/null \
	  || $(MAKE) --no-print-directory setup PACKAGES=valgrind \
	  || echo "nightly: without valgrind nothing is counted" >&2
	@$(RELEASE) data $(CHECKPOINT) >/dev/null || true
	@status=0; \
	$(RELEASE) nightly --history $(PERF)/history.csv --output $(PERF) \
	  $(NIGHTLY) || status=$$?; \
	echo $$status > $(PERF)/status; \
	[ $$status -eq 0 ] || [ $$status -eq 4 ] || exit $$status

data: build ## fetch public data into data/, checked by sha256 (FILES=...)
	@$(RELEASE) data $(FILES)

# Damaged inputs for each reader, and the number that chooses the damages.
INPUTS ?= 100000
SEED   ?= 1

fuzz: setup ## feed damaged files to all readers (INPUTS=100000 SEED=1)
	@swift build -c release --product shardbench-fuzz
	@.build/release/shardbench-fuzz $(INPUTS) $(SEED)

# A build of all targets that is there already may be given: BUILT=FOLDER.
docs: setup ## build the API documentation (.build/docs); warnings are errors
	@$(if $(BUILT),:,swift build $(BUILD_FLAGS))
	@.ci/docs $(or $(BUILT),.build/release) .build/docs

lint: ## check the style of the code
	@swift format lint --strict -r Sources Tests Package.swift

format: ## format the code
	@swift format -i -r Sources Tests Package.swift

clean: ## remove what was built and what is cached
	@rm -rf .build .shardbench

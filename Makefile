# make run    build, start the simulator and the server, sync two demonstration tenants, keep serving
# make test   format, build and every test, interoperation included
# make check  format and build only
# make sim    new seeds of faults until SECONDS are over (300), or the one with SEED=n
# make sim-large  the documentation of a large tenant against a second sync
# make bench  measurements, as ratios against baselines in the same run; ONLY=scenario for one of them
# make bench-peers  what calls over the wire cost beside gRPC's C++ library and grpc-swift
# make bench-xl  the largest tenant (SIZE=XL) at rest and over the wire, from a store that is built once
# make bench-sync  syncs of a tenant of PROFILE (M), and a first import with LATENCY (50) ms a page beside msgraph-sdk
# make bench-subscriptions  subscriptions beside etcd's watches, in the same run
# make fuzz   libFuzzer against the message codec for FUZZ_SECONDS (60)
# make fmt    format the source
# make proto  write proto-spec/muster from the schema tables again
# make clean  remove what was built and the demonstration's data

SHELL := /bin/bash
.DEFAULT_GOAL := test

build_packages := libnghttp2-dev libssl-dev libsqlite3-dev libcurl4-openssl-dev libsimdjson-dev libcairo2-dev libpango1.0-dev pkg-config openssl
run_packages := $(build_packages) fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji curl python3-venv
test_packages := $(run_packages) nghttp2-client nghttp2-server sqlite3 valgrind poppler-utils
swift_build := swift build -c release
# One configuration for every test: what ships, with internals open to tests.
test_flags := -c release -Xswiftc -enable-testing
# They keep every core busy for minutes, so what waits for sockets and timers runs without them.
simulations := SimulationTests|RoundTests|RoundsTests|HoldTests
python := .venv/bin/python

.PHONY: run test check sim sim-large bench fuzz fmt proto clean packages run-packages test-packages

run: run-packages
	$(swift_build) --product muster
	$(swift_build) --product muster-graph
	@.ci/demo "$$($(swift_build) --show-bin-path)"

test: test-packages lint $(python)
	@.ci/stage build swift build --build-tests $(test_flags)
	@.ci/stage swift-test swift test --skip-build $(test_flags) --skip '$(simulations)'
	@.ci/stage simulation swift test --skip-build $(test_flags) --filter '$(simulations)'
	@.ci/stage interoperation env MUSTER_BIN="$$(swift build $(test_flags) --show-bin-path)" \
		$(python) -m pytest -q -p no:cacheprovider --durations=10 Tests

check: packages lint
	swift build --build-tests $(test_flags)

.PHONY: lint
lint:
	@.ci/stage format swift format lint --strict --parallel --recursive Package.swift Sources Tests bench

sim: packages
	swift build --build-tests $(test_flags)
	env $(if $(SEED),MUSTER_SIM_SEED=$(SEED),MUSTER_SIM_SECONDS=$(or $(SECONDS),300)) \
		swift test --skip-build $(test_flags) --filter 'FaultSimulationTests|BrokenRoundTests|FeedSimulationTests'

sim-large: test-packages $(python)
	swift build --build-tests $(test_flags)
	env MUSTER_SIM_LARGE=1 MUSTER_BIN="$$(swift build $(test_flags) --show-bin-path)" \
		$(python) -m pytest -q -p no:cacheprovider Tests/EndToEndTests/test_second_opinion.py

fmt:
	swift format --in-place --parallel --recursive Package.swift Sources Tests bench

bench_stores := .bench-stores
bench = "$$($(swift_build) --show-bin-path)/muster-bench" --stores $(bench_stores)

.PHONY: bench-programs
bench-programs: test-packages
	$(swift_build) --product muster
	$(swift_build) --product muster-bench

bench: bench-programs
	$(bench) --sizes S,M,L $(if $(ONLY),--scenario "$(ONLY)")

grpc_swift := .build-peers/release/grpc-swift-peer
grpc_cpp := .build-peers/grpc-cpp-peer

.PHONY: bench-peers
bench-peers: bench-programs
	@.ci/packages libgrpc++-dev g++
	mkdir -p .build-peers
	swift build -c release --package-path bench/peers/grpc-swift --scratch-path .build-peers
	g++ -O2 -std=c++17 -o $(grpc_cpp) bench/peers/grpc-cpp/fixed_bytes.cpp $$(pkg-config --cflags --libs grpc++)
	$(bench) --sizes $(or $(SIZE),M) --scenario wire --rounds 3 --json bench/results/peers.json \
		--wire-peer $(grpc_cpp) --wire-peer $(grpc_swift)

.PHONY: bench-xl
bench-xl: bench-programs
	$(bench) --sizes M,$(or $(SIZE),XL) --scenario rest --rounds 3 --json bench/results/xl-rest.json
	$(bench) --sizes M,$(or $(SIZE),XL) --scenario wire --rounds 3 --json bench/results/xl-wire.json

.PHONY: bench-sync
bench-sync: test-packages $(python)
	$(swift_build) --product muster
	$(swift_build) --product muster-graph
	env MUSTER_BIN="$$($(swift_build) --show-bin-path)" PYTHONDONTWRITEBYTECODE=1 \
		$(python) bench/sync/measure.py --profile $(or $(PROFILE),M)
	env MUSTER_BIN="$$($(swift_build) --show-bin-path)" PYTHONDONTWRITEBYTECODE=1 \
		$(python) bench/sync/measure.py --profile $(or $(PROFILE),M) --latency $(or $(LATENCY),50)

.PHONY: bench-subscriptions
bench-subscriptions: test-packages $(python)
	@.ci/packages etcd-server
	$(swift_build) --product muster
	$(swift_build) --product muster-graph
	env MUSTER_BIN="$$($(swift_build) --show-bin-path)" PYTHONDONTWRITEBYTECODE=1 \
		$(python) bench/subscriptions/measure.py

FUZZ_SECONDS := 60

fuzz: packages
	.ci/fuzz $(FUZZ_SECONDS)

proto: packages
	MUSTER_WRITE_PROTO=1 swift test $(test_flags) --filter ContractTests

clean:
	rm -rf .build .venv data run

packages:
	@.ci/packages $(build_packages)

run-packages:
	@.ci/packages $(run_packages)

test-packages:
	@.ci/packages $(test_packages)

$(python): Tests/InteropTests/requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r Tests/InteropTests/requirements.txt
	touch $(python)

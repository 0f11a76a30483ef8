# Chores. `make demo` and `make test` need only git, cargo (rustup) and node 20 or newer; the rest they fetch.

CARGO_TARGET_DIR ?= $(HOME)/.cache/minnow/target
export CARGO_TARGET_DIR

.PHONY: help tools assets build demo test bench-launch fmt

help:
	@echo 'make demo     builds everything and starts a platform with the examples published, and a page with codes for a phone in the same network'
	@echo 'make test     every check and test there is; ends with one line, N passed, N failed'
	@echo 'make assets   only the TypeScript: the runtime, the console, the host app'
	@echo 'make build    the minnow program, optimised, in $$CARGO_TARGET_DIR/release'
	@echo 'make bench-launch   measures launches over emulated slow networks (Linux, root); writes benches/RESULTS.md'
	@echo 'make fmt      formats the Rust code'

# What the chores need. Says in words what is missing.
tools:
	@command -v cargo >/dev/null || { echo 'cargo is missing: install Rust from https://rustup.rs'; exit 1; }
	@command -v node >/dev/null || { echo 'node is missing: install Node.js 20 or newer from https://nodejs.org'; exit 1; }
	@command -v npm >/dev/null || { echo 'npm is missing: it comes with Node.js'; exit 1; }
	@node -e 'const major = +process.versions.node.split(".")[0]; if (major < 20) { console.error(`node $${major} is too old: 20 or newer is needed`); process.exit(1); }'

node_modules: package.json package-lock.json web/openapi/package.json | tools
	@test -L node_modules || npm install --no-save --no-audit --no-fund
	@touch node_modules

assets: node_modules
	node runtime/build.mjs
	node web/build.mjs

build: assets
	cargo build --release --package minnow-cli

# The development profile: its dependencies are optimised, and it builds in half the time. With --lan a phone in the same network can
# open the examples; `make demo DEMO_FLAGS=` keeps to this machine. The platform
# is kept in the cache, so a second start publishes only what changed.
DEMO_FLAGS ?= --lan
demo: assets
	cargo run --package minnow-cli -- demo $(DEMO_FLAGS)

test: node_modules
	cargo xtask test

# Taro, uni-app and Preact are installed from npm, once. `make bench-launch BENCH_FLAGS='--n 5'` for fewer rounds; benches/launch/run.mjs names the others.
BENCH_FLAGS ?= --n 15
bench-launch: build
	node benches/launch/run.mjs --peers $(CARGO_TARGET_DIR)/bench-launch --write $(BENCH_FLAGS)

fmt:
	cargo fmt --all

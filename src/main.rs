//! The `tidings` binary, which passes its arguments to the library and exits with the code that the library returns.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == tidings::runtime::listen::BOUND_COMMAND) {
        return tidings::runtime::listen::run_bound(args);
    }
    tidings::cli::run(std::env::args_os())
}

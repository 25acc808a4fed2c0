//! The `tidings` binary, which passes its arguments to the library and exits with the code that the library returns.

use std::process::ExitCode;

fn main() -> ExitCode {
    tidings::cli::run(std::env::args_os())
}

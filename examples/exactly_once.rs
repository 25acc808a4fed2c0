//! Counts lost and duplicate replies under failures: `cargo run --example exactly_once [ROUNDS [SEED]]`.
//!
//! Each round writes a reply with the built program and sends it to a site that cuts the connection before, during and
//! after the request, and during its answer. The program is killed at those moments and at random ones. Prints the
//! numbers of lost and duplicate replies, and fails unless both are 0.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a tool for developers, which panics on the first fault"
)]

#[path = "../tests/faults/mod.rs"]
mod faults;

fn main() {
    let built = std::process::Command::new(env!("CARGO")).args(["build", "--bin", "tidings"]).status().unwrap();
    assert!(built.success(), "cargo build failed");
    let mut numbers = std::env::args().skip(1).filter_map(|number| number.parse::<u64>().ok());
    let (rounds, seed) = (numbers.next().unwrap_or(500), numbers.next().unwrap_or(1));
    let here = std::env::current_exe().unwrap();
    let tidings = here.ancestors().nth(2).unwrap().join("tidings");
    let tally = faults::rounds(&tidings, rounds as usize, seed);
    println!(
        "{} replies, {} connections cut, {} kills: {} lost, {} duplicates",
        tally.rounds, tally.cuts, tally.kills, tally.lost, tally.twice
    );
    std::process::exit(i32::from(tally.lost + tally.twice > 0));
}

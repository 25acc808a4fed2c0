//! Counts what arrives when everything breaks: `cargo run --example exactly_once [ROUNDS [SEED]]`.
//!
//! Each round writes a reply with the built program and sends it to a site that breaks off before, in and after the
//! request and in its answer, while the program is killed at those moments and at random ones. Prints how many replies
//! were lost and how many arrived twice, and fails unless both are none.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a tool that stops at the first fault"
)]

#[path = "../tests/faults/mod.rs"]
mod faults;

fn main() {
    let built = std::process::Command::new(env!("CARGO")).args(["build", "--bin", "tidings"]).status().unwrap();
    assert!(built.success(), "the program could not be built");
    let mut numbers = std::env::args().skip(1).filter_map(|number| number.parse::<u64>().ok());
    let (rounds, seed) = (numbers.next().unwrap_or(500), numbers.next().unwrap_or(1));
    let here = std::env::current_exe().unwrap();
    let tidings = here.ancestors().nth(2).unwrap().join("tidings");
    let tally = faults::rounds(&tidings, rounds as usize, seed);
    println!(
        "{} replies, {} connections cut, {} kills: {} lost, {} arrived twice",
        tally.rounds, tally.cuts, tally.kills, tally.lost, tally.twice
    );
    std::process::exit(i32::from(tally.lost + tally.twice > 0));
}

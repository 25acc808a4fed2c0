//! Serves the sample site of `tidings demo` on loopback and prints its address, until standard input ends.
//!
//! For trying commands by hand, and for `.ci/readme`.
#![allow(missing_docs, reason = "a tool for developers")]

use std::io::Read;

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let site = runtime.block_on(tidings::demo::serve(chrono::Utc::now()))?;
    println!("{}", site.base());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    drop(site);
    Ok(())
}

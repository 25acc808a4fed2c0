//! Packs the relocations of the program where its linker and the system's C library can.
//!
//! A position-independent program has one entry for each pointer in its data, a megabyte in all. Packed (RELR), they take
//! a fiftieth, and the loader is done sooner. A program with packed relocations needs glibc 2.36 (2022) when it runs, so
//! this is done only where the building machine has that.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    let is_native = set("TARGET") == set("HOST");
    // For other targets rustc has no linker of its own that is known to pack.
    if is_native && set("TARGET") == "x86_64-unknown-linux-gnu" && glibc() >= Some((2, 36)) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Returns the version of the building machine's C library, if it says so.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let (major, minor) = std::str::from_utf8(&said.stdout).ok()?.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

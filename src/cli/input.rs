//! Reads the input of a command: a file, or standard input for `-`.

use std::io::Read;
use std::path::Path;

use anyhow::Context;

/// The most bytes that are read; the rest of a larger input is ignored.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Reads `file`, or standard input for `-`; the error names the file.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().take(MAX_BYTES).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("{} can't be read", file.display()))?;
    Ok(bytes)
}

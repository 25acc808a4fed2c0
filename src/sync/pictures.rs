//! Fetches pictures that articles name, and caches them on disk; deletes the oldest when the cache is full.
//!
//! `runtime` decodes and draws them.

use std::path::Path;
use std::time::SystemTime;

use super::{Context, SyncError, host};
use crate::domain::Text;
use crate::domain::article::Fnv;
use crate::net::Request;

const ACCEPT: &str = "image/webp, image/png, image/jpeg, image/gif;q=0.9, image/*;q=0.1";
/// Size limit of the cache, in bytes.
const CACHE_BYTES: u64 = 128 << 20;

/// Returns the bytes of a picture, from the cache in `folder` or else from its address. Since content names the
/// address, it may not be on a private host, except for hosts of the user's feeds.
pub async fn fetch_picture(context: &Context, folder: &Path, url: &str) -> Result<Vec<u8>, SyncError> {
    let mut hash = Fnv::default();
    hash.write(url.as_bytes());
    let file = folder.join(format!("{:016x}", hash.0));
    if let Ok(bytes) = tokio::fs::read(&file).await {
        return Ok(bytes);
    }
    let trust = context.content_trust().await?;
    let request = Request { url: url.to_owned(), accept: Some(ACCEPT), trust, ..Request::default() };
    let response = context.client.get(&request).await?.ok()?;
    let kind = response.content_type.as_deref().unwrap_or_default();
    if !kind.is_empty() && !kind.starts_with("image/") && !kind.contains("octet-stream") {
        let reason = Text::line(&format!("not a picture but {kind}"));
        return Err(SyncError::Page { host: host(&response.url), reason });
    }
    let bytes = response.body;
    let (folder, cached) = (folder.to_path_buf(), bytes.clone());
    // A picture that can't be cached is shown all the same.
    let _ = tokio::task::spawn_blocking(move || cache(&folder, &file, &cached)).await;
    Ok(bytes)
}

/// Writes a picture to the cache, to a temporary file first, so that no other process reads half of it.
fn cache(folder: &Path, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut temporary, bytes)?;
    temporary.persist(file).map_err(|error| error.error)?;
    prune(folder, CACHE_BYTES)
}

/// Deletes the oldest files until the rest have at most `limit` bytes.
fn prune(folder: &Path, limit: u64) -> std::io::Result<()> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)?.flatten() {
        let metadata = entry.metadata()?;
        files.push((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len(), entry.path()));
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, len, _)| len).sum();
    for (_, len, path) in files {
        if total <= limit {
            break;
        }
        std::fs::remove_file(path)?;
        total -= len;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pruning_deletes_the_oldest_pictures() {
        let folder = tempfile::tempdir().unwrap();
        for (age, name) in ["new", "old", "older"].iter().enumerate() {
            let path = folder.path().join(name);
            std::fs::write(&path, [0; 10]).unwrap();
            let then = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000 - age as u64);
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
        }
        prune(folder.path(), 10).unwrap();
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["new"]);
    }
}

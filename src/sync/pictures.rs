//! Pictures that articles name: fetched once, kept on disk, the oldest thrown away when there are too many.
//!
//! Decoding and painting them is left to `runtime`.

use std::path::Path;
use std::time::SystemTime;

use super::{Context, SyncError, host};
use crate::domain::Text;
use crate::domain::article::Fnv;
use crate::net::Request;

const ACCEPT: &str = "image/webp, image/png, image/jpeg, image/gif;q=0.9, image/*;q=0.1";
/// Bytes that all kept pictures may have together.
const KEPT_BYTES: u64 = 128 << 20;

/// The bytes of a picture, from `folder` if they are kept there, else from its address. Content names it, so it may
/// not be on a private host that no feed is on.
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
        let reason = Text::line(&format!("the picture is not one but {kind}"));
        return Err(SyncError::Page { host: host(&response.url), reason });
    }
    let bytes = response.body;
    let (folder, kept) = (folder.to_path_buf(), bytes.clone());
    // A picture that can't be kept is shown all the same.
    let _ = tokio::task::spawn_blocking(move || keep(&folder, &file, &kept)).await;
    Ok(bytes)
}

/// Writes a picture beside the others: to a file of its own first, so that nobody reads half of it.
fn keep(folder: &Path, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut whole, bytes)?;
    whole.persist(file).map_err(|error| error.error)?;
    prune(folder, KEPT_BYTES)
}

/// Throws the oldest away until the rest have no more than `most` bytes.
fn prune(folder: &Path, most: u64) -> std::io::Result<()> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)?.flatten() {
        let about = entry.metadata()?;
        files.push((about.modified().unwrap_or(SystemTime::UNIX_EPOCH), about.len(), entry.path()));
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, len, _)| len).sum();
    for (_, len, path) in files {
        if total <= most {
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
    fn the_oldest_pictures_go() {
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

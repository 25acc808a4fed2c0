//! Fetches pictures that articles name, and caches them on disk.
//!
//! `runtime` decodes and draws them.

use std::path::{Path, PathBuf};

use super::{Context, SyncError, host};
use crate::domain::Text;
use crate::net::Request;
use crate::store::FileCache;

const ACCEPT: &str = "image/webp, image/png, image/jpeg, image/gif;q=0.9, image/*;q=0.1";
/// Size limit of the cache, in bytes.
const CACHE_BYTES: u64 = 128 << 20;

/// Returns the path of a picture in the cache in `folder`, whether it is cached or not.
#[must_use]
pub fn picture_file(folder: &Path, url: &str) -> PathBuf {
    FileCache::new(folder, CACHE_BYTES).path(url.as_bytes(), "")
}

/// Returns the bytes of a picture, from the cache in `folder` or else from its address. Since content names the
/// address, it may not be on a private host, except for hosts of the user's feeds.
pub async fn fetch_picture(context: &Context, folder: &Path, url: &str) -> Result<Vec<u8>, SyncError> {
    let (cache, file) = (FileCache::new(folder, CACHE_BYTES), picture_file(folder, url));
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
    let cached = bytes.clone();
    // A picture that can't be cached is shown all the same.
    let _ = tokio::task::spawn_blocking(move || cache.write(&file, &cached)).await;
    Ok(bytes)
}

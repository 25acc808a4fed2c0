//! Reads and decompresses a body, so that the size limit applies to the bytes that memory has to hold.
//!
//! The parsers decode character encodings.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use futures_util::TryStreamExt as _;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _};
use tokio_util::io::StreamReader;

use super::NetError;
use crate::domain::Text;

/// Value of `Accept-Encoding`, best first. It leaves out `deflate`, which is decoded too, since servers disagree on
/// what `deflate` means.
pub(super) const ENCODINGS: &str = "zstd, br, gzip";
/// Binary logarithm of the largest window that a zstd body may ask for: 8 MiB (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;
/// Most encodings that one answer may stack.
const MAX_LAYERS: usize = 2;
/// Most bytes in one read.
const CHUNK: usize = 32 * 1024;

/// Limits of a body's decompressed size in bytes, and of the time of one read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) bytes: usize,
    pub(super) read: Duration,
}

/// Reads a body. Returns it decompressed, with the number of bytes that came over the wire.
pub(super) async fn read(response: reqwest::Response, host: &Text, bounds: Bounds) -> Result<(Vec<u8>, u64), NetError> {
    let mut body = Body::open(response, host, bounds).await?;
    body.fill(usize::MAX).await?;
    Ok(body.finish())
}

/// A body that is being read.
pub(super) struct Body<'a> {
    reader: Pin<Box<dyn AsyncRead + Send>>,
    bytes: Vec<u8>,
    wire: Arc<AtomicU64>,
    host: &'a Text,
    bounds: Bounds,
}

impl<'a> Body<'a> {
    /// Waits for the first bytes.
    pub(super) async fn open(response: reqwest::Response, host: &'a Text, bounds: Bounds) -> Result<Self, NetError> {
        let layers = layers(response.headers()).map_err(|name| NetError::Broken {
            host: host.clone(),
            cause: Text::line(&format!("unknown encoding {name}")),
        })?;
        let stated = response.content_length();
        if stated.is_some_and(|stated| stated > bounds.bytes as u64) {
            return Err(NetError::TooLarge { host: host.clone(), limit: bounds.bytes });
        }
        let wire = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&wire);
        let raw = response.bytes_stream().map_err(io::Error::other).inspect_ok(move |chunk| {
            counter.fetch_add(chunk.len() as u64, Ordering::Relaxed);
        });
        let mut raw: Source = Box::pin(StreamReader::new(raw));
        // An answer without any bytes is an empty body in every encoding.
        let is_empty = chronological(raw.fill_buf(), host, bounds).await?.is_empty();
        let reader = if is_empty { Box::pin(tokio::io::empty()) } else { decoder(raw, &layers) };
        Ok(Self { reader, bytes: Vec::new(), wire, host, bounds })
    }

    /// Reads on until the body has more than `most` bytes. Returns whether it has ended before.
    pub(super) async fn fill(&mut self, most: usize) -> Result<bool, NetError> {
        while self.bytes.len() <= most {
            // The size is checked after each read of at most one chunk.
            let mut chunk = (&mut self.reader).take(CHUNK as u64);
            if chronological(chunk.read_buf(&mut self.bytes), self.host, self.bounds).await? == 0 {
                return Ok(true);
            }
            if self.bytes.len() > self.bounds.bytes {
                return Err(NetError::TooLarge { host: self.host.clone(), limit: self.bounds.bytes });
            }
        }
        Ok(false)
    }

    /// Returns the decompressed bytes, and the number of those on the wire.
    pub(super) fn finish(self) -> (Vec<u8>, u64) {
        let mut bytes = self.bytes;
        // Many bodies may wait to be parsed; a growing vector takes up to twice their size.
        bytes.shrink_to_fit();
        (bytes, self.wire.load(Ordering::Relaxed))
    }
}

async fn chronological<T>(
    read: impl Future<Output = io::Result<T>>,
    host: &Text,
    bounds: Bounds,
) -> Result<T, NetError> {
    let timeout = |_| NetError::Timeout { host: host.clone(), what: "sent no more data", limit: bounds.read };
    let read = tokio::time::timeout(bounds.read, read).await.map_err(timeout)?;
    read.map_err(|error| NetError::from_body(host, &error))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Gzip,
    Brotli,
    Zstd,
    Deflate,
}

/// Lists the encodings of a body in the order in which the server applied them.
fn layers(headers: &HeaderMap) -> Result<Vec<Encoding>, String> {
    let mut layers = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = value.to_str().unwrap_or("?");
        for name in value.split(',').map(|name| name.trim().to_ascii_lowercase()) {
            layers.push(match name.as_str() {
                "" | "identity" | "none" | "utf-8" => continue,
                "gzip" | "x-gzip" => Encoding::Gzip,
                "br" => Encoding::Brotli,
                "zstd" => Encoding::Zstd,
                "deflate" => Encoding::Deflate,
                _ => return Err(name),
            });
        }
    }
    if layers.len() > MAX_LAYERS { Err(format!("with {} layers", layers.len())) } else { Ok(layers) }
}

type Source = Pin<Box<dyn AsyncBufRead + Send>>;

fn decoder(raw: Source, layers: &[Encoding]) -> Pin<Box<dyn AsyncRead + Send>> {
    let mut source = raw;
    for layer in layers.iter().rev() {
        let decoded: Pin<Box<dyn AsyncRead + Send>> = match layer {
            Encoding::Gzip => {
                let mut gzip = GzipDecoder::new(source);
                gzip.multiple_members(true);
                Box::pin(gzip)
            }
            Encoding::Brotli => Box::pin(BrotliDecoder::new(source)),
            Encoding::Zstd => {
                let mut zstd = ZstdDecoder::with_params(source, &[DParameter::window_log_max(ZSTD_WINDOW_LOG)]);
                zstd.multiple_members(true);
                Box::pin(zstd)
            }
            Encoding::Deflate => Box::pin(ZlibDecoder::new(source)),
        };
        source = Box::pin(tokio::io::BufReader::new(decoded));
    }
    source
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn known_encodings_stack_up_to_the_limit() {
        for (value, wanted) in [
            ("gzip", Some(vec![Encoding::Gzip])),
            ("X-GZIP", Some(vec![Encoding::Gzip])),
            ("identity", Some(vec![])),
            ("gzip, zstd", Some(vec![Encoding::Gzip, Encoding::Zstd])),
            ("gzip,gzip,gzip", None),
            ("rot13", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_str(value).unwrap());
            assert_eq!(layers(&headers).ok(), wanted, "{value}");
        }
    }
}

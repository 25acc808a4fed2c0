//! Opens and downloads the recordings that articles name.
//!
//! A download that breaks off stays as a part, and goes on where it ended. Which articles are downloaded is decided by
//! `follow_up` and the user; `runtime` plays.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Context, SyncError, host};
use crate::domain::Text;
use crate::listen::sound_file;
use crate::net::{NetError, Opened, Request, Stream};
use crate::store::FileCache;

const ACCEPT: &str = "audio/*, video/*;q=0.5, */*;q=0.1";
/// Status of a server whose file ends before the part that was asked for.
const NO_SUCH_PART: u16 = 416;

/// A recording that comes piece by piece.
pub struct AudioStream {
    /// The first bytes, which were read to see what the file is.
    first: Option<Vec<u8>>,
    stream: Stream,
}

impl AudioStream {
    /// Returns what is known of the file.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        self.stream.opened()
    }

    /// Returns the next piece; `None` at the end of the file.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, NetError> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => Ok(self.stream.next().await?.map(Vec::from)),
        }
    }
}

/// Opens a recording from one of its bytes. Since content names the address, it may not be on a private host, except
/// for hosts of the user's feeds. A file that does not begin as sound does is refused.
pub async fn open_audio(
    context: &Context,
    url: &str,
    from: u64,
    validator: Option<&str>,
) -> Result<AudioStream, SyncError> {
    let trust = context.content_trust().await?;
    let request = Request { url: url.to_owned(), accept: Some(ACCEPT), trust, ..Request::default() };
    let mut stream = context.client.open(&request, from, validator).await?;
    if stream.opened().from > 0 {
        return Ok(AudioStream { first: None, stream });
    }
    let mut first = Vec::new();
    while first.len() < sound_file::NEEDED
        && let Some(piece) = stream.next().await?
    {
        first.extend_from_slice(&piece);
    }
    if !sound_file::is_sound(&first) {
        let kind = stream.opened().content_type.as_deref().unwrap_or("of an unknown kind");
        let reason = Text::line(&format!("the file is no audio ({kind})"));
        return Err(SyncError::Page { host: host(&stream.opened().url), reason });
    }
    Ok(AudioStream { first: Some(first), stream })
}

/// What a download may do for room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Delete the oldest recordings: the user asked for this one.
    Made,
    /// Nothing: no unheard recording is given up for another.
    Free,
}

/// The folder of downloaded recordings.
#[derive(Debug, Clone, Default)]
pub struct Downloads {
    folder: PathBuf,
    /// The most bytes of the folder.
    limit: u64,
}

impl Downloads {
    /// Makes the downloads of a folder, which comes with the first one. `limit` is in bytes.
    #[must_use]
    pub fn new(folder: &Path, limit: u64) -> Self {
        Self { folder: folder.to_path_buf(), limit }
    }

    /// Returns the file of a recording if it is there whole.
    #[must_use]
    pub fn file(&self, url: &str) -> Option<PathBuf> {
        Some(self.path(url)).filter(|path| path.is_file())
    }

    /// Deletes the file of a recording. Returns whether there was one.
    #[must_use]
    pub fn remove(&self, url: &str) -> bool {
        fs::remove_file(self.path(url)).is_ok()
    }

    /// Downloads a recording, or the rest of it. `progress` gets the bytes that are there, and those of the whole file.
    pub async fn fetch(
        &self,
        context: &Context,
        url: &str,
        room: Room,
        progress: impl Fn(u64, Option<u64>),
    ) -> Result<PathBuf, SyncError> {
        let path = self.path(url);
        if path.is_file() {
            // The oldest files are deleted first, so one that is wanted again is young.
            let _ = File::options().append(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
            return Ok(path);
        }
        let mut part = Part::open(&path).map_err(|error| failed(&path, &error))?;
        let opening = open_audio(context, url, part.len, part.validator.as_deref()).await;
        let mut stream = match opening {
            Err(SyncError::Net(NetError::Status { status: NO_SUCH_PART, .. })) => {
                open_audio(context, url, 0, None).await?
            }
            opened => opened?,
        };
        let opened = stream.opened().clone();
        self.check(&opened.url, opened.length.unwrap_or(opened.from))?;
        let rest = opened.length.unwrap_or_default().saturating_sub(opened.from);
        let cache = FileCache::new(&self.folder, self.limit);
        if room == Room::Free && !cache.has_room(rest) {
            let limit = self.limit / 1_000_000;
            let reason = format!("no room for this recording; [listen] downloads allows {limit} MB");
            return Err(SyncError::Page { host: host(&opened.url), reason: Text::line(&reason) });
        }
        part.begin(&opened).map_err(|error| failed(&path, &error))?;
        cache.make_room(rest, &part.path).map_err(|error| failed(&path, &error))?;
        progress(part.len, opened.length);
        while let Some(piece) = stream.next().await? {
            part.write(&piece).map_err(|error| failed(&path, &error))?;
            self.check(&opened.url, part.len)?;
            progress(part.len, opened.length);
        }
        part.finish(&path).map_err(|error| failed(&path, &error))?;
        Ok(path)
    }

    /// Refuses a file that is larger than all downloads may be.
    fn check(&self, url: &str, length: u64) -> Result<(), SyncError> {
        if length <= self.limit {
            return Ok(());
        }
        let (size, limit) = (length.div_ceil(1_000_000), self.limit / 1_000_000);
        let reason = format!("the recording has {size} MB; [listen] downloads allows {limit} MB");
        Err(SyncError::Page { host: host(url), reason: Text::line(&reason) })
    }

    fn path(&self, url: &str) -> PathBuf {
        FileCache::new(&self.folder, self.limit).path(url.as_bytes(), ".audio")
    }
}

fn failed(path: &Path, error: &io::Error) -> SyncError {
    SyncError::File { path: path.to_path_buf(), reason: Text::line(&error.to_string()) }
}

/// The part of a recording that is there. Another process that downloads the same recording holds its lock.
struct Part {
    path: PathBuf,
    file: File,
    len: u64,
    /// Tells whether the rest belongs to the same file; kept beside the part.
    validator: Option<String>,
}

impl Part {
    fn open(whole: &Path) -> io::Result<Self> {
        if let Some(folder) = whole.parent() {
            fs::create_dir_all(folder)?;
        }
        let path = whole.with_extension("part");
        let file = File::options().append(true).create(true).open(&path)?;
        file.try_lock().map_err(|_| io::Error::other("this recording is being downloaded already"))?;
        let validator = fs::read_to_string(path.with_extension("validator")).ok().filter(|text| !text.is_empty());
        // Without a validator nobody can tell whether the rest belongs to this part.
        let len = if validator.is_some() { file.metadata()?.len() } else { 0 };
        Ok(Self { path, file, len, validator })
    }

    /// Begins with the byte that the server sends first.
    fn begin(&mut self, opened: &Opened) -> io::Result<()> {
        self.len = opened.from;
        self.file.set_len(self.len)?;
        let note = self.path.with_extension("validator");
        match &opened.validator {
            Some(validator) => fs::write(note, validator),
            None => fs::write(note, ""),
        }
    }

    fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece)?;
        self.len += piece.len() as u64;
        Ok(())
    }

    fn finish(self, whole: &Path) -> io::Result<()> {
        fs::rename(&self.path, whole)?;
        let _ = fs::remove_file(self.path.with_extension("validator"));
        Ok(())
    }
}

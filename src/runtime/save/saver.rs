//! Saves articles and threads in files, with their pictures if wished. Never overwrites a file without a question.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::app::document::Opened;
use crate::app::save::{self, Job, Msg};
use crate::domain::file_name::file_name;
use crate::domain::{ArticleId, ClockFormat, Text, pluralize};
use crate::library::Library;
use crate::runtime::export::render::render;
use crate::runtime::export::{Format, Parts, export};
use crate::settings::SaveConfig;
use crate::sync::picture_file;

/// The endings of files, with their formats.
const ENDINGS: [(&str, Format); 6] = [
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("txt", Format::Text),
    ("json", Format::Json),
];
/// The most pictures of one article.
const MAX_PICTURES: usize = 500;

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// There is such a file.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// The ending names no format.
    #[error("{}: end the name with .md, .html, .txt or .json", .0.display())]
    Ending(PathBuf),
    /// The text could not be made.
    #[error("{}: {why}", file.display())]
    Text {
        /// The file.
        file: PathBuf,
        /// The reason.
        why: String,
    },
    /// The system has refused.
    #[error("can't write {}: {why}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: io::Error,
    },
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The file.
    pub file: PathBuf,
    /// The number of pictures beside it.
    pub pictures: usize,
}

/// Where and how files are saved.
#[derive(Clone)]
pub struct Saver {
    library: Library,
    config: SaveConfig,
    clock: ClockFormat,
}

impl Saver {
    /// Makes a saver with the user's settings.
    #[must_use]
    pub fn new(library: &Library, config: &SaveConfig, clock: ClockFormat) -> Self {
        Self { library: library.clone(), config: config.clone(), clock }
    }

    /// Writes the file that the user has named, and says what became of it.
    pub(super) fn answer(&self, job: &Job, name: String, overwrite: bool) -> Msg {
        let line = |error: &dyn std::fmt::Display| Text::line(&error.to_string());
        let stored = || self.library.opened(job.article);
        // The thread on the screen may lack the texts of comments that were not in view.
        let opened = match (&job.opened, job.parts) {
            (Some(opened), save::Parts::Article) => Ok(Some(opened.clone())),
            (Some(opened), _) if opened.is_preview() => Ok(Some(opened.clone())),
            _ => stored(),
        };
        let opened = match opened {
            Ok(Some(opened)) => opened,
            Ok(None) => return Msg::Failed(name, Text::line("the article is no longer stored")),
            Err(error) => return Msg::Failed(name, line(&error)),
        };
        let parts = match job.parts {
            save::Parts::Article => Parts::Article,
            save::Parts::All => Parts::All,
            save::Parts::Comments => Parts::Comments,
        };
        match self.save(&opened, parts, &name, overwrite) {
            Ok(saved) => {
                let with = match saved.pictures {
                    0 => String::new(),
                    n => format!(" with {}", pluralize(n, "image")),
                };
                Msg::Saved(Text::line(&format!("saved {}{with}", saved.file.display())))
            }
            Err(SaveError::Exists(path)) => Msg::Exists(name, Text::line(&path.display().to_string())),
            Err(error) => Msg::Failed(name, line(&error)),
        }
    }

    /// Writes each article to a file that its title names, and says what became of them.
    pub(super) fn answer_all(&self, articles: &[(ArticleId, Text)]) -> Msg {
        let (mut written, mut problems) = (0, Vec::new());
        for (article, title) in articles {
            let name = format!("{}.md", file_name(title));
            let saved = match self.library.opened(*article) {
                Ok(Some(opened)) => self.save(&opened, Parts::Article, &name, false).map_err(|error| error.to_string()),
                Ok(None) => Err(format!("{title} is no longer stored")),
                Err(error) => Err(error.to_string()),
            };
            match saved {
                Ok(_) => written += 1,
                Err(why) => problems.push(why),
            }
        }
        let folder = self.file(".");
        let notice = format!("{} written to {}", pluralize(written, "file"), folder.display());
        match problems.first() {
            None => Msg::Saved(Text::line(&notice)),
            Some(first) => Msg::NotAllSaved(Text::line(&format!("{notice}, {} not: {first}", problems.len()))),
        }
    }

    /// Writes parts of an article to the file with this name, in the format of its ending.
    ///
    /// A relative name starts in the folder of `[save] folder`. Takes as long as parsing the text does.
    pub fn save(&self, opened: &Opened, parts: Parts, name: &str, overwrite: bool) -> Result<Saved, SaveError> {
        let file = self.file(name);
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let format = ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format);
        let format = format.ok_or_else(|| SaveError::Ending(file.clone()))?;
        if !overwrite && file.symlink_metadata().is_ok() {
            return Err(SaveError::Exists(file));
        }
        let mut text =
            export(opened, parts, format, self.clock).map_err(|why| SaveError::Text { file: file.clone(), why })?;
        let failed = |error: io::Error| SaveError::Write { file: file.clone(), why: error };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let wants_pictures = self.config.pictures && matches!(format, Format::Markdown | Format::Html);
        let pictures = if wants_pictures && parts != Parts::Comments {
            self.save_pictures(opened, &file, &mut text).map_err(failed)?
        } else {
            0
        };
        write(&file, text.as_bytes(), overwrite).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => SaveError::Exists(file.clone()),
            _ => failed(error),
        })?;
        Ok(Saved { file, pictures })
    }

    /// Returns the path of a file that the user has named.
    fn file(&self, name: &str) -> PathBuf {
        let (paths, folder) = (&self.library.paths, &self.config.folder);
        let named = Path::new(name);
        if named.starts_with("~") {
            return paths.folder(named);
        }
        if folder.as_os_str().is_empty() {
            return std::env::current_dir().unwrap_or_default().join(named);
        }
        paths.folder(folder).join(named)
    }

    /// Copies the cached images of an article into a folder beside the file, and names them in the text in place of
    /// their addresses. Returns how many there are.
    fn save_pictures(&self, opened: &Opened, file: &Path, text: &mut String) -> io::Result<usize> {
        let article = &opened.article;
        let pictures = render(&article.html.0, article.row.url.as_deref(), 72).pictures;
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let (name, mut count) = (format!("{stem}_files"), 0);
        for picture in pictures.iter().take(MAX_PICTURES) {
            let escaped = picture.src.replace('&', "&amp;");
            let is_named = text.contains(&picture.src) || text.contains(&escaped);
            let cached = picture_file(&self.library.paths.images(), &picture.src);
            let Some(bytes) = std::fs::read(cached).ok().filter(|_| is_named) else { continue };
            count += 1;
            let own = format!("{count}{}", ending_of(&bytes));
            let folder = file.with_file_name(&name);
            std::fs::create_dir_all(&folder)?;
            write(&folder.join(&own), &bytes, true)?;
            let link = format!("{name}/{own}").replace('%', "%25").replace(' ', "%20");
            *text = text.replace(&picture.src, &link).replace(&escaped, &link);
        }
        Ok(count)
    }
}

/// Writes a file. Without `overwrite` it must not exist. A file that could not be written whole is deleted.
fn write(file: &Path, bytes: &[u8], overwrite: bool) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(overwrite).truncate(overwrite).create_new(!overwrite);
    let mut opened: File = options.open(file)?;
    let written = opened.write_all(bytes).and_then(|()| opened.flush());
    if written.is_err() {
        let _ = std::fs::remove_file(file);
    }
    written
}

/// Returns the ending for the name of an image, by its first bytes.
fn ending_of(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => ".png",
        [0xff, 0xd8, ..] => ".jpg",
        [b'G', b'I', b'F', ..] => ".gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ".webp",
        _ => ".image",
    }
}

//! The readers that take part: how each is set up, synced and started.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::site::Site;

/// A reader with a folder of its own.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    /// Starts it on the screen.
    pub(crate) command: Vec<String>,
    /// Syncs all feeds; empty if it can't without a screen.
    pub(crate) sync: Vec<String>,
    /// Shown by its first frame.
    pub(crate) first: &'static [&'static str],
    /// Keys from the first frame to a long list.
    pub(crate) to_list: &'static [&'static str],
    pub(crate) is_own: bool,
    folder: PathBuf,
}

impl Reader {
    /// Syncs all feeds; returns whether that worked.
    pub(crate) fn sync(&self) -> bool {
        let Some((program, arguments)) = self.sync.split_first() else { return false };
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// Returns the size of its files in kB.
    pub(crate) fn size(&self) -> u32 {
        let state = self.folder.join("state");
        let folders = [state.as_path(), &self.folder];
        let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        let files = files.filter_map(|file| file.metadata().ok()).filter(std::fs::Metadata::is_file);
        u32::try_from(files.map(|file| file.len()).sum::<u64>() / 1000).unwrap()
    }
}

/// Returns this program, or another build of it at the path in `TIDINGS`, with a config folder.
pub(crate) fn tidings(folder: &Path) -> Reader {
    let program = std::env::var("TIDINGS").unwrap_or_else(|_| env!("CARGO_BIN_EXE_tidings").to_owned());
    let command = strings(&[&program, "--config-dir", &folder.display().to_string()]);
    let sync = command.iter().cloned().chain(strings(&["sync", "--quiet"])).collect();
    let folder = folder.to_path_buf();
    Reader { name: "tidings", command, sync, first: &["commands"], to_list: &["l"], is_own: true, folder }
}

/// Sets up the readers that this machine has.
pub(crate) fn found(dir: &Path, site: &Site) -> Vec<Reader> {
    let folder = |name: &str| {
        let folder = dir.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    };
    let urls: Vec<String> = (0..site.feeds).map(|feed| site.url(feed)).collect();
    let own = folder("tidings");
    let feeds = urls.iter().fold(String::new(), |mut feeds, url| {
        let _ = writeln!(feeds, "[[feed]]\nurl = \"{url}\"\n");
        feeds
    });
    std::fs::write(own.join("feeds.toml"), feeds).unwrap();
    let mut readers = vec![tidings(&own)];
    if Command::new("newsboat").arg("--version").stdout(Stdio::null()).status().is_ok() {
        let folder = folder("newsboat");
        std::fs::write(folder.join("urls"), urls.join("\n")).unwrap();
        std::fs::write(folder.join("config"), "reload-threads 8\n").unwrap();
        let file = |name: &str| folder.join(name).display().to_string();
        let (list, cache, config) = (file("urls"), file("cache.db"), file("config"));
        let command = strings(&["newsboat", "-q", "-u", &list, "-c", &cache, "-C", &config]);
        let sync = command.iter().cloned().chain(strings(&["-x", "reload"])).collect();
        let (first, to_list) = (&["Feed 00"] as &[_], &["\r"] as &[_]);
        readers.push(Reader { name: "newsboat", command, sync, first, to_list, is_own: false, folder });
    }
    if let Ok(program) = std::env::var("NEWSRAFT") {
        let folder = folder("newsraft");
        std::fs::write(folder.join("feeds"), urls.join("\n")).unwrap();
        let file = |name: &str| folder.join(name).display().to_string();
        let command = strings(&[&program, "-f", &file("feeds"), "-d", &file("newsraft.db")]);
        let sync = command.iter().cloned().chain(strings(&["-e", "reload-all"])).collect();
        let (first, to_list) = (&["Feed 00"] as &[_], &["\r"] as &[_]);
        readers.push(Reader { name: "newsraft", command, sync, first, to_list, is_own: false, folder });
    }
    if let Ok(program) = std::env::var("RUSS") {
        let folder = folder("russ");
        let outlines = urls.iter().map(|url| format!("<outline type=\"rss\" text=\"f\" xmlUrl=\"{url}\"/>"));
        let opml = format!("<opml version=\"2.0\"><body>{}</body></opml>", outlines.collect::<String>());
        std::fs::write(folder.join("feeds.opml"), opml).unwrap();
        let file = |name: &str| folder.join(name).display().to_string();
        let command = strings(&[&program, "read", "-d", &file("russ.db")]);
        let sync = strings(&[&program, "import", "-d", &file("russ.db"), "-o", &file("feeds.opml")]);
        let (first, to_list) = (&["Feed 00"] as &[_], &["\r"] as &[_]);
        readers.push(Reader { name: "russ", command, sync, first, to_list, is_own: false, folder });
    }
    readers
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

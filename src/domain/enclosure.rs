//! Describes enclosures for people: what they are and how long or large.

use std::fmt::Write as _;

use super::Enclosure;

/// Kinds by the ending of an address, for enclosures without a media type.
const ENDINGS: &[(&str, &str)] = &[
    ("mp3", "audio"),
    ("m4a", "audio"),
    ("aac", "audio"),
    ("ogg", "audio"),
    ("oga", "audio"),
    ("opus", "audio"),
    ("flac", "audio"),
    ("wav", "audio"),
    ("mp4", "video"),
    ("m4v", "video"),
    ("mov", "video"),
    ("webm", "video"),
    ("mkv", "video"),
    ("jpg", "image"),
    ("jpeg", "image"),
    ("png", "image"),
    ("gif", "image"),
    ("webp", "image"),
    ("avif", "image"),
    ("pdf", "PDF"),
    ("epub", "EPUB"),
    ("torrent", "torrent"),
];

impl Enclosure {
    /// Returns the kind with the duration, or with the size if no duration is stated: `audio, 32 min`, `PDF, 2.4 MB`.
    #[must_use]
    pub fn label(&self) -> String {
        let mut label = self.kind().to_owned();
        if let Some(length) = self.seconds.map(duration).or_else(|| self.length.map(size)) {
            let _ = write!(label, ", {length}");
        }
        label
    }

    /// Returns whether it is audio.
    #[must_use]
    pub fn is_audio(&self) -> bool {
        self.kind() == "audio"
    }

    /// Returns whether it plays for some time.
    #[must_use]
    pub fn is_audio_or_video(&self) -> bool {
        matches!(self.kind(), "audio" | "video")
    }

    /// Returns the kind by the media type, else by the ending of the address.
    fn kind(&self) -> &'static str {
        let media_type = self.media_type.as_deref().unwrap_or_default().to_ascii_lowercase();
        let main = media_type.split('/').next().unwrap_or_default();
        match main {
            "audio" => return "audio",
            "video" => return "video",
            "image" => return "image",
            "text" => return "text",
            _ => {}
        }
        if media_type.starts_with("application/pdf") {
            return "PDF";
        }
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        ENDINGS.iter().find(|(known, _)| *known == ending).map_or("file", |(_, kind)| kind)
    }
}

/// Formats seconds: `45 s`, `32 min`, `1 h 05 min`.
fn duration(seconds: u32) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Formats bytes with decimal units: `640 kB`, `2.4 MB`, `31 MB`, `1.2 GB`.
fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000_000 => return format!("{} kB", bytes.div_ceil(1000)),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes / (unit / 10);
    if tenths < 100 { format!("{}.{} {name}", tenths / 10, tenths % 10) } else { format!("{} {name}", tenths / 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_the_kind_and_the_length() {
        for (url, media_type, length, seconds, label) in [
            ("https://a.example/x", Some("audio/mpeg"), Some(31_000_000), Some(1_950), "audio, 32 min"),
            ("https://a.example/x", Some("Audio/MPEG"), Some(31_400_000), None, "audio, 31 MB"),
            ("https://a.example/x.MP3?token=1.zip", None, None, None, "audio"),
            ("https://a.example/x.mp4#t=3", Some("application/octet-stream"), None, Some(3_900), "video, 1 h 05 min"),
            ("https://a.example/x", Some("application/pdf; v=1"), Some(2_499_999), None, "PDF, 2.4 MB"),
            ("https://a.example/x.pdf", None, Some(10), None, "PDF, 1 kB"),
            ("https://a.example/", Some("image/png"), Some(640_000), None, "image, 640 kB"),
            ("https://a.example/", None, Some(1_250_000_000), Some(45), "file, 45 s"),
            ("https://a.example/", None, Some(1_250_000_000), None, "file, 1.2 GB"),
            ("https://a.example/", None, Some(u64::MAX), None, "file, 18446744073 GB"),
        ] {
            let media_type = media_type.map(str::to_owned);
            let enclosure = Enclosure { url: url.to_owned(), media_type, length, seconds };
            assert_eq!(enclosure.label(), label, "{url}");
        }
    }
}

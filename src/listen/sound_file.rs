//! Tells sound from other files by their first bytes.
//!
//! Players read lists of further addresses too (M3U, EDL, cue sheets). Such a list could lead a player to private hosts
//! and to the user's files, so a file that is not known as sound is never handed to one.

/// How many bytes [`is_sound`] needs, unless the file is shorter.
pub const NEEDED: usize = 64;

/// The bytes that files of sound or film begin with.
const BEGINNINGS: [&[u8]; 10] = [
    b"ID3",
    b"OggS",
    b"fLaC",
    b"\x1a\x45\xdf\xa3",
    b"caff",
    b"#!AMR",
    b"MAC ",
    b"wvpk",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    b"ADIF",
];

/// Returns whether a file with these first bytes is sound or film: MP3, AAC, Ogg, FLAC, WAV, AIFF, MP4, Matroska, CAF,
/// AMR, Monkey's Audio, `WavPack` or Windows Media.
#[must_use]
pub fn is_sound(head: &[u8]) -> bool {
    let at = |place: usize, word: &[u8]| head.get(place..).is_some_and(|rest| rest.starts_with(word));
    // Some encoders put zeros before the first frame.
    let rest = head.iter().position(|byte| *byte != 0).and_then(|first| head.get(first..)).unwrap_or_default();
    // FF FE would be the rare first layer of MPEG, and is how a text in UTF-16 begins.
    let frame = matches!(rest, [0xff, second, ..] if second & 0xe0 == 0xe0 && *second != 0xfe);
    frame
        || BEGINNINGS.iter().any(|word| at(0, word))
        || (at(0, b"RIFF") && at(8, b"WAVE"))
        || (at(0, b"FORM") && (at(8, b"AIFF") || at(8, b"AIFC")))
        || [b"ftyp", b"moov", b"mdat", b"wide"].iter().any(|word| at(4, *word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_is_told_from_lists_and_pages() {
        for (head, expected) in [
            (&b"ID3\x04\0\0"[..], true),
            (b"\xff\xfb\x90\x44", true),
            (b"\0\0\0\0\xff\xf1\x50", true),
            (b"RIFF\x24\0\0\0WAVEfmt ", true),
            (b"RIFF\x24\0\0\0AVI LIST", false),
            (b"\0\0\0\x20ftypM4A ", true),
            (b"OggS\0\x02", true),
            (b"\x1a\x45\xdf\xa3\x01", true),
            (b"#EXTM3U\nhttp://127.0.0.1/", false),
            (b"\xef\xbb\xbf#EXTM3U\n", false),
            (b"\xff\xfe#\0E\0X\0T\0", false),
            (b"# mpv EDL v0\n/etc/passwd", false),
            (b"[playlist]\nFile1=file:///etc/passwd", false),
            (b"<html>", false),
            (b"\0\0\0\0", false),
            (b"", false),
        ] {
            assert_eq!(is_sound(head), expected, "{:?}", String::from_utf8_lossy(head));
        }
    }
}

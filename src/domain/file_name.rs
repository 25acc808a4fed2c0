//! Makes names of files from titles, which come from the network.

use unicode_segmentation::UnicodeSegmentation;

/// The most bytes of a name without its ending; file systems allow 255 with it.
const MAX_BYTES: usize = 120;
/// The name if a title has nothing that a name may contain.
const UNTITLED: &str = "article";
/// Names that Windows keeps for devices.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3"];

/// Makes the name of a file, without an ending, of a title.
///
/// It has no separators, no control characters, no characters that Windows refuses, and neither a dot, a hyphen nor a
/// space at its ends. So it names no other folder, is not hidden, and is no option.
#[must_use]
pub fn file_name(title: &str) -> String {
    let is_bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let clean: String = title.chars().map(|c| if is_bad(c) || c.is_whitespace() { ' ' } else { c }).collect();
    let mut name = String::new();
    for grapheme in clean.split_whitespace().collect::<Vec<_>>().join(" ").graphemes(true) {
        if name.len() + grapheme.len() > MAX_BYTES {
            break;
        }
        name.push_str(grapheme);
    }
    let name = name.trim_matches([' ', '.', '-', '~']);
    match name {
        "" => UNTITLED.to_owned(),
        _ if RESERVED.contains(&name.to_ascii_lowercase().as_str()) => format!("{name}_"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_can_neither_leave_its_folder_nor_hide_nor_be_an_option() {
        for (title, name) in [
            ("Ferry late again", "Ferry late again"),
            ("../../etc/passwd", "etc passwd"),
            ("a/b\\c:d", "a b c d"),
            (".profile", "profile"),
            ("-rf *", "rf"),
            ("~/x", "x"),
            ("…", "…"),
            ("", "article"),
            ("///", "article"),
            (" . ", "article"),
            ("NUL", "NUL_"),
            ("what?  \"this\"\n<b>", "what this b"),
            ("10 % off", "10 % off"),
        ] {
            assert_eq!(file_name(title), name, "{title}");
        }
        let long = file_name(&"日本語".repeat(100));
        assert!(long.len() <= MAX_BYTES && long.starts_with("日本語"), "{long}");
        let towers = file_name(&format!("a{}", "\u{301}".repeat(1000)));
        assert_eq!(towers, "article", "one grapheme that is too long is left out");
    }
}

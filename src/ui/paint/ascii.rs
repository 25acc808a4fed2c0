//! Replaces the symbols that tidings draws by ASCII characters, for terminals without Unicode.

use ratatui::buffer::Buffer;

/// Symbols with their replacements. Letters are not among them: those of the texts stay as they are.
const STAND_INS: &[(&str, &str)] = &[
    ("─", "-"),
    ("│", "|"),
    ("┄", "."),
    ("┌", "+"),
    ("┐", "+"),
    ("└", "+"),
    ("┘", "+"),
    ("├", "+"),
    ("┤", "+"),
    ("┬", "+"),
    ("┴", "+"),
    ("┼", "+"),
    ("╭", "+"),
    ("╮", "+"),
    ("╰", "+"),
    ("╯", "+"),
    ("▎", "|"),
    ("▌", ">"),
    ("█", "#"),
    ("░", "."),
    ("●", "*"),
    ("○", "o"),
    ("◇", "?"),
    ("☐", "_"),
    ("☑", "x"),
    ("★", "+"),
    ("✓", "x"),
    ("•", "-"),
    ("◦", "-"),
    ("▪", "="),
    ("·", "-"),
    ("▸", ">"),
    ("▾", "v"),
    ("▴", "^"),
    ("↳", "`"),
    ("→", ">"),
    ("↑", "^"),
    ("↓", "v"),
    ("…", "~"),
    ("±", "~"),
    ("“", "\""),
    ("”", "\""),
    ("„", "\""),
    ("‘", "'"),
    ("’", "'"),
    ("–", "-"),
    ("—", "-"),
    ("‹", "<"),
    ("›", ">"),
    ("\u{a0}", " "),
    ("━", "="),
    ("‖", "|"),
    ("▶", ">"),
    ("═", "="),
    ("↪", "`"),
    ("«", "\""),
    ("»", "\""),
    ("−", "-"),
    ("⁰", "0"),
    ("¹", "1"),
    ("²", "2"),
    ("³", "3"),
    ("⁴", "4"),
    ("⁵", "5"),
    ("⁶", "6"),
    ("⁷", "7"),
    ("⁸", "8"),
    ("⁹", "9"),
    ("⁺", "+"),
    ("⁻", "-"),
    ("⁼", "="),
    ("⁽", "("),
    ("⁾", ")"),
    ("ⁿ", "n"),
    ("ⁱ", "i"),
    ("₀", "0"),
    ("₁", "1"),
    ("₂", "2"),
    ("₃", "3"),
    ("₄", "4"),
    ("₅", "5"),
    ("₆", "6"),
    ("₇", "7"),
    ("₈", "8"),
    ("₉", "9"),
    ("₊", "+"),
    ("₋", "-"),
    ("₌", "="),
    ("₍", "("),
    ("₎", ")"),
];

/// Replaces the symbols in all cells.
pub(in crate::ui) fn replace(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if let Some((_, plain)) = STAND_INS.iter().find(|(glyph, _)| *glyph == cell.symbol()) {
            cell.set_symbol(plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    /// Collects the source files below `folder`.
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }

    #[test]
    fn every_glyph_that_is_drawn_has_a_stand_in() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        for folder in ["ui", "app", "runtime", "input", "page/typeset", "page/scripts.rs"] {
            let path = source.join(folder);
            if path.is_dir() { files(&path, &mut found) } else { found.push(path) }
        }
        // These files handle symbols of the texts: mirrored brackets, currency signs, marks of teasers.
        let of_texts = ["paint/bidi.rs", "typeset/table.rs", "reader/teaser.rs"];
        found.retain(|path| of_texts.iter().all(|known| !path.ends_with(known)));
        found.retain(|path| !path.ends_with("tests.rs"));
        for path in found {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for c in line.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()) {
                    let known = STAND_INS.iter().any(|(glyph, _)| glyph.chars().eq([c]));
                    assert!(known, "{}: {c:?} has no stand-in in ui/paint/ascii.rs", path.display());
                }
            }
        }
    }

    #[test]
    fn stand_ins_are_ascii_and_as_wide() {
        for (glyph, plain) in STAND_INS {
            assert!(plain.is_ascii() && plain.len() == 1, "{glyph}");
            assert_eq!(super::super::cells::width(glyph), 1, "{glyph}");
        }
    }
}

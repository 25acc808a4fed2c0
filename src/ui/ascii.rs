//! ASCII-only screens: what tidings itself draws is exchanged, cell by cell, for characters that every font has.

use ratatui::buffer::Buffer;

/// What stands for what. Letters of the texts stay as they are.
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
    ("★", "+"),
    ("•", "-"),
    ("◦", "-"),
    ("▪", "="),
    ("·", "-"),
    ("▸", ">"),
    ("▾", "v"),
    ("▴", "^"),
    ("↳", "`"),
    ("→", ">"),
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
    ("═", "="),
];

/// Exchanges them all.
pub(super) fn fold(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if let Some((_, plain)) = STAND_INS.iter().find(|(glyph, _)| *glyph == cell.symbol()) {
            cell.set_symbol(plain);
        }
    }
}

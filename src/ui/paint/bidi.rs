//! Puts right-to-left text into visual order (UAX #9), for terminals that leave that to the program.

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns the graphemes of a line in visual order, by index, each with whether it is mirrored; `None` if that is the
/// order of the text.
pub(in crate::ui) fn order(glyphs: &[&str], rtl: bool) -> Option<Vec<(usize, bool)>> {
    let is_rtl = |c: char| matches!(bidi_class(c), BidiClass::R | BidiClass::AL | BidiClass::AN);
    if !glyphs.iter().any(|glyph| !glyph.is_ascii() && glyph.chars().any(|c| may_be_rtl(c) && is_rtl(c))) {
        return rtl.then(|| (0..glyphs.len()).map(|at| (at, false)).collect());
    }
    let text = glyphs.concat();
    let info = BidiInfo::new(&text, Some(if rtl { Level::rtl() } else { Level::ltr() }));
    let paragraph = info.paragraphs.first()?;
    let levels = info.reordered_levels(paragraph, paragraph.range.clone());
    let mut offset = 0;
    let own: Vec<Level> = glyphs
        .iter()
        .map(|glyph| {
            let level = levels.get(offset).copied().unwrap_or_else(Level::ltr);
            offset += glyph.len();
            level
        })
        .collect();
    let visual = BidiInfo::reorder_visual(&own);
    Some(visual.into_iter().map(|at| (at, own.get(at).is_some_and(Level::is_rtl))).collect())
}

/// Returns whether a character may be of a right-to-left script. None is below U+0590, nor among the punctuation, arrows
/// and symbols that most texts have.
fn may_be_rtl(c: char) -> bool {
    c >= '\u{590}' && !('\u{2010}'..'\u{2e00}').contains(&c)
}

/// Returns a line of text in visual order.
pub(in crate::ui) fn line(text: &str) -> String {
    if !text.chars().any(may_be_rtl) {
        return text.to_owned();
    }
    let glyphs: Vec<&str> = text.graphemes(true).collect();
    match order(&glyphs, false) {
        Some(order) => order
            .into_iter()
            .filter_map(|(at, mirrored)| glyphs.get(at).map(|glyph| if mirrored { mirror(glyph) } else { glyph }))
            .collect(),
        None => text.to_owned(),
    }
}

/// Returns the column on the screen of the character at a column of the text. At the end of the text, that is the
/// column where the next letter of the same script will be.
pub(in crate::ui) fn column(text: &str, column: usize) -> usize {
    let glyphs: Vec<&str> = text.graphemes(true).collect();
    let Some(order) = order(&glyphs, false) else { return column };
    let mut read = 0;
    let at = glyphs.iter().position(|glyph| {
        read += glyph.width();
        read > column
    });
    let wanted = at.unwrap_or(glyphs.len().saturating_sub(1));
    let mut shown = 0;
    for (place, is_rtl) in order {
        let width = glyphs.get(place).map_or(0, |glyph| glyph.width());
        match at {
            _ if place != wanted => {}
            Some(_) => return shown,
            None if is_rtl => return shown.saturating_sub(1),
            None => return shown + width,
        }
        shown += width;
    }
    column
}

/// Returns a bracket mirrored, as right-to-left text shows it; other graphemes unchanged.
pub(in crate::ui) fn mirror(glyph: &str) -> &str {
    match glyph {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "{" => "}",
        "}" => "{",
        "<" => ">",
        ">" => "<",
        "«" => "»",
        "»" => "«",
        "‹" => "›",
        "›" => "‹",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_a_right_to_left_script_is_looked_at() {
        let is_rtl = |c: &char| matches!(bidi_class(*c), BidiClass::R | BidiClass::AL | BidiClass::AN);
        assert!(('\0'..=char::MAX).filter(is_rtl).all(may_be_rtl));
    }
    use unicode_segmentation::UnicodeSegmentation;

    fn shown(text: &str, rtl: bool) -> String {
        let glyphs: Vec<&str> = text.graphemes(true).collect();
        let order = order(&glyphs, rtl).unwrap_or_else(|| (0..glyphs.len()).map(|at| (at, false)).collect());
        order.into_iter().map(|(at, mirrored)| if mirrored { mirror(glyphs[at]) } else { glyphs[at] }).collect()
    }

    #[test]
    fn text_is_shown_in_the_order_of_the_screen() {
        for (text, rtl, expected) in [
            ("plain (text)", false, "plain (text)"),
            ("אבג", true, "גבא"),
            ("אב (גד)", true, "(דג) בא"),
            ("ab אב cd", false, "ab בא cd"),
            ("אב 12 גד", true, "דג 12 בא"),
        ] {
            assert_eq!(shown(text, rtl), expected, "{text}");
        }
    }

    #[test]
    fn the_cursor_is_on_the_letter_that_it_stands_before() {
        for (text, read, shown) in [("plain", 2, 2), ("plain", 5, 5), ("אבג", 0, 2), ("אבג", 3, 0), ("ab אב cd", 3, 4)]
        {
            assert_eq!(column(text, read), shown, "{text} {read}");
        }
    }
}

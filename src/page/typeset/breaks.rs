//! Where lines may break in scripts that put no spaces between words: Chinese and Japanese.
//!
//! The renderer breaks at spaces only. The rules are the common core of UAX #14 and JIS X 4051: nothing that closes
//! begins a line, nothing that opens ends one.

/// Tells the renderer that a line may end here; it prints nothing for it.
const MAY_BREAK: char = '\u{200b}';
const NEVER_FIRST: &str = "、。，．・：；？！）］｝〕〉》」』】〗’”»›…‥—～ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％‰℃,.:;?!)]}%";
const NEVER_LAST: &str = "（［｛〔〈《「『【〖‘“«‹([{$￥＄＃№";

/// `text` with the places marked where it may be broken.
pub(super) fn mark_breaks(text: &str) -> String {
    if !text.chars().any(is_unspaced) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut last = None;
    for c in text.chars() {
        if last.is_some_and(|last| may_break_between(last, c)) {
            out.push(MAY_BREAK);
        }
        out.push(c);
        last = Some(c);
    }
    out
}

fn may_break_between(left: char, right: char) -> bool {
    (is_unspaced(left) || is_unspaced(right))
        && !left.is_whitespace()
        && !right.is_whitespace()
        && !is_mark(right)
        && !NEVER_FIRST.contains(right)
        && !NEVER_LAST.contains(left)
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff9f}'
        | '\u{20000}'..='\u{323af}')
}

/// Belongs to the character before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{200d}'
        | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_stays_with_its_word() {
        for (text, expected) in [
            ("plain text", "plain text"),
            ("日本語。", "日|本|語。"),
            ("「東京」へ", "「東|京」|へ"),
            ("第3回 a", "第|3|回 a"),
        ] {
            assert_eq!(mark_breaks(text).replace(MAY_BREAK, "|"), expected);
        }
    }
}

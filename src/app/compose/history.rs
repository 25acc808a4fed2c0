//! Undo and redo of what is written: by words, where the crate's history goes by keys.
//!
//! What was typed in one place goes as a word, with the spaces behind it; whatever else was done is a step of its own.

use ratatui_textarea::TextArea;

/// What a key had typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typed {
    Letter,
    Space,
}

/// Takes a word back, or does it again; says whether there was anything.
pub(super) fn step(text: &mut TextArea<'_>, back: bool) -> bool {
    let go = |text: &mut TextArea<'_>, back| if back { text.undo() } else { text.redo() };
    let mut last: Option<(Typed, (usize, usize))> = None;
    loop {
        let before = text.lines().join("\n");
        if !go(text, back) {
            return last.is_some();
        }
        let after = text.lines().join("\n");
        let typed = if back { typed(&after, &before) } else { typed(&before, &after) };
        let at = (text.cursor().0, text.cursor().1);
        match (typed, last) {
            (None, None) => return true,
            (Some(typed), None) => last = Some((typed, at)),
            (Some(typed), Some((was, place))) if is_next(place, at, back) && is_one_word(was, typed, back) => {
                last = Some((typed, at));
            }
            // This one is for the next time.
            (_, Some(_)) => {
                go(text, !back);
                return true;
            }
        }
    }
}

/// Whether the key that is done with now had typed right beside the one before.
fn is_next((line, column): (usize, usize), now: (usize, usize), back: bool) -> bool {
    now.0 == line && if back { now.1 + 1 == column } else { column + 1 == now.1 }
}

/// A word is letters and the spaces behind them, whichever end one comes from.
fn is_one_word(was: Typed, now: Typed, back: bool) -> bool {
    was == now || (was, now) == if back { (Typed::Space, Typed::Letter) } else { (Typed::Letter, Typed::Space) }
}

/// What was typed, if all that one text has more than the other is a letter or a space.
fn typed(without: &str, with: &str) -> Option<Typed> {
    if with.len() <= without.len() {
        return None;
    }
    let same = with.chars().zip(without.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let c = with.get(same..)?.chars().next()?;
    let is_all = with.get(same + c.len_utf8()..) == without.get(same..);
    match c {
        _ if !is_all || c == '\n' => None,
        _ if c.is_whitespace() => Some(Typed::Space),
        _ => Some(Typed::Letter),
    }
}

#[cfg(test)]
mod tests {
    use super::super::buffer::Buffer;
    use crate::input::Key;

    fn press(buffer: &mut Buffer, keys: &str) {
        for key in keys.split(' ') {
            let rows = buffer.rows(40);
            assert!(buffer.edit(key.parse().unwrap(), &rows), "{key}");
        }
    }

    fn type_in(buffer: &mut Buffer, text: &str) {
        for c in text.chars() {
            assert!(buffer.edit(Key::char(c), &[]));
        }
    }

    /// All that undo leads to, step by step; redo has to come by the same.
    #[track_caller]
    fn takes_back(buffer: &mut Buffer, texts: &[&str]) {
        let mut seen = vec![buffer.text()];
        for text in texts {
            assert!(buffer.undo(), "to {text:?}");
            assert_eq!(buffer.text(), *text);
            seen.push(buffer.text());
        }
        assert!(!buffer.undo());
        for text in seen.iter().rev().skip(1) {
            assert!(buffer.redo(), "to {text:?}");
            assert_eq!(buffer.text(), *text);
        }
        assert!(!buffer.redo());
    }

    #[test]
    fn a_word_goes_at_once() {
        let mut buffer = Buffer::new("");
        type_in(&mut buffer, "one two");
        press(&mut buffer, "enter");
        type_in(&mut buffer, "e\u{301}日本");
        takes_back(&mut buffer, &["one two\n", "one two", "one ", ""]);
    }

    #[test]
    fn a_paste_a_deletion_and_another_place_are_steps_of_their_own() {
        let mut buffer = Buffer::new("");
        press(&mut buffer, "a b");
        assert!(buffer.insert("two words"));
        press(&mut buffer, "c d backspace backspace x");
        takes_back(&mut buffer, &["abtwo words", "abtwo wordsc", "abtwo wordscd", "abtwo words", "ab", ""]);
        press(&mut buffer, "home y");
        buffer.undo();
        assert_eq!(buffer.text(), "abtwo wordsx");
        let mut buffer = Buffer::new("");
        type_in(&mut buffer, "a👨‍👩‍👧 b");
        press(&mut buffer, "ctrl-w ctrl-home c");
        takes_back(&mut buffer, &["a👨‍👩‍👧 ", "a👨‍👩‍👧 b", "a👨‍👩‍👧 ", ""]);
    }

    #[test]
    fn a_letter_of_several_characters_comes_back_whole() {
        let mut buffer = Buffer::new("🇫🇷");
        press(&mut buffer, "backspace");
        takes_back(&mut buffer, &["🇫🇷"]);
    }
}

//! Undoes and redoes edits word by word, where the text area's own history goes key by key.
//!
//! Letters typed in one place, with the spaces behind them, are one step. Every other edit is a step of its own.

use ratatui_textarea::TextArea;

/// The kind of character that a key typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typed {
    Letter,
    Space,
}

/// Undoes or redoes one step. Returns `false` when there is nothing to undo or redo.
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
            // This edit belongs to another step.
            (_, Some(_)) => {
                go(text, !back);
                return true;
            }
        }
    }
}

/// Returns whether a key typed right beside the key that was undone or redone before it.
fn is_next((line, column): (usize, usize), now: (usize, usize), back: bool) -> bool {
    now.0 == line && if back { now.1 + 1 == column } else { column + 1 == now.1 }
}

/// Returns whether two characters belong to one step. A step is letters and then spaces, which undo meets in reverse.
fn is_one_word(was: Typed, now: Typed, back: bool) -> bool {
    was == now || (was, now) == if back { (Typed::Space, Typed::Letter) } else { (Typed::Letter, Typed::Space) }
}

/// Returns the character that one text has more than the other, if that is the only difference and no line end.
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

    /// Checks the text after each undo, and that redo goes through the same texts.
    #[track_caller]
    fn assert_undo_steps(buffer: &mut Buffer, texts: &[&str]) {
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
    fn a_word_is_undone_in_one_step() {
        let mut buffer = Buffer::new("");
        type_in(&mut buffer, "one two");
        press(&mut buffer, "enter");
        type_in(&mut buffer, "e\u{301}日本");
        assert_undo_steps(&mut buffer, &["one two\n", "one two", "one ", ""]);
    }

    #[test]
    fn a_paste_a_deletion_and_a_key_in_another_place_are_steps_of_their_own() {
        let mut buffer = Buffer::new("");
        press(&mut buffer, "a b");
        assert!(buffer.insert("two words"));
        press(&mut buffer, "c d backspace backspace x");
        assert_undo_steps(&mut buffer, &["abtwo words", "abtwo wordsc", "abtwo wordscd", "abtwo words", "ab", ""]);
        press(&mut buffer, "home y");
        buffer.undo();
        assert_eq!(buffer.text(), "abtwo wordsx");
        let mut buffer = Buffer::new("");
        type_in(&mut buffer, "a👨‍👩‍👧 b");
        press(&mut buffer, "ctrl-w ctrl-home c");
        assert_undo_steps(&mut buffer, &["a👨‍👩‍👧 ", "a👨‍👩‍👧 b", "a👨‍👩‍👧 ", ""]);
    }

    #[test]
    fn undo_restores_a_letter_of_several_characters_as_a_whole() {
        let mut buffer = Buffer::new("🇫🇷");
        press(&mut buffer, "backspace");
        assert_undo_steps(&mut buffer, &["🇫🇷"]);
    }
}

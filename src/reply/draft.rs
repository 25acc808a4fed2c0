//! The text of a reply in an editor: the template, the reply in an edited text, and whether it can be sent.

/// The line between the reply and the quoted comment. Text that the user writes below it is kept too.
const CUT: &str = "# ---- lines with # below this one are not sent ----";
/// Most bytes of a reply: as many as WordPress keeps, ten fewer than Isso.
pub const MOST_BYTES: usize = 65_525;

/// Why a text can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The text is blank.
    #[error("the reply is empty")]
    Empty,
    /// The text has more than [`MOST_BYTES`].
    #[error("the reply is too long: {0} bytes (sites accept {MOST_BYTES})")]
    TooLong(usize),
}

/// Builds the text for an editor: the reply so far, and below a line the parent comment with `#` before each line.
#[must_use]
pub fn template(text: &str, parent: &str) -> String {
    let mut all = format!("{text}\n\n{CUT}\n");
    for line in parent.lines() {
        all.push_str(format!("# {}", without_commands(line)).trim_end());
        all.push('\n');
    }
    all
}

/// Breaks up what an editor could obey in a quoted line: a modeline of vi, vim or ex, or file variables of Emacs.
fn without_commands(line: &str) -> String {
    let line: String =
        line.split_inclusive(char::is_whitespace).map(|word| modeline(word).unwrap_or(word.into())).collect();
    line.replace("-*-", "- * -").replace("Local Variables:", "Local Variables :")
}

/// Returns a word with a space in it if a modeline could begin with it, as with `vim:` or `vim>=700:`.
fn modeline(word: &str) -> Option<String> {
    const VERSION: &[char] = &['<', '=', '>', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    ["vim", "vi", "ex"].iter().find_map(|name| {
        let (start, rest) = word.split_at_checked(name.len())?;
        let begins = start.eq_ignore_ascii_case(name) && rest.trim_start_matches(VERSION).starts_with(':');
        begins.then(|| format!("{start} {rest}"))
    })
}

/// Returns the reply in an edited text: everything above the line, and the lines below it that do not start with `#`.
#[must_use]
pub fn message(edited: &str) -> String {
    let mut lines = edited.lines().map(str::trim_end);
    // Drafts of older versions have other words in the line.
    let is_cut = |line: &&str| line.trim_start().starts_with("# ---- ") && line.ends_with(" not sent ----");
    let above: Vec<&str> = lines.by_ref().take_while(|line| !is_cut(line)).collect();
    let below: Vec<&str> = lines.filter(|line| !line.starts_with('#')).collect();
    let parts = [above, below].map(|lines| lines.join("\n").trim_matches('\n').trim_end().to_owned());
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// Checks that a text can be sent.
pub fn check(text: &str) -> Result<(), DraftError> {
    match text.len() {
        _ if text.trim().is_empty() => Err(DraftError::Empty),
        bytes if bytes > MOST_BYTES => Err(DraftError::TooLong(bytes)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reply_is_recovered_from_the_template() {
        for text in ["", "One line.", "# A heading is text\n\n  as is this", "> quoted\n\nanswered"] {
            let whole = template(text, "Ann wrote:\n\nWell said.");
            assert!(whole.ends_with("# Ann wrote:\n#\n# Well said.\n"), "{whole}");
            assert_eq!(message(&whole), text);
        }
        assert_eq!(message("without the line\r\n"), "without the line");
        let below = template("Above.", "Ann: yes") + "\nWritten below,\n\n  as in mail.\n# no\n";
        assert_eq!(message(&below), "Above.\n\nWritten below,\n\n  as in mail.");
        assert_eq!(message("Old.\n\n# ---- what stands below this line is not sent ----\n# Ann: yes\n"), "Old.");
        assert_eq!(message(&(template("", "Ann: yes") + "Only below.\n")), "Only below.");
    }

    /// Regression: a comment could set options of the editor in which it was quoted.
    #[test]
    fn a_quoted_line_can_not_be_a_modeline() {
        for (line, quoted) in [
            ("vim: set ft=x:", "# vim : set ft=x:"),
            ("/* vi:noai */", "# /* vi :noai */"),
            ("ex:x\tVIM: set", "# ex :x\tVIM : set"),
            ("x vim>=700: set y", "# x vim >=700: set y"),
            ("It is 10:30, via: index: Vivian: no.", "# It is 10:30, via: index: Vivian: no."),
        ] {
            assert_eq!(template("", line).lines().last(), Some(quoted));
        }
        let emacs = template("", "-*- mode: x -*-\nLocal Variables:\nEnd:");
        assert!(!emacs.contains("-*-") && !emacs.contains("Local Variables:"), "{emacs}");
    }

    #[test]
    fn empty_and_long_texts_are_errors() {
        assert_eq!(check(" \n "), Err(DraftError::Empty));
        assert_eq!(check(&"a".repeat(MOST_BYTES)), Ok(()));
        let error = check(&"a".repeat(MOST_BYTES + 1)).unwrap_err();
        assert!(error.to_string().contains("65526 bytes"), "{error}");
    }
}

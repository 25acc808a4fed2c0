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
        all.push_str(format!("# {line}").trim_end());
        all.push('\n');
    }
    all
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

    #[test]
    fn empty_and_long_texts_are_errors() {
        assert_eq!(check(" \n "), Err(DraftError::Empty));
        assert_eq!(check(&"a".repeat(MOST_BYTES)), Ok(()));
        let error = check(&"a".repeat(MOST_BYTES + 1)).unwrap_err();
        assert!(error.to_string().contains("65526 bytes"), "{error}");
    }
}

//! What is written: the text that an editor gets, what of it is the reply, and whether that can be sent at all.

/// Above it stands the reply, below it what is answered. Whoever writes below it all the same is not to lose that.
const CUT: &str = "# ---- lines with # below this one are not sent ----";
/// Bytes of a reply that WordPress keeps; Isso takes ten more.
pub const MOST_BYTES: usize = 65_525;

/// Why a text can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Nothing is in it.
    #[error("the reply is empty")]
    Empty,
    /// No site takes so much.
    #[error("the reply is too long: {0} bytes, and sites take {MOST_BYTES}")]
    TooLong(usize),
}

/// What an editor gets: the reply so far, and below a line what is answered, as comment lines.
#[must_use]
pub fn template(text: &str, answered: &str) -> String {
    let mut all = format!("{text}\n\n{CUT}\n");
    for line in answered.lines() {
        all.push_str(format!("# {line}").trim_end());
        all.push('\n');
    }
    all
}

/// What of an edited text is the reply: all above the cut, and what is no comment below it.
#[must_use]
pub fn message(edited: &str) -> String {
    let mut lines = edited.lines().map(str::trim_end);
    // Its words have changed before.
    let is_cut = |line: &&str| line.trim_start().starts_with("# ---- ") && line.ends_with(" not sent ----");
    let above: Vec<&str> = lines.by_ref().take_while(|line| !is_cut(line)).collect();
    let below: Vec<&str> = lines.filter(|line| !line.starts_with('#')).collect();
    let parts = [above, below].map(|lines| lines.join("\n").trim_matches('\n').trim_end().to_owned());
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// Whether a text can be sent.
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
    fn what_was_written_comes_out_of_the_template_again() {
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
    fn too_little_and_too_much_are_said() {
        assert_eq!(check(" \n "), Err(DraftError::Empty));
        assert_eq!(check(&"a".repeat(MOST_BYTES)), Ok(()));
        let error = check(&"a".repeat(MOST_BYTES + 1)).unwrap_err();
        assert!(error.to_string().contains("65526 bytes"), "{error}");
    }
}

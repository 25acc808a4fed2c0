//! What is written: the text that an editor gets, what of it is the reply, and whether that can be sent at all.

/// Above it stands the reply, below it what is answered.
const CUT: &str = "# ---- what stands below this line is not sent ----";
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

/// What of an edited text is the reply.
#[must_use]
pub fn message(edited: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in edited.lines() {
        if line.trim() == CUT {
            break;
        }
        kept.push(line.trim_end());
    }
    kept.join("\n").trim_matches('\n').trim_end().to_owned()
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
    }

    #[test]
    fn too_little_and_too_much_are_said() {
        assert_eq!(check(" \n "), Err(DraftError::Empty));
        assert_eq!(check(&"a".repeat(MOST_BYTES)), Ok(()));
        let error = check(&"a".repeat(MOST_BYTES + 1)).unwrap_err();
        assert!(error.to_string().contains("65526 bytes"), "{error}");
    }
}

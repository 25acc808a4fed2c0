//! What's new: the changelog of this version, over the panes.
//!
//! Scrolling is left to `overlay`, which moves in every list over the panes; painting to `ui`.

use super::effect::Effect;
use super::model::Model;
use super::overlay::stack::Overlay;

/// The changelog, as the text of `CHANGELOG.md`.
const CHANGELOG: &str = include_str!("../../CHANGELOG.md");

/// A paragraph of the changelog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Without Markdown's marks.
    pub text: String,
    /// Names a version or a kind of change.
    pub is_heading: bool,
}

/// Shows what is new.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.overlays.push(Overlay::WhatsNew(0));
    Vec::new()
}

/// The paragraphs, from the newest version on.
#[must_use]
pub fn paragraphs() -> Vec<Paragraph> {
    let versions = CHANGELOG.find("\n## ").and_then(|at| CHANGELOG.get(at..)).unwrap_or(CHANGELOG);
    let mut all: Vec<Paragraph> = Vec::new();
    let mut is_open = false;
    for line in versions.lines().map(str::trim_end) {
        let text = plain(line.trim_start_matches(['#', ' ']));
        let is_heading = line.starts_with('#');
        match all.last_mut().filter(|_| is_open && !is_heading && !line.starts_with("- ") && !line.is_empty()) {
            Some(paragraph) => paragraph.text.extend([" ", &text]),
            None if !line.is_empty() => all.push(Paragraph { text, is_heading }),
            None => {}
        }
        is_open = !line.is_empty() && !is_heading;
    }
    all
}

/// A line without Markdown's marks for emphasis, code and versions.
fn plain(line: &str) -> String {
    line.replace("**", "").replace('`', "").trim_matches(['[', ']']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changelog_is_headings_and_whole_paragraphs() {
        let all = paragraphs();
        assert!(all[0].is_heading && !all[0].text.contains(['#', '[', '*']), "{:?}", all[0]);
        let entry = all.iter().find(|paragraph| paragraph.text.starts_with("- ")).unwrap();
        assert!(entry.text.len() > 80 && !entry.text.contains('\n') && !entry.text.contains("**"), "{entry:?}");
        assert!(all.iter().all(|paragraph| !paragraph.text.trim().is_empty()));
    }
}

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
    parse(CHANGELOG)
}

/// Returns the paragraphs of a changelog without its preface, and without a version that has no changes yet.
fn parse(changelog: &str) -> Vec<Paragraph> {
    let versions = changelog.find("\n## ").and_then(|at| changelog.get(at..)).unwrap_or(changelog);
    let mut all: Vec<Paragraph> = Vec::new();
    let mut is_open = false;
    for line in versions.lines().map(str::trim_end) {
        let is_heading = line.starts_with('#');
        let text = if is_heading { heading(line) } else { plain(line.trim_start()) };
        if line.starts_with("## ") && all.last().is_some_and(|last| last.is_heading) {
            all.pop();
        }
        match all.last_mut().filter(|_| is_open && !is_heading && !line.starts_with("- ") && !line.is_empty()) {
            Some(paragraph) => paragraph.text.extend([" ", &text]),
            None if !line.is_empty() => all.push(Paragraph { text, is_heading }),
            None => {}
        }
        is_open = !line.is_empty() && !is_heading;
    }
    all
}

/// A heading without Markdown's marks: `0.2.0 - 2026-11-30` for `## [0.2.0] - 2026-11-30`.
fn heading(line: &str) -> String {
    plain(line.trim_start_matches(['#', ' '])).replace(['[', ']'], "")
}

/// A line without Markdown's marks for emphasis and code.
fn plain(line: &str) -> String {
    line.replace("**", "").replace('`', "")
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

    #[test]
    fn a_version_without_changes_is_not_shown() {
        let text =
            "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-30\n\n### Added\n\n- `[sync]` has\n  more.\n";
        let shown: Vec<String> = parse(text).into_iter().map(|paragraph| paragraph.text).collect();
        assert_eq!(shown, ["0.2.0 - 2026-11-30", "Added", "- [sync] has more."]);
    }
}

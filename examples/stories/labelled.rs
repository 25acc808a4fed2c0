//! Reads labelled news; the form is described in `tests/fixtures/stories/tuned/2031-english.txt`.

use std::path::Path;

use tidings::domain::Time;

/// A labelled text.
pub(crate) struct Text {
    /// The name of its story; of an article of no story, a name of its own.
    pub(crate) story: String,
    pub(crate) outlet: String,
    pub(crate) published: Time,
    pub(crate) language: String,
    pub(crate) title: String,
    pub(crate) lead: String,
}

/// Reads all files of a directory, in the order of their names.
pub(crate) fn read(directory: &Path) -> Vec<Text> {
    let mut paths: Vec<_> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut texts: Vec<Text> = Vec::new();
    for path in paths {
        let mut story = String::new();
        for line in std::fs::read_to_string(path).unwrap().lines() {
            if let Some(name) = line.strip_prefix("== ") {
                name.clone_into(&mut story);
            } else if let Some(head) = line.strip_prefix("-- ") {
                texts.push(head_of(head, &story, texts.len()));
            } else if !line.starts_with('#') && !line.is_empty() {
                texts.last_mut().unwrap().lead.push_str(line);
            }
        }
    }
    texts
}

fn head_of(head: &str, story: &str, at: usize) -> Text {
    let parts: Vec<&str> = head.splitn(4, " | ").collect();
    Text {
        story: if ["singles", "filler"].contains(&story) { format!("{story}-{at}") } else { story.to_owned() },
        outlet: parts[0].to_owned(),
        published: format!("{}:00Z", parts[1].trim_end_matches('Z')).parse().unwrap(),
        language: parts[2].to_owned(),
        title: parts[3].to_owned(),
        lead: String::new(),
    }
}

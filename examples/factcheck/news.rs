//! Reads news whose texts repeat each other's figures; the form is described in `tests/fixtures/factcheck/news-tuned.txt`.

use super::repeated::{Told, group};

/// Reads all texts of a file, and groups them into stories.
pub(crate) fn read(path: &str) -> Vec<Told> {
    let mut texts: Vec<Told> = Vec::new();
    let mut story = String::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        if let Some(name) = line.strip_prefix("== ") {
            name.clone_into(&mut story);
        } else if let Some(head) = line.strip_prefix("-- ") {
            texts.push(head_of(head, &story));
        } else if !line.starts_with('#') && !line.is_empty() {
            add(texts.last_mut().unwrap(), line);
        }
    }
    group(&mut texts);
    texts
}

fn head_of(head: &str, story: &str) -> Told {
    let parts: Vec<&str> = head.splitn(4, " | ").collect();
    Told {
        story: if story == "singles" { String::new() } else { story.to_owned() },
        outlet: parts[0].to_owned(),
        published: format!("{}:00Z", parts[1].trim_end_matches('Z')),
        language: parts[2].to_owned(),
        title: parts[3].replace(['{', '}'], ""),
        text: String::new(),
        differing: Vec::new(),
        grouped: None,
    }
}

/// Adds a paragraph, without the braces around figures that really differ.
fn add(told: &mut Told, line: &str) {
    let braced = line.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    told.differing.extend(braced.map(|(figure, _)| figure.to_owned()));
    if !told.text.is_empty() {
        told.text.push('\n');
    }
    told.text.push_str(&line.replace(['{', '}'], ""));
}

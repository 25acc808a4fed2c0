//! `rules.toml`: whom, what and which sites to mute or follow in comments, kept as the user wrote them.
//!
//! What a rule hits is told by `domain::triage`. Meant for dotfiles, so every change is small, and written to a new
//! file that takes the old one's place.

use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::SettingsError;
use crate::domain::text::line_of;
use crate::domain::triage::{Matcher, Rule, Rules, Verb};

/// The file's own description, with examples.
pub const EXAMPLE_RULES: &str = include_str!("../../config/rules.toml");

/// What a rule's table may say: one of these, and `on`.
const KINDS: &str = "author, word, site, score_below";

/// The file, parsed.
#[derive(Debug, Clone)]
pub struct RulesFile {
    file: PathBuf,
    document: DocumentMut,
    rules: Rules,
    /// For each rule, where its table stands among those of its verb.
    tables: Vec<usize>,
}

impl RulesFile {
    /// Reads the file; one that is not there has no rules.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        Self::parse(&super::read_or_empty(file)?, file)
    }

    /// Reads the file's text.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let fail = |line, message: String| SettingsError::at(line, message).in_file(file);
        let document = toml_edit::Document::parse(text)
            .map_err(|error| fail(error.span().map_or(0, |span| line_of(text, span.start)), error.message().into()))?;
        let mut found = Vec::new();
        for (key, item) in document.as_table() {
            let line = item.span().map_or(0, |span| line_of(text, span.start));
            let verb = [Verb::Mute, Verb::Follow].into_iter().find(|verb| verb.as_str() == key);
            let (Some(verb), Some(tables)) = (verb, item.as_array_of_tables()) else {
                return Err(fail(
                    line,
                    format!("`{key}` is not known here; a rule begins with [[mute]] or [[follow]]"),
                ));
            };
            for (place, table) in tables.iter().enumerate() {
                let start = table.span().map_or(0, |span| span.start);
                let rule = rule(verb, table, line_of(text, start), text);
                found.push((start, place, rule.map_err(|(line, message)| fail(line, message))?));
            }
        }
        // Verbs may alternate in the file; the rules are told in its order.
        found.sort_by_key(|(start, ..)| *start);
        let (tables, rules) = found.into_iter().map(|(_, place, rule)| (place, rule)).unzip();
        Ok(Self { file: file.to_path_buf(), document: document.into_mut(), rules: Rules(rules), tables })
    }

    /// Every rule, in the file's order.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Adds a rule behind the others of its verb; says false when it is there already.
    pub fn add(&mut self, rule: &Rule) -> Result<bool, SettingsError> {
        if self.rules.0.contains(rule) {
            return Ok(false);
        }
        let mut table = table(rule);
        // In a file of comments alone, what is new stands below them.
        let head = self.document.trailing().as_str().unwrap_or_default().trim_end().to_owned();
        if self.rules.is_empty() && !head.is_empty() {
            table.decor_mut().set_prefix(format!("{head}\n\n"));
            self.document.set_trailing("");
        } else if !self.rules.is_empty() {
            table.decor_mut().set_prefix("\n");
        }
        let key = rule.verb().as_str();
        let entry = self.document.entry(key).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        if let Some(tables) = entry.as_array_of_tables_mut() {
            tables.push(table);
        }
        self.read_again().map(|()| true)
    }

    /// Takes a rule out, by its place in [`RulesFile::rules`], with what the user wrote about it.
    pub fn remove(&mut self, at: usize) -> Result<Option<Rule>, SettingsError> {
        let (Some(rule), Some(&place)) = (self.rules.0.get(at).cloned(), self.tables.get(at)) else { return Ok(None) };
        // What stands above the first rule is about the file as much as about the rule: it stays in the file.
        if at == 0 {
            self.hand_down_the_head();
        }
        let tables = self.document.get_mut(rule.verb().as_str()).and_then(Item::as_array_of_tables_mut);
        if let Some(tables) = tables {
            tables.remove(place);
        }
        self.read_again().map(|()| Some(rule))
    }

    /// Takes every rule out that is so, and says which.
    pub fn remove_all(&mut self, is_so: impl Fn(&Rule) -> bool) -> Result<Vec<Rule>, SettingsError> {
        let mut removed = Vec::new();
        while let Some(at) = self.rules.0.iter().position(&is_so) {
            removed.extend(self.remove(at)?);
        }
        Ok(removed)
    }

    /// Adds a rule; one that does the opposite with the same goes. `None` when it is there already, else what went.
    pub fn put(&mut self, rule: &Rule) -> Result<Option<Vec<Rule>>, SettingsError> {
        let is_new = self.add(rule)?;
        let gone = self.remove_all(|known| known.is_about_same(rule) && known.verb() != rule.verb())?;
        Ok((is_new || !gone.is_empty()).then_some(gone))
    }

    /// Writes the file, whole or not at all.
    pub fn save(&self) -> Result<(), SettingsError> {
        super::replace(&self.file, &self.document.to_string())
    }

    /// Puts the comments above the first rule before what is said of the second, or at the end of the file.
    fn hand_down_the_head(&mut self) {
        let head = self.table_mut(0).and_then(|table| table.decor().prefix()?.as_str().map(str::to_owned));
        let Some(head) = head.filter(|head| !head.trim().is_empty()) else { return };
        if let Some(next) = self.table_mut(1) {
            let own = next.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
            let joined = format!("{}\n\n{}", head.trim_end(), own.trim_start());
            next.decor_mut().set_prefix(joined);
        } else {
            let own = self.document.trailing().as_str().unwrap_or_default();
            let joined = format!("{head}{own}");
            self.document.set_trailing(joined);
        }
    }

    fn table_mut(&mut self, at: usize) -> Option<&mut Table> {
        let (rule, place) = (self.rules.0.get(at)?, *self.tables.get(at)?);
        self.document.get_mut(rule.verb().as_str())?.as_array_of_tables_mut()?.get_mut(place)
    }

    fn read_again(&mut self) -> Result<(), SettingsError> {
        *self = Self::parse(&self.document.to_string(), &self.file)?;
        Ok(())
    }
}

fn rule(verb: Verb, table: &Table, line: usize, text: &str) -> Result<Rule, (usize, String)> {
    let at = |item: &Item| item.span().map_or(line, |span| line_of(text, span.start));
    let mut matchers = Vec::new();
    let mut on = None;
    for (key, item) in table {
        let wrong = |expected: &str| (at(item), format!("{key} must be {expected}"));
        let as_text = || item.as_str().map(str::to_owned).ok_or_else(|| wrong("a text in quotes"));
        let matcher = match key {
            "author" => Matcher::Author(as_text()?),
            "word" => Matcher::Word(as_text()?),
            "site" => Matcher::Site(as_text()?),
            "score_below" => Matcher::ScoreBelow(item.as_integer().ok_or_else(|| wrong("a whole number"))?),
            "on" => {
                on = Some(as_text()?);
                continue;
            }
            _ => return Err((at(item), format!("`{key}` is not known here; write one of {KINDS}, and on"))),
        };
        matchers.push((at(item), matcher));
    }
    let Some((line, matcher)) = matchers.pop().filter(|_| matchers.is_empty()) else {
        return Err((line, format!("a rule has exactly one of {KINDS}; write several rules for several")));
    };
    Rule::new(verb, matcher, on.as_deref()).map_err(|error| (line, error.to_string()))
}

fn table(rule: &Rule) -> Table {
    let mut table = Table::new();
    match rule.matcher() {
        Matcher::Author(name) => table["author"] = value(name),
        Matcher::Word(word) => table["word"] = value(word),
        Matcher::Site(host) => table["site"] = value(host),
        Matcher::ScoreBelow(score) => table["score_below"] = value(*score),
    }
    if let Some(on) = rule.on() {
        table["on"] = value(on);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\n[[mute]]\nauthor = \"Bob\" # again\n\n# good\n[[follow]]\nauthor = \"Ann\"\n\n# why\n[[mute]]\nword = \"tea\"\non = \"news.example\"\n# end\n";

    fn parse(text: &str) -> Result<RulesFile, SettingsError> {
        RulesFile::parse(text, Path::new("rules.toml"))
    }

    fn lines(file: &RulesFile) -> Vec<String> {
        file.rules().0.iter().map(ToString::to_string).collect()
    }

    fn mute(word: &str) -> Rule {
        Rule::new(Verb::Mute, Matcher::Word(word.into()), None).unwrap()
    }

    #[test]
    fn rules_are_told_in_the_files_order() {
        let file = parse(TEXT).unwrap();
        assert_eq!(lines(&file), ["muted: author Bob", "followed: author Ann", "muted: word tea, on news.example"]);
        assert!(parse("").unwrap().rules().is_empty());
        assert!(RulesFile::load(Path::new("/nowhere/rules.toml")).unwrap().rules().is_empty());
    }

    #[test]
    fn comments_survive_every_change() {
        let mut file = parse(TEXT).unwrap();
        assert!(file.add(&mute("milk")).unwrap() && !file.add(&mute("milk")).unwrap());
        let site = Rule::new(Verb::Follow, Matcher::Site("a.example".into()), Some("b.example")).unwrap();
        let score = Rule::new(Verb::Mute, Matcher::ScoreBelow(-4), None).unwrap();
        assert!(file.add(&site).unwrap() && file.add(&score).unwrap());
        let at = file.rules().0.iter().position(|rule| rule.to_string().contains("tea")).unwrap();
        assert_eq!(file.remove(at).unwrap().unwrap().to_string(), "muted: word tea, on news.example");
        assert_eq!(file.remove(0).unwrap().unwrap().to_string(), "muted: author Bob");
        assert_eq!(file.remove(99).unwrap(), None);
        let written = file.document.to_string();
        assert!(written.starts_with("# mine\n\n# good\n[[follow]]"), "{written}");
        assert!(written.contains("# end") && !written.contains("Bob") && !written.contains("# why"), "{written}");
        let want = [
            "followed: author Ann",
            "followed: links to a.example, on b.example",
            "muted: score below -4",
            "muted: word milk",
        ];
        let mut sorted = lines(&file);
        sorted.sort();
        assert_eq!(sorted, want, "{written}");
        assert_eq!(lines(&parse(&written).unwrap()), lines(&file));
    }

    #[test]
    fn what_is_added_and_removed_leaves_the_file_as_it_was() {
        for text in ["", "# only words\n#\n# [[mute]]\n# word = \"x\"\n", TEXT] {
            let mut file = parse(text).unwrap();
            file.add(&mute("milk")).unwrap();
            assert!(file.document.to_string().contains(text.trim_end().trim_end_matches("# end")), "{}", file.document);
            let at = file.rules().0.iter().position(|rule| *rule == mute("milk")).unwrap();
            file.remove(at).unwrap();
            assert_eq!(file.document.to_string().trim_end(), text.trim_end());
        }
    }

    #[test]
    fn a_rule_takes_the_place_of_its_opposite() {
        let mut file = parse(TEXT).unwrap();
        let rule = |verb, name: &str| Rule::new(verb, Matcher::Author(name.into()), None).unwrap();
        assert_eq!(file.put(&rule(Verb::Follow, "BOB")).unwrap(), Some(vec![rule(Verb::Mute, "Bob")]));
        assert_eq!(file.put(&rule(Verb::Follow, "BOB")).unwrap(), None);
        assert_eq!(file.put(&rule(Verb::Mute, "Cy")).unwrap(), Some(Vec::new()));
        let tea = Rule::new(Verb::Follow, Matcher::Word("tea".into()), None).unwrap();
        assert_eq!(file.put(&tea).unwrap(), Some(Vec::new()), "the other is for one site alone");
    }

    #[test]
    fn the_file_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("new/rules.toml");
        let mut file = RulesFile::load(&name).unwrap();
        file.add(&mute("milk")).unwrap();
        file.save().unwrap();
        assert_eq!(lines(&RulesFile::load(&name).unwrap()), ["muted: word milk"]);
        assert_eq!(std::fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
    }

    #[test]
    fn errors_name_file_line_and_valid_words() {
        for (text, line, word) in [
            ("[[mute]]\nauthr = \"Bob\"\n", ":2:", "author, word, site, score_below"),
            ("[[mute]]\n\n[[follow]]\nauthor = \"\"\n", ":1:", "exactly one"),
            ("[[follow]]\nauthor = \" \"\n", ":2:", "unsigned"),
            ("[[mute]]\nauthor = \"a\"\nword = \"b\"\n", ":1:", "exactly one"),
            ("[[mute]]\nscore_below = \"4\"\n", ":2:", "whole number"),
            ("[[mute]]\nword = 4\n", ":2:", "quotes"),
            ("[[mute]]\nsite = \"a b\"\n", ":2:", "spam.example"),
            ("[[follow]]\nscore_below = 4\n", ":2:", "muted"),
            ("[[silence]]\nword = \"x\"\n", "rules.toml:", "[[mute]] or [[follow]]"),
            ("[mute]\nword = \"x\"\n", ":1:", "[[mute]]"),
            ("[[mute]]\nword = \n", ":2:", ""),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("rules.toml") && error.contains(line) && error.contains(word), "{error}");
        }
    }

    #[test]
    fn the_example_can_be_read_and_its_rules_too() {
        assert!(parse(EXAMPLE_RULES).unwrap().rules().is_empty(), "an example mutes nobody");
        let uncommented = |line: &str| {
            line.strip_prefix("# ").filter(|line| line.starts_with("[[") || line.contains(" = ")).map(str::to_owned)
        };
        let live: Vec<String> = EXAMPLE_RULES.lines().filter_map(uncommented).collect();
        assert!(parse(&live.join("\n")).unwrap().rules().0.len() >= 5);
    }
}

//! `rules.toml`: the rules that mute or follow authors, words and sites in comments, and the rules for articles.
//!
//! Edits keep the user's comments and layout, for the file may be in a dotfiles repository. `domain::triage` decides
//! which comments a rule matches; `article_rules` reads the rules for articles.

use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::Command;
use super::SettingsError;
use super::article_rules::{self, ArticleTable};
use super::check::parse_document;
use crate::domain::ArticleRule;
use crate::domain::article_rule::MAX_RULES;
use crate::domain::suggest::nearest;
use crate::domain::text::line_of;
use crate::domain::triage::{Matcher, Rule, Rules, Verb};

/// A `rules.toml` of remarks alone: the reference, with examples.
pub const EXAMPLE_RULES: &str = include_str!("../../config/rules.toml");

/// The keys of a rule, one of which it must have.
const MATCHERS: &str = "author, word, site, score_below";
/// All keys that a rule may have.
const KEYS: &[&str] = &["author", "word", "site", "score_below", "on"];

/// A parsed `rules.toml`.
#[derive(Debug, Clone)]
pub struct RulesFile {
    file: PathBuf,
    document: DocumentMut,
    rules: Rules,
    /// For each rule, the index of its table among those of its verb.
    tables: Vec<usize>,
    /// The rules for articles, in the order of the file.
    articles: Vec<ArticleTable>,
}

impl RulesFile {
    /// Reads the file; a missing file has no rules.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        Self::parse(&super::read_or_empty(file)?, file)
    }

    /// Parses the text of `file`. The error has every problem in it.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        Self::parse_text(text, file).map_err(|error| error.in_file(file))
    }

    fn parse_text(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let document = parse_document(text)?;
        let (mut found, mut articles) = (Vec::new(), Vec::new());
        let mut problems = Vec::new();
        for (key, item) in document.as_table() {
            if let Some(tables) = item.as_array_of_tables().filter(|_| key == article_rules::SECTION) {
                articles = tables.iter().filter_map(|table| article_rules::parse(table, text, &mut problems)).collect();
                continue;
            }
            let verb = [Verb::Mute, Verb::Follow].into_iter().find(|verb| verb.as_str() == key);
            let (Some(verb), Some(tables)) = (verb, item.as_array_of_tables()) else {
                let line = item.span().map_or(0, |span| line_of(text, span.start));
                problems.push((
                    line,
                    format!("{key}: unknown section; begin a rule with [[article]], [[mute]] or [[follow]]"),
                ));
                continue;
            };
            for (place, table) in tables.iter().enumerate() {
                let start = table.span().map_or(0, |span| span.start);
                found.extend(parse_rule(verb, table, text, &mut problems).map(|rule| (start, place, rule)));
            }
        }
        problems.extend(article_rules::same_names(&articles));
        if let Some(first) = articles.get(MAX_RULES) {
            problems.push((first.line, format!("[[article]]: too many rules for articles: at most {MAX_RULES}")));
        }
        SettingsError::check(problems)?;
        // [[mute]] and [[follow]] may alternate; users see the rules in the order of the file.
        found.sort_by_key(|(start, ..)| *start);
        let (tables, rules) = found.into_iter().map(|(_, place, rule)| (place, rule)).unzip();
        Ok(Self { file: file.to_path_buf(), document: document.into_mut(), rules: Rules(rules), tables, articles })
    }

    /// Returns the rules for articles in the order of the file.
    pub fn article_rules(&self) -> impl Iterator<Item = &ArticleRule> {
        self.articles.iter().map(|table| &table.rule)
    }

    /// Checks that the commands that rules run exist, and that they run behind the screen and end.
    pub fn check_commands(&self, commands: &[Command]) -> Result<(), SettingsError> {
        article_rules::check_commands(&self.articles, commands).map_err(|error| error.in_file(&self.file))
    }

    /// Adds a rule for articles after the others; returns false if there is one with its name.
    pub fn add_article_rule(&mut self, rule: &ArticleRule) -> Result<bool, SettingsError> {
        if self.article_rules().any(|known| known.name == rule.name) {
            return Ok(false);
        }
        self.push(article_rules::SECTION, article_rules::to_table(rule))?;
        Ok(true)
    }

    /// Removes the rule for articles with this name, with the remarks above it.
    pub fn remove_article_rule(&mut self, name: &str) -> Result<Option<ArticleRule>, SettingsError> {
        let Some(at) = self.articles.iter().position(|table| table.rule.name.as_str() == name) else { return Ok(None) };
        let removed = self.articles.get(at).map(|table| table.rule.clone());
        let tables = self.document.get_mut(article_rules::SECTION).and_then(Item::as_array_of_tables_mut);
        let mut head = String::new();
        if let Some(tables) = tables {
            // Remarks above the first rule may be about the whole file, so they stay.
            let prefix = tables.get(at).filter(|_| at == 0).and_then(|table| table.decor().prefix()?.as_str());
            prefix.map(str::trim_end).unwrap_or_default().clone_into(&mut head);
            tables.remove(at);
        }
        if !head.is_empty() {
            let own = self.document.trailing().as_str().unwrap_or_default();
            let joined = format!("{head}\n{own}");
            self.document.set_trailing(joined);
        }
        self.reparse()?;
        Ok(removed)
    }

    /// Returns all rules for comments in the order of the file.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Adds a rule after the others with its verb; returns false if the file has it already.
    pub fn add(&mut self, rule: &Rule) -> Result<bool, SettingsError> {
        if self.rules.0.contains(rule) {
            return Ok(false);
        }
        self.push(rule.verb().as_str(), to_table(rule))?;
        Ok(true)
    }

    /// Adds a table after the others of its kind.
    fn push(&mut self, key: &str, mut table: Table) -> Result<(), SettingsError> {
        // A file without rules has only trailing comments; the new rule goes below them.
        let head = self.document.trailing().as_str().unwrap_or_default().trim_end().to_owned();
        let is_first = self.rules.is_empty() && self.articles.is_empty();
        if is_first && !head.is_empty() {
            table.decor_mut().set_prefix(format!("{head}\n\n"));
            self.document.set_trailing("");
        } else if !is_first {
            table.decor_mut().set_prefix("\n");
        }
        let entry = self.document.entry(key).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        if let Some(tables) = entry.as_array_of_tables_mut() {
            tables.push(table);
        }
        self.reparse()
    }

    /// Removes the rule at an index of [`RulesFile::rules`], with the comments above it.
    pub fn remove(&mut self, at: usize) -> Result<Option<Rule>, SettingsError> {
        let (Some(rule), Some(&place)) = (self.rules.0.get(at).cloned(), self.tables.get(at)) else { return Ok(None) };
        // Comments above the first rule may be about the whole file, so they stay.
        if at == 0 {
            self.move_head_down();
        }
        let tables = self.document.get_mut(rule.verb().as_str()).and_then(Item::as_array_of_tables_mut);
        if let Some(tables) = tables {
            tables.remove(place);
        }
        self.reparse().map(|()| Some(rule))
    }

    /// Removes and returns all rules for which `is_unwanted` is true.
    pub fn remove_all(&mut self, is_unwanted: impl Fn(&Rule) -> bool) -> Result<Vec<Rule>, SettingsError> {
        let mut removed = Vec::new();
        while let Some(at) = self.rules.0.iter().position(&is_unwanted) {
            removed.extend(self.remove(at)?);
        }
        Ok(removed)
    }

    /// Adds a rule, and removes and returns those that do the opposite. `None` if nothing changes.
    pub fn put(&mut self, rule: &Rule) -> Result<Option<Vec<Rule>>, SettingsError> {
        let is_new = self.add(rule)?;
        let opposites = self.remove_all(|known| known.is_about_same(rule) && known.verb() != rule.verb())?;
        Ok((is_new || !opposites.is_empty()).then_some(opposites))
    }

    /// Writes the file, whole or not at all.
    pub fn save(&self) -> Result<(), SettingsError> {
        super::replace(&self.file, &self.document.to_string())
    }

    /// Moves the comments above the first rule above those of the second, or to the end of the file.
    fn move_head_down(&mut self) {
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

    /// Finds the tables of all rules again after an edit.
    fn reparse(&mut self) -> Result<(), SettingsError> {
        *self = Self::parse(&self.document.to_string(), &self.file)?;
        Ok(())
    }
}

/// Parses one rule; adds what is wrong with it to `problems`.
fn parse_rule(verb: Verb, table: &Table, text: &str, problems: &mut Vec<(usize, String)>) -> Option<Rule> {
    let head = format!("[[{}]]", verb.as_str());
    let table_line = table.span().map_or(0, |span| line_of(text, span.start));
    let known_problems = problems.len();
    let mut matchers = Vec::new();
    let mut on = None;
    for (key, item) in table {
        let line = item.span().map_or(table_line, |span| line_of(text, span.start));
        if !KEYS.contains(&key) {
            let keys = format!("use one of {MATCHERS}, and on");
            let hint = nearest(key, KEYS).map_or(keys, |name| format!("did you mean {name}?"));
            problems.push((line, format!("{head} {key}: unknown key; {hint}")));
            continue;
        }
        let string = item.as_str().map(str::to_owned);
        let matcher = match key {
            "author" => string.map(Matcher::Author),
            "word" => string.map(Matcher::Word),
            "site" => string.map(Matcher::Site),
            "score_below" => item.as_integer().map(Matcher::ScoreBelow),
            _ if string.is_some() => {
                on = string;
                continue;
            }
            _ => None,
        };
        if let Some(matcher) = matcher {
            matchers.push((line, matcher));
        } else {
            let given = item.span().and_then(|span| text.get(span)).unwrap_or_default();
            let allowed = if key == "score_below" { "a whole number such as -4" } else { "text in quotes" };
            problems.push((line, format!("{head} {key} = {given}: must be {allowed}")));
        }
    }
    if problems.len() > known_problems {
        return None;
    }
    let Some((line, matcher)) = matchers.pop().filter(|_| matchers.is_empty()) else {
        problems.push((table_line, format!("{head}: needs exactly one of {MATCHERS}")));
        return None;
    };
    let rule = Rule::new(verb, matcher, on.as_deref());
    rule.map_err(|error| problems.push((line, format!("{head} {error}")))).ok()
}

fn to_table(rule: &Rule) -> Table {
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
    fn rules_are_listed_in_the_order_of_the_file() {
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
    fn adding_and_removing_a_rule_restores_the_file() {
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
    fn a_rule_replaces_its_opposite() {
        let mut file = parse(TEXT).unwrap();
        let rule = |verb, name: &str| Rule::new(verb, Matcher::Author(name.into()), None).unwrap();
        assert_eq!(file.put(&rule(Verb::Follow, "BOB")).unwrap(), Some(vec![rule(Verb::Mute, "Bob")]));
        assert_eq!(file.put(&rule(Verb::Follow, "BOB")).unwrap(), None);
        assert_eq!(file.put(&rule(Verb::Mute, "Cy")).unwrap(), Some(Vec::new()));
        let tea = Rule::new(Verb::Follow, Matcher::Word("tea".into()), None).unwrap();
        assert_eq!(file.put(&tea).unwrap(), Some(Vec::new()), "the known rule has another scope");
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
    fn errors_name_the_file_the_line_and_what_is_allowed() {
        for (text, line, word) in [
            ("[[mute]]\nauthr = \"Bob\"\n", ":2:", "[[mute]] authr: unknown key; did you mean author?"),
            ("[[mute]]\nname = \"Bob\"\n", ":2:", "author, word, site, score_below, and on"),
            ("[[mute]]\n\n[[follow]]\nauthor = \"\"\n", ":1:", "exactly one"),
            ("[[follow]]\nauthor = \" \"\n", ":2:", "anonymous"),
            ("[[mute]]\nauthor = \"a\"\nword = \"b\"\n", ":1:", "exactly one"),
            ("[[mute]]\nscore_below = \"4\"\n", ":2:", "whole number"),
            ("[[mute]]\nword = 4\n", ":2:", "quotes"),
            ("[[mute]]\nsite = \"a b\"\n", ":2:", "spam.example"),
            ("[[follow]]\nscore_below = 4\n", ":2:", "muted"),
            ("[[silence]]\nword = \"x\"\n", "rules.toml:", "[[article]], [[mute]] or [[follow]]"),
            ("[mute]\nword = \"x\"\n", ":1:", "[[mute]]"),
            ("[[mute]]\nword = \n", ":2:", ""),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("rules.toml") && error.contains(line) && error.contains(word), "{error}");
        }
        let text = "[[mute]]\nauthr = \"Bob\"\nword = 4\n\n[[follow]]\n\n[[mute]]\nscore_below = \"low\"\n[other]\n";
        let error = parse(text).unwrap_err();
        let lines: Vec<String> = error.lines().map(|line| line.split(": ").next().unwrap().to_owned()).collect();
        assert_eq!(lines, [2, 3, 5, 8, 9].map(|line| format!("rules.toml:{line}")), "all are reported: {error}");
        assert!(error.to_string().contains("[[mute]] word = 4: must be text in quotes"), "{error}");
    }

    #[test]
    fn the_example_parses_with_and_without_its_comments() {
        let file = parse(EXAMPLE_RULES).unwrap();
        assert!(file.rules().is_empty() && file.article_rules().count() == 0, "an example must do nothing");
        let uncommented = |line: &str| {
            line.strip_prefix("# ").filter(|line| line.starts_with("[[") || line.contains(" = ")).map(str::to_owned)
        };
        let live: Vec<String> = EXAMPLE_RULES.lines().filter_map(uncommented).collect();
        let file = parse(&live.join("\n")).unwrap();
        assert!(file.rules().0.len() >= 5 && file.article_rules().count() >= 4);
    }
}

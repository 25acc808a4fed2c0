//! The `[[article]]` tables of `rules.toml`: rules for new articles.
//!
//! `rules` reads the file. What a query matches is left to `store`.

use toml_edit::{Array, Item, Table, value};

use super::{Command, CommandRun, SettingsError};
use crate::domain::suggest::hint;
use crate::domain::tags::tag;
use crate::domain::text::line_of;
use crate::domain::{ArticleRule, RuleAction};

/// The tables of rules for articles.
pub(super) const SECTION: &str = "article";
/// The most characters of a rule's name.
const MAX_NAME: usize = 60;
/// The highest score that a rule adds, and the lowest below zero.
const MAX_SCORE: i64 = 1_000_000;
/// The most characters of a wrong value that an error repeats.
const MAX_GIVEN: usize = 60;

/// A rule for articles, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct ArticleTable {
    pub(super) rule: ArticleRule,
    /// Line of the table, from 1.
    pub(super) line: usize,
}

/// Parses one rule for articles; adds what is wrong with it to `problems`.
pub(super) fn parse(table: &Table, text: &str, problems: &mut Vec<(usize, String)>) -> Option<ArticleTable> {
    let line = table.span().map_or(0, |span| line_of(text, span.start));
    let known_problems = problems.len();
    let (mut name, mut query, mut actions) = (None, None, Vec::new());
    for (key, item) in table {
        let at = item.span().map_or(line, |span| line_of(text, span.start));
        let result = match key {
            "name" => words(item, MAX_NAME).map(|words| name = Some(words)),
            "query" => match item.as_str() {
                Some(words) if !words.trim().is_empty() => {
                    query = Some((at, words));
                    Ok(())
                }
                _ => Err("must be text in quotes, such as \"title:linux\"".to_owned()),
            },
            key if RuleAction::KEYS.contains(&key) => action(key, item).map(|some| actions.extend(some)),
            key => {
                let keys: Vec<&str> = ["query", "name"].iter().chain(RuleAction::KEYS).copied().collect();
                problems.push((at, format!("[[article]] {key}: unknown key; {}", hint(key, &keys))));
                continue;
            }
        };
        if let Err(allowed) = result {
            problems.push((at, format!("[[article]] {key} = {}: {allowed}", given(item, text))));
        }
    }
    if query.is_none() && problems.len() == known_problems {
        problems.push((line, "[[article]]: needs query, such as query = \"title:linux\"".to_owned()));
    }
    if actions.is_empty() && problems.len() == known_problems {
        problems.push((line, format!("[[article]]: does nothing; add one of {}", RuleAction::KEYS.join(", "))));
    }
    let (at, query) = query?;
    let rule = ArticleRule::new(name, query, actions);
    let rule = rule.map_err(|error| problems.push((at, format!("[[article]] query: {error}")))).ok();
    rule.filter(|_| problems.len() == known_problems).map(|rule| ArticleTable { rule, line })
}

/// Says which rules have a name that an earlier one has.
pub(super) fn same_names(rules: &[ArticleTable]) -> Vec<(usize, String)> {
    let earlier = |at: usize, name: &str| rules.iter().take(at).find(|known| known.rule.name.as_str() == name);
    let twice = rules.iter().enumerate().filter_map(|(at, table)| {
        let first = earlier(at, &table.rule.name)?;
        Some((table.line, format!("[[article]] {}: line {} has a rule with this name", table.rule.name, first.line)))
    });
    twice.collect()
}

/// Checks that the commands of the rules exist, and that they can run behind the screen and end.
pub(super) fn check_commands(rules: &[ArticleTable], commands: &[Command]) -> Result<(), SettingsError> {
    let mut problems = Vec::new();
    for ArticleTable { rule, line } in rules {
        for action in &rule.actions {
            let RuleAction::Run(name) = action else { continue };
            let why = match commands.iter().find(|command| command.name == *name) {
                None => {
                    let names: Vec<&str> = commands.iter().map(|command| command.name.as_str()).collect();
                    let hint = if names.is_empty() { "it has no commands".to_owned() } else { hint(name, &names) };
                    format!("no such command in commands.toml; {hint}")
                }
                Some(command) if command.run != CommandRun::Background => {
                    "a rule runs commands behind the screen; this one needs the terminal".to_owned()
                }
                Some(command) if command.time_limit == 0 => {
                    "a rule runs commands that end; give this one a time_limit in commands.toml".to_owned()
                }
                Some(_) => continue,
            };
            problems.push((*line, format!("[[article]] run = \"{name}\": {why}")));
        }
    }
    SettingsError::check(problems)
}

/// Makes the table of a rule.
pub(super) fn to_table(rule: &ArticleRule) -> Table {
    let mut table = Table::new();
    if rule.name.as_str() != rule.text {
        table["name"] = value(rule.name.as_str());
    }
    table["query"] = value(&rule.text);
    let mut tags = Array::new();
    for action in &rule.actions {
        match action {
            RuleAction::Tag(tag) => {
                tags.push(tag.as_str());
                table["tag"] = value(tags.clone());
            }
            RuleAction::Score(score) => table["score"] = value(i64::from(*score)),
            RuleAction::Run(command) => table["run"] = value(command),
            switch => table[switch.key()] = value(true),
        }
    }
    table
}

/// Reads the actions of a key. The error says what the key allows.
fn action(key: &str, item: &Item) -> Result<Vec<RuleAction>, String> {
    match key {
        "tag" => {
            let names: Option<Vec<&str>> = match (item.as_str(), item.as_array()) {
                (Some(one), _) => Some(vec![one]),
                (None, Some(several)) => several.iter().map(toml_edit::Value::as_str).collect(),
                (None, None) => None,
            };
            let names = names.filter(|names| !names.is_empty()).ok_or("must be a list of tags, such as [\"rust\"]")?;
            names.into_iter().map(|name| tag(name).map(RuleAction::Tag).map_err(|error| error.to_string())).collect()
        }
        "score" => {
            let score = item.as_integer().filter(|score| (-MAX_SCORE..=MAX_SCORE).contains(score));
            let score = score.and_then(|score| i32::try_from(score).ok());
            let allowed = format!("must be a whole number from -{MAX_SCORE} to {MAX_SCORE}");
            score.map(|score| vec![RuleAction::Score(score)]).ok_or(allowed)
        }
        "run" => Ok(vec![RuleAction::Run(words(item, MAX_NAME)?.to_owned())]),
        key => {
            let is_on = item.as_bool().ok_or("must be true or false")?;
            Ok(RuleAction::of_switch(key).filter(|_| is_on).into_iter().collect())
        }
    }
}

fn words(item: &Item, most: usize) -> Result<&str, String> {
    let words = item.as_str().map(str::trim).filter(|words| !words.is_empty()).ok_or("must be text in quotes")?;
    if words.chars().count() > most { Err(format!("must be at most {most} characters")) } else { Ok(words) }
}

/// Returns a value as the user wrote it, shortened.
fn given(item: &Item, text: &str) -> String {
    let source = item.span().and_then(|span| text.get(span)).unwrap_or_default();
    let short: String = source.chars().take(MAX_GIVEN).collect();
    if short.len() < source.len() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::Text;
    use crate::settings::{RulesFile, Settings};

    const TEXT: &str = "# mine\n[[mute]]\nauthor = \"Bob\" # again\n\n# good\n[[follow]]\nauthor = \"Ann\"\n# end\n";

    fn parse(text: &str) -> Result<RulesFile, SettingsError> {
        RulesFile::parse(text, Path::new("rules.toml"))
    }

    fn article(name: &str, query: &str) -> ArticleRule {
        let actions = vec![RuleAction::Hide, RuleAction::Tag(Text::line("a b")), RuleAction::Score(-3)];
        ArticleRule::new(Some(name), query, actions).unwrap()
    }

    #[test]
    fn rules_for_articles_are_read_in_order_beside_the_others() {
        let text = "[[article]]\nquery = \"title:cup\"\nhide = true\nread = false\n\n[[mute]]\nword = \"x\"\n\n[[article]]\nname = \"Good\"\nquery = \"author:Ann\"\nstar = true\ntag = [\"#good\", \"to read\"]\nscore = 5\nhighlight = true\nfull_text = true\ncomments = true\naudio = true\nnotify = true\nrun = \"mpv\"\n";
        let file = parse(text).unwrap();
        let rules: Vec<String> = file.article_rules().map(ToString::to_string).collect();
        assert_eq!(
            rules,
            [
                "hide: title:cup",
                "star, tag good, tag to read, score +5, highlight, fetch full text, fetch comments, download audio, \
                 notify, run mpv: author:Ann (Good)"
            ]
        );
        assert_eq!(file.rules().0.len(), 1);
    }

    #[test]
    fn a_rule_for_articles_is_added_and_removed_again() {
        for text in [
            "",
            "# only words\n#\n# [[article]]\n# hide = true\n",
            TEXT,
            "# a\n[[article]]\nquery = \"x\"\nstar = true\n",
        ] {
            let folder = tempfile::tempdir().unwrap();
            let name = folder.path().join("rules.toml");
            let written = |file: &RulesFile| {
                file.save().unwrap();
                std::fs::read_to_string(&name).unwrap()
            };
            let mut file = RulesFile::parse(text, &name).unwrap();
            let rule = article("Sport", "title:\"the cup\" -author:/^a\\d/");
            assert!(file.add_article_rule(&rule).unwrap() && !file.add_article_rule(&rule).unwrap());
            let with_rule = written(&file);
            assert_eq!(parse(&with_rule).unwrap().article_rules().last(), Some(&rule), "{with_rule}");
            assert_eq!(file.remove_article_rule("Sport").unwrap(), Some(rule));
            assert_eq!(file.remove_article_rule("Sport").unwrap(), None);
            assert_eq!(written(&file).trim_end(), text.trim_end());
        }
    }

    #[test]
    fn errors_in_rules_for_articles_say_what_is_allowed() {
        let long = format!("[[article]]\nquery = \"{}\"\nhide = true\n", "x ".repeat(5_000));
        for (text, line, word) in [
            ("[[article]]\nquery = \"x\"\n", ":1:", "does nothing; add one of hide, read, star"),
            ("[[article]]\nquery = \"x\"\nhide = false\n", ":1:", "does nothing"),
            ("[[article]]\nhide = true\n", ":1:", "needs query"),
            ("[[article]]\nquery = \" \"\nhide = true\n", ":2:", "[[article]] query = \" \": must be text in quotes"),
            ("[[article]]\nquery = \"x\"\nhyde = true\n", ":3:", "[[article]] hyde: unknown key; did you mean hide?"),
            ("[[article]]\nquery = \"x\"\nhide = \"yes\"\n", ":3:", "must be true or false"),
            ("[[article]]\nquery = \"x\"\nscore = 1.5\n", ":3:", "must be a whole number from -1000000 to 1000000"),
            ("[[article]]\nquery = \"x\"\ntag = 5\n", ":3:", "must be a list of tags"),
            ("[[article]]\nquery = \"x\"\ntag = []\n", ":3:", "must be a list of tags"),
            ("[[article]]\nquery = \"x\"\ntag = [\"#\"]\n", ":3:", "a tag has no name"),
            ("[[article]]\nquery = \"x\"\nname = \"\"\nhide = true\n", ":3:", "must be text in quotes"),
            ("[[article]]\nquery = \"color:red\"\nhide = true\n", ":2:", "unknown filter `color:`"),
            ("[[article]]\nquery = \"title:/(/\"\nhide = true\n", ":2:", "not a regular expression"),
            (&long, ":2:", "query too long: at most 1000 characters"),
            (
                "[[article]]\nquery = \"x\"\nhide = true\n\n[[article]]\nquery = \"x\"\nstar = true\n",
                ":5:",
                "x: line 1 has a rule with this name",
            ),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("rules.toml") && error.contains(line) && error.contains(word), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
        let many = "[[article]]\nquery = \"x\"\nhide = true\nname = \"N\"\n";
        let many: String = (0..501).map(|n| many.replace('N', &n.to_string())).collect();
        assert!(
            parse(&many)
                .unwrap_err()
                .to_string()
                .contains(":2001: [[article]]: too many rules for articles: at most 500")
        );
    }

    #[test]
    fn a_command_of_a_rule_must_exist_and_end() {
        let commands = "[[command]]\nname = \"mpv\"\ncommand = [\"mpv\"]\ntime_limit = 0\n[[command]]\nname = \"vi\"\ncommand = [\"vi\"]\nrun = \"terminal\"\n[[command]]\nname = \"save\"\ncommand = [\"save\"]\n";
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("commands.toml"), commands).unwrap();
        for (name, want) in [
            ("save", ""),
            ("sav", "no such command in commands.toml; did you mean save?"),
            ("mpv", "give this one a time_limit"),
            ("vi", "this one needs the terminal"),
        ] {
            let rules = format!("[[article]]\nquery = \"x\"\nrun = \"{name}\"\n");
            std::fs::write(folder.path().join("rules.toml"), rules).unwrap();
            let error = Settings::load(Some(folder.path())).map_or_else(|error| error.to_string(), |_| String::new());
            assert!(error.contains(want) && want.is_empty() == error.is_empty(), "{name}: {error}");
        }
    }
}

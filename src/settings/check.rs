//! Compares `config.toml` with the table of settings and reports every problem at once.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::SettingsError;
use super::schema::{Kind, SETTINGS, SITE, section};
use super::site::check_sites;
use crate::domain::suggest::hint;
use crate::domain::text::line_of;

/// The most characters of a wrong value that an error repeats.
const MAX_VALUE: usize = 60;

/// Problems with their lines.
type Problems = Vec<(usize, String)>;

/// Parses TOML; the error has all mistakes of syntax.
pub(super) fn parse_toml(text: &str) -> Result<DeTable<'_>, SettingsError> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let problem = |error: &toml::de::Error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        (line, error.message().to_owned())
    };
    SettingsError::check(errors.iter().map(problem))?;
    Ok(table.into_inner())
}

/// Parses TOML that tidings will change, with its comments and layout; the error has all mistakes of syntax.
pub(super) fn parse_document(text: &str) -> Result<toml_edit::Document<&str>, SettingsError> {
    // toml_edit stops at the first mistake.
    parse_toml(text)?;
    toml_edit::Document::parse(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        SettingsError::at(line, error.message())
    })
}

/// Checks the parsed text of `config.toml`.
pub(super) fn check(text: &str, root: &DeTable<'_>) -> Result<(), SettingsError> {
    let mut problems = Problems::new();
    for (name, value) in root {
        let line = line_of(text, name.span().start);
        let name = name.get_ref();
        if name == SITE {
            check_tables(text, line, value, &mut problems);
            continue;
        }
        match value.get_ref().as_table() {
            Some(table) if is_section(name) => check_section(text, &format!("[{name}]"), name, table, &mut problems),
            Some(_) => problems.push((line, format!("[{name}]: unknown section; {}", hint(name, &sections())))),
            None => problems.push((line, stray(name, &given(text, value)))),
        }
    }
    SettingsError::check(problems)
}

/// Checks the tables that begin with `[[site]]`.
fn check_tables(text: &str, line: usize, value: &Spanned<DeValue<'_>>, problems: &mut Problems) {
    let head = format!("[[{SITE}]]");
    let items = value.get_ref().as_array().map(|items| items.iter());
    let tables: Option<Vec<_>> = items.and_then(|mut items| {
        items.try_fold(Vec::new(), |mut tables, item| {
            tables.push((line_of(text, item.span().start), item.get_ref().as_table()?));
            Some(tables)
        })
    });
    let Some(tables) = tables else {
        let given =
            if value.get_ref().is_table() { format!("[{SITE}]") } else { format!("{SITE} = {}", given(text, value)) };
        problems.push((line, format!("{given}: begin each site with {head}")));
        return;
    };
    for (_, table) in &tables {
        check_section(text, &head, SITE, table, problems);
    }
    check_sites(text, &tables, problems);
}

/// Returns the line of a setting that `config.toml` has; 0 if it has none.
pub(super) fn line_of_setting(text: &str, section: &str, key: &str) -> usize {
    let (root, _) = DeTable::parse_recoverable(text);
    let table = root.get_ref().get(section).and_then(|table| table.get_ref().as_table());
    table.and_then(|table| table.get(key)).map_or(0, |value| line_of(text, value.span().start))
}

fn sections() -> Vec<&'static str> {
    let mut names: Vec<&str> = SETTINGS.iter().map(|setting| setting.section).collect();
    names.dedup();
    names.retain(|name| !name.contains('.'));
    names
}

fn is_section(name: &str) -> bool {
    sections().contains(&name)
}

/// Explains a value outside all sections.
fn stray(name: &str, given: &str) -> String {
    if is_section(name) {
        return format!("{name} = {given}: {name} is a section; begin it with [{name}]");
    }
    match SETTINGS.iter().find(|setting| setting.key == name) {
        Some(setting) => format!("{name} = {given}: belongs to a section; write it below [{}]", setting.section),
        None => format!("{name}: unknown section; {}", hint(name, &sections())),
    }
}

/// Checks the settings of a section, whose header is `head`.
fn check_section(text: &str, head: &str, name: &str, table: &DeTable<'_>, problems: &mut Problems) {
    for (key, value) in table {
        let line = line_of(text, key.span().start);
        let key = key.get_ref();
        let Some(setting) = section(name).find(|setting| setting.key == key) else {
            problems.push((line, format!("{head} {key}: unknown setting; {}", hint_setting(name, key))));
            continue;
        };
        if let Some(wrong) = setting.kind.first_invalid(value) {
            if matches!(setting.kind, Kind::Headers) {
                let message = format!("{head} {key}: must be {}", setting.kind.allowed());
                problems.push((line_of(text, wrong.span().start), message));
                continue;
            }
            let verb = if wrong.span() == value.span() { "=" } else { "has" };
            let message = format!("{head} {key} {verb} {}: must be {}", given(text, wrong), setting.kind.allowed());
            problems.push((line_of(text, wrong.span().start), message));
        } else if let (Kind::Tables(inner), Some(items)) = (setting.kind, value.get_ref().as_array()) {
            for item in items.iter().filter_map(|item| item.get_ref().as_table()) {
                check_section(text, &format!("[[{inner}]]"), inner, item, problems);
            }
        }
    }
}

/// Names the section that an unknown key belongs to, else the nearest key of its own section.
fn hint_setting(name: &str, key: &str) -> String {
    match SETTINGS.iter().find(|setting| setting.key == key) {
        Some(setting) => format!("it belongs to [{}]", setting.section),
        None => hint(key, &section(name).map(|setting| setting.key).collect::<Vec<_>>()),
    }
}

/// Returns a value as the user wrote it, shortened.
fn given(text: &str, value: &Spanned<DeValue<'_>>) -> String {
    let source = text.get(value.span()).unwrap_or_default();
    let short: String = source.chars().take(MAX_VALUE).collect();
    if short.len() < source.len() { short + "…" } else { short }
}

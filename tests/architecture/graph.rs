//! Which file imports which, read from the source itself.
//!
//! A path in a `use` or in the code counts as an import of the file that holds its longest known module. A `mod` line does
//! not: it says where a file is, not that its content is needed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file.
pub(crate) struct File {
    /// Its text without tests and comments.
    pub(crate) code: String,
    /// The paths that it names, from the crate's root.
    paths: BTreeSet<Vec<String>>,
}

impl File {
    /// The top modules that it names.
    pub(crate) fn layers(&self) -> BTreeSet<String> {
        self.paths.iter().filter_map(|path| path.first().cloned()).collect()
    }
}

/// All source files, by their path below the root.
pub(crate) struct Graph {
    pub(crate) files: BTreeMap<PathBuf, File>,
    imports: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Graph {
    pub(crate) fn read(root: &Path) -> Self {
        let mut files = BTreeMap::new();
        for path in source_files(root) {
            let inside = path.strip_prefix(root).unwrap().to_path_buf();
            let code = code(&fs::read_to_string(&path).unwrap());
            let paths = paths(&code, &module_of(&inside));
            files.insert(inside, File { code, paths });
        }
        let modules: BTreeMap<Vec<String>, &PathBuf> = files.keys().map(|file| (module_of(file), file)).collect();
        let target = |path: &Vec<String>| {
            (1..=path.len()).rev().find_map(|len| modules.get(&path[..len])).map(|file| (*file).clone())
        };
        let imports = files.iter().map(|(name, file)| {
            let others = file.paths.iter().filter_map(target).filter(|other| other != name);
            (name.clone(), others.collect())
        });
        let imports = imports.collect();
        Self { files, imports }
    }

    /// Every file with the files that it imports.
    pub(crate) fn imports(&self) -> impl Iterator<Item = (&Path, &BTreeSet<PathBuf>)> {
        self.imports.iter().map(|(file, others)| (file.as_path(), others))
    }

    /// Every file that a file needs, by however many steps.
    pub(crate) fn reached_from(&self, file: &Path) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![file.to_path_buf()];
        while let Some(next) = waiting.pop() {
            for other in &self.imports[&next] {
                if found.insert(other.clone()) {
                    waiting.push(other.clone());
                }
            }
        }
        found
    }

    /// Whether a file needs another.
    pub(crate) fn reaches(&self, file: &Path, other: &Path) -> bool {
        file == other || self.reached_from(file).contains(other)
    }

    /// A circle of imports among the files that are meant; empty when there is none.
    pub(crate) fn circle(&self, is_meant: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
        let mut done: BTreeSet<&Path> = BTreeSet::new();
        for start in self.imports.keys().filter(|file| is_meant(file)) {
            // The way so far, with the imports of each file that have not been followed yet.
            let mut way: Vec<(&Path, Vec<&PathBuf>)> = vec![(start, self.imports[start].iter().collect())];
            while let Some((file, rest)) = way.last_mut() {
                let Some(next) = rest.pop() else {
                    done.insert(file);
                    way.pop();
                    continue;
                };
                if let Some(at) = way.iter().position(|(file, _)| *file == next) {
                    return way[at..].iter().map(|(file, _)| file.to_path_buf()).chain([next.clone()]).collect();
                }
                if is_meant(next) && !done.contains(next.as_path()) {
                    way.push((next, self.imports[next].iter().collect()));
                }
            }
        }
        Vec::new()
    }
}

/// Every source file below a folder, without those that only hold tests.
pub(crate) fn source_files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    files
}

/// The text without comments and tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    // `pub(in path)` says who may import, and imports nothing.
    lines.join("\n").replace("pub(in crate::", "pub(in ")
}

/// `app/reader/mod.rs` is `app::reader`.
fn module_of(file: &Path) -> Vec<String> {
    let mut names: Vec<String> = file.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
    let last = names.pop().unwrap();
    let last = last.trim_end_matches(".rs");
    if !matches!(last, "mod" | "lib" | "main") {
        names.push(last.to_owned());
    }
    names
}

/// The paths that the code of a module names, from the crate's root.
fn paths(code: &str, module: &[String]) -> BTreeSet<Vec<String>> {
    let children: BTreeSet<&str> = code
        .lines()
        .filter_map(|line| line.trim_end().strip_suffix(';')?.rsplit_once("mod ").map(|(_, name)| name))
        .collect();
    let mut found = BTreeSet::new();
    let mut rest = code;
    let mut previous = String::new();
    while let Some(at) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        let before = rest[..at].chars().next_back();
        let word: String = rest[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let behind = &rest[at + word.len()..];
        // A name behind `.` or `::` is part of another path or a field.
        let is_start = before.is_none_or(|c| !matches!(c, '.' | ':' | '"' | '\'')) || rest[..at].ends_with(": ");
        let tail = behind.strip_prefix("::").filter(|_| is_start);
        if let Some(tail) = tail {
            let mut base = module.to_vec();
            let first = match word.as_str() {
                "crate" => {
                    base.clear();
                    true
                }
                "self" => true,
                "super" => {
                    base.pop();
                    true
                }
                child if children.contains(child) => {
                    base.push(child.to_owned());
                    true
                }
                _ => false,
            };
            if first {
                expand(&base, tail, &mut found);
            }
        } else if previous == "use" {
            // `use child;` of a re-export.
            if children.contains(word.as_str()) && behind.starts_with(';') {
                found.insert([module, std::slice::from_ref(&word)].concat());
            }
        }
        rest = behind;
        previous = word;
    }
    found
}

/// Adds what stands behind `base::`: a path, or a group of paths in braces.
fn expand(base: &[String], tail: &str, found: &mut BTreeSet<Vec<String>>) {
    if let Some(group) = tail.strip_prefix('{') {
        let mut depth = 1;
        let mut start = 0;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if (c == ',' && depth == 1) || depth == 0 {
                let item = group[start..at].trim();
                if !item.is_empty() {
                    expand(base, item, found);
                }
                start = at + 1;
            }
            if depth == 0 {
                return;
            }
        }
        return;
    }
    let name: String = tail.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let behind = &tail[name.len()..];
    let mut path = base.to_vec();
    match name.as_str() {
        "super" => drop(path.pop()),
        "self" | "" => {}
        name => path.push(name.to_owned()),
    }
    match behind.strip_prefix("::") {
        Some(tail) if !tail.starts_with('<') => expand(&path, tail, found),
        _ => drop(found.insert(path)),
    }
}

/// The functions that have more lines than that, with how many.
pub(crate) fn long_functions(code: &str, most: usize) -> impl Iterator<Item = (String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut long = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let head = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(super) ");
        let head = head.split_once("fn ").filter(|(before, _)| {
            before
                .split_whitespace()
                .all(|word| word.starts_with("pub(") || matches!(word, "async" | "const" | "in") || word.ends_with(')'))
        });
        let Some((_, name)) = head else { continue };
        let closing = format!("{}}}", " ".repeat(indent));
        if let Some(end) = lines[start..].iter().position(|line| *line == closing).filter(|end| end + 1 > most) {
            let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            long.push((name, end + 1));
        }
    }
    long.into_iter()
}

#[test]
fn paths_are_read_in_every_form() {
    let module = ["app".to_owned(), "reader".to_owned()];
    for (code, expected) in [
        ("use crate::store;", "store"),
        ("use crate::{domain::Text, net};", "domain::Text net"),
        ("use crate::page::{self, LIMIT};", "page page::LIMIT"),
        ("use super::model::Model;", "app::model::Model"),
        ("use super::super::ui;", "ui"),
        ("mod tree;\nfn f() { tree::show(1) }", "app::reader::tree::show"),
        ("mod tree;\npub use tree;", "app::reader::tree"),
        ("fn f(x: crate::sync::Ask) { x.net::<u8>() }", "sync::Ask"),
    ] {
        let found: Vec<String> = paths(code, &module).into_iter().map(|path| path.join("::")).collect();
        assert_eq!(found.join(" "), expected, "{code}");
    }
}

#[test]
fn long_functions_are_found() {
    let body = "    let x = 1;\n".repeat(8);
    let code = format!("pub(in crate::app) async fn long(\n    x: u8,\n) {{\n{body}}}\n\nfn short() {{\n}}\n");
    assert_eq!(long_functions(&code, 10).collect::<Vec<_>>(), [("long".to_owned(), 12)]);
    assert_eq!(long_functions(&code, 12).count(), 0);
}

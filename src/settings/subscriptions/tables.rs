//! Changes the entries of `feeds.toml`, each a table in an array of tables, and keeps the user's comments.
//!
//! `toml_edit` writes tables in the order of their positions, not of their indexes.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};

/// Appends an entry behind those of its kind.
pub(super) fn append(document: &mut DocumentMut, kind: &str, table: Table) {
    let entry = document.entry(kind).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(entries) = entry.as_array_of_tables_mut() {
        entries.push(table);
    }
}

/// Removes an entry, with the comments above it. Comments above the first entry of the file may be about the whole file,
/// so they stay.
pub(super) fn take(document: &mut DocumentMut, kind: &str, at: usize) -> Option<Table> {
    let first = positions(document).min();
    let entries = document.get_mut(kind).and_then(Item::as_array_of_tables_mut)?;
    let mut table = entries.get(at)?.clone();
    entries.remove(at);
    if table.position() == first
        && let Some(head) = table.decor().prefix().cloned()
        && let Some(next) = entries.get_mut(at)
    {
        let own = next.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        let joined = format!("{}{own}", head.as_str().unwrap_or_default());
        next.decor_mut().set_prefix(joined);
        table.decor_mut().set_prefix("");
    }
    Some(table)
}

/// Inserts an entry that was taken, before the one with this index or behind the last. It comes back to its place among the
/// entries of other kinds.
pub(super) fn insert(document: &mut DocumentMut, kind: &str, at: usize, mut table: Table) {
    let entries = |document: &DocumentMut| -> Vec<Table> {
        let entries = document.get(kind).and_then(Item::as_array_of_tables);
        entries.map(|entries| entries.iter().cloned().collect()).unwrap_or_default()
    };
    let mut all = entries(document);
    let next = all.get(at).and_then(Table::position);
    let last = next.unwrap_or_else(|| positions(document).max().map_or(0, |last| last + 1));
    let previous = at.checked_sub(1).and_then(|at| all.get(at)).and_then(Table::position);
    let place = table.position().unwrap_or(last).min(last).max(previous.map_or(0, |previous| previous + 1));
    for entry in
        document.iter_mut().filter_map(|(_, item)| item.as_array_of_tables_mut()).flat_map(ArrayOfTables::iter_mut)
    {
        if let Some(position) = entry.position().filter(|position| *position >= place) {
            entry.set_position(Some(position + 1));
        }
    }
    table.set_position(Some(place));
    all = entries(document);
    all.insert(at.min(all.len()), table);
    document.insert(kind, Item::ArrayOfTables(all.into_iter().collect()));
}

/// Sets a key of an entry. Another value keeps the comment behind it.
pub(super) fn set(document: &mut DocumentMut, kind: &str, at: usize, key: &str, to: impl Into<Value>) {
    let entries = document.get_mut(kind).and_then(Item::as_array_of_tables_mut);
    let Some(table) = entries.and_then(|entries| entries.get_mut(at)) else { return };
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(known) => {
            let decor = known.decor().clone();
            *known = to.into();
            *known.decor_mut() = decor;
        }
        None => {
            table.insert(key, value(to));
        }
    }
}

/// Removes a key of an entry.
pub(super) fn unset(document: &mut DocumentMut, kind: &str, at: usize, key: &str) {
    let entries = document.get_mut(kind).and_then(Item::as_array_of_tables_mut);
    if let Some(table) = entries.and_then(|entries| entries.get_mut(at)) {
        table.remove(key);
    }
}

/// Iterates over the positions of all entries.
fn positions(document: &DocumentMut) -> impl Iterator<Item = isize> {
    let arrays = document.iter().filter_map(|(_, item)| item.as_array_of_tables());
    arrays.flat_map(ArrayOfTables::iter).filter_map(Table::position)
}

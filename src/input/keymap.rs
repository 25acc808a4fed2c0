//! Which keys start which action where: the built-in table, and the user's laid over it.
//!
//! `config/keymap.toml` is the default and its own reference. Reading files is left to `settings`.

use std::collections::BTreeMap;

use thiserror::Error;
use toml::Spanned;

use super::key::{Key, parse_keys};
use super::{ACTIONS, Action, Context};
use crate::domain::text::line_of;

/// The keymap that tidings comes with.
pub const DEFAULT_KEYMAP: &str = include_str!("../../config/keymap.toml");

/// One line of a keymap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The sequence.
    pub keys: Vec<Key>,
    /// What it starts.
    pub action: Action,
}

/// What a sequence of keys means so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// It starts this.
    Action(Action),
    /// More keys may follow.
    Prefix,
    /// Nothing.
    Nothing,
}

/// All bindings, in the order of their file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// A keymap that can't be read: which line and why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct KeymapError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, with the words that would be right.
    pub message: String,
}

type Tables = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<String>>>;

impl Keymap {
    /// The built-in keys with `user`'s lines over them.
    pub fn with_user(user: &str) -> Result<Self, KeymapError> {
        let mut map = Self::default();
        map.lay_over(DEFAULT_KEYMAP)?;
        map.lay_over(user)?;
        Ok(map)
    }

    /// Every binding.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// What `keys` mean in `context`, or where its keys fall through to.
    #[must_use]
    pub fn lookup(&self, context: Context, keys: &[Key]) -> Lookup {
        let mut place = Some(context);
        while let Some(here) = place {
            let mut prefix = false;
            for binding in self.bindings.iter().filter(|binding| binding.context == here) {
                if binding.keys == keys {
                    return Lookup::Action(binding.action);
                }
                prefix |= binding.keys.starts_with(keys);
            }
            if prefix {
                return Lookup::Prefix;
            }
            place = here.parent();
        }
        Lookup::Nothing
    }

    /// The sequences that start `action` in `context`, nearest table first; those hidden by a nearer table
    /// are left out.
    #[must_use]
    pub fn keys_for(&self, context: Context, action: Action) -> Vec<&[Key]> {
        let mut found = Vec::new();
        let mut place = Some(context);
        while let Some(here) = place {
            for binding in self.bindings.iter().filter(|b| b.context == here && b.action == action) {
                if self.lookup(context, &binding.keys) == Lookup::Action(action) {
                    found.push(binding.keys.as_slice());
                }
            }
            place = here.parent();
        }
        found
    }

    fn lay_over(&mut self, text: &str) -> Result<(), KeymapError> {
        let tables: Tables = toml::from_str(text).map_err(|error| KeymapError {
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            message: error.message().to_owned(),
        })?;
        // The order of a file is the order of its keys in footer and help.
        let mut lines: Vec<_> = tables
            .iter()
            .flat_map(|(place, lines)| lines.iter().map(move |(keys, action)| (place, keys, action)))
            .collect();
        lines.sort_by_key(|(_, keys, _)| keys.span().start);
        for (place, keys, action) in lines {
            let fail = |at: usize, message: String| KeymapError { line: line_of(text, at), message };
            let context =
                Context::ALL.into_iter().find(|context| context.id() == place.get_ref()).ok_or_else(|| {
                    let known: Vec<&str> = Context::ALL.into_iter().map(Context::id).collect();
                    fail(place.span().start, format!("[{}] is no place; write {}", place.get_ref(), known.join(", ")))
                })?;
            let sequence = parse_keys(keys.get_ref()).map_err(|e| fail(keys.span().start, e.to_string()))?;
            if let Some(key) = sequence.iter().find(|key| context == Context::Writing && key.typed().is_some()) {
                let message =
                    format!("`{key}` types something in [writing]; write keys with ctrl- or alt-, or f1 to f12");
                return Err(fail(keys.span().start, message));
            }
            self.bindings.retain(|binding| binding.context != context || binding.keys != sequence);
            if action.get_ref() == "none" {
                continue;
            }
            let action = Action::from_id(action.get_ref()).ok_or_else(|| {
                let known: Vec<&str> = ACTIONS.iter().map(|spec| spec.id).collect();
                fail(
                    action.span().start,
                    format!("`{}` is no action; write none or one of {}", action.get_ref(), known.join(", ")),
                )
            })?;
            self.bindings.push(Binding { context, keys: sequence, action });
        }
        // A key that is also the beginning of a sequence would hide it; said for the file that brought them together.
        for (place, keys, _) in tables.iter().flat_map(|(place, lines)| lines.iter().map(move |(k, a)| (place, k, a))) {
            let sequence = parse_keys(keys.get_ref()).unwrap_or_default();
            let here = |binding: &&Binding| binding.context.id() == place.get_ref();
            let longer =
                |binding: &&Binding| binding.keys.len() > sequence.len() && binding.keys.starts_with(&sequence);
            let is_bound = self.bindings.iter().any(|binding| here(&binding) && binding.keys == sequence);
            if let Some(hidden) = self.bindings.iter().find(|binding| is_bound && here(binding) && longer(binding)) {
                let hidden: Vec<String> = hidden.keys.iter().map(ToString::to_string).collect();
                return Err(KeymapError {
                    line: line_of(text, keys.span().start),
                    message: format!(
                        "`{}` would hide `{}`; take that away first: \"{}\" = \"none\"",
                        keys.get_ref(),
                        hidden.join(" "),
                        hidden.join(" ")
                    ),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        parse_keys(text).unwrap()
    }

    #[test]
    fn the_nearest_table_wins_and_keys_fall_through() {
        let map = Keymap::with_user("").unwrap();
        assert_eq!(map.lookup(Context::Comments, &keys("j")), Lookup::Action(Action::Down));
        assert_eq!(map.lookup(Context::Comments, &keys("z")), Lookup::Prefix);
        assert_eq!(map.lookup(Context::Comments, &keys("z M")), Lookup::Action(Action::FoldAll));
        assert_eq!(map.lookup(Context::Reader, &keys("r")), Lookup::Action(Action::RefreshComments));
        assert_eq!(map.lookup(Context::Articles, &keys("r")), Lookup::Action(Action::Sync));
        assert_eq!(map.lookup(Context::Articles, &keys("z")), Lookup::Nothing);
    }

    #[test]
    fn a_user_line_replaces_or_takes_away() {
        let map = Keymap::with_user("[global]\n\"j\" = \"none\"\n\"x\" = \"down\"\n").unwrap();
        assert_eq!(map.lookup(Context::Feeds, &keys("j")), Lookup::Nothing);
        assert_eq!(map.lookup(Context::Feeds, &keys("x")), Lookup::Action(Action::Down));
        assert_eq!(map.keys_for(Context::Feeds, Action::Down), [keys("down"), keys("x")]);
    }

    #[test]
    fn errors_name_line_and_valid_words() {
        for (text, line, word) in [
            ("[global]\n\"j\" = \"dwon\"\n", 2, "half-page-down"),
            ("\n[globl]\n\"j\" = \"down\"\n", 2, "articles"),
            ("[global]\n\n\"hyper-j\" = \"down\"\n", 3, "backtab"),
            ("[global\n", 1, ""),
            ("[comments]\n\"z\" = \"down\"\n", 2, "z a"),
            ("[writing]\n\"ctrl-x s\" = \"end-writing\"\n", 2, "types something"),
        ] {
            let error = Keymap::with_user(text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.contains(word), "{error}");
        }
    }

    #[test]
    fn every_action_has_a_key_and_every_binding_means_something_there() {
        let map = Keymap::with_user("").unwrap();
        for spec in ACTIONS {
            assert!(map.bindings().iter().any(|b| b.action == spec.action), "{} has no key", spec.id);
        }
        for binding in map.bindings() {
            let contexts = binding.action.spec().contexts;
            let fits = |context| contexts.contains(&context) || contexts.contains(&Context::Global);
            assert!(fits(binding.context), "{binding:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(\\[[a-z]{1,9}\\]\n)?(\"[ -~]{0,9}\" = \"[a-z-]{0,12}\"\n){0,4}") {
            let _ = Keymap::with_user(&text);
        }
    }
}

//! The keymap: which keys start which action in which context, from the defaults and the user's changes to them.
//!
//! `config/keymap.toml` holds the defaults and documents the format. `settings` reads the user's file.

use thiserror::Error;
use toml::de::DeTable;

use super::key::{Key, parse_keys};
use super::{ACTIONS, Action, Context};
use crate::domain::suggest::hint;
use crate::domain::text::line_of;

/// The default keymap, as the text of `config/keymap.toml`.
pub const DEFAULT_KEYMAP: &str = include_str!("../../config/keymap.toml");

/// The value of a line that takes a key away.
const UNBOUND: &str = "none";

/// A sequence of keys that starts an action in one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Context in which the keys are bound.
    pub context: Context,
    /// Keys, pressed one after another.
    pub keys: Vec<Key>,
    /// Action that they start.
    pub action: Action,
}

/// The result of looking up the keys pressed so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// The keys start this action.
    Action(Action),
    /// The keys begin a longer sequence.
    Prefix,
    /// The keys are not bound.
    Nothing,
}

/// All bindings: the defaults in the order of their file, then the user's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
    commands: Vec<UserCommand>,
}

/// A command of the user, as help and palette show it. `settings` knows what it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCommand {
    /// Its name in `commands.toml`.
    pub name: String,
    /// One line on what it does.
    pub description: String,
}

/// The error for a keymap that can't be read, with its line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct KeymapError {
    /// Line in the file, counted from 1.
    pub line: usize,
    /// What is wrong, and which values are valid.
    pub message: String,
}

/// One line of a keymap file.
struct Line<'a> {
    context: Context,
    /// Keys and action as the user wrote them.
    keys: &'a str,
    action: &'a str,
    /// Text of the file, and where the line starts in it. Only an error needs the number of the line.
    text: &'a str,
    at: usize,
}

impl Keymap {
    /// Makes a keymap from the defaults and `user`, the text of the user's keymap file.
    ///
    /// The error has every problem of the file, in the order of its lines.
    pub fn with_user(user: &str) -> Result<Self, Vec<KeymapError>> {
        let mut map = Self::default();
        map.apply(DEFAULT_KEYMAP)?;
        map.apply(user)?;
        Ok(map)
    }

    /// Returns all bindings.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Looks up `keys` in `context`, then in the contexts above it.
    #[must_use]
    pub fn lookup(&self, context: Context, keys: &[Key]) -> Lookup {
        let mut next = Some(context);
        while let Some(here) = next {
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
            next = here.parent();
        }
        Lookup::Nothing
    }

    /// Lists the keys that may follow `keys` in `context`, with the actions that they start, in the order of the file.
    #[must_use]
    pub fn continuations(&self, context: Context, keys: &[Key]) -> Vec<(&[Key], Action)> {
        let mut next = Some(context);
        while let Some(here) = next {
            let rest = |binding: &Binding| {
                let rest = binding.keys.strip_prefix(keys).filter(|rest| !rest.is_empty())?.len();
                Some((binding.keys.len() - rest, binding.action))
            };
            let bindings = self.bindings.iter().filter(|binding| binding.context == here);
            let found: Vec<_> = bindings
                .filter_map(|binding| {
                    rest(binding).map(|(from, action)| (binding.keys.get(from..).unwrap_or_default(), action))
                })
                .collect();
            // As in `lookup`, the nearest context with the prefix hides those above it.
            if !found.is_empty() {
                return found;
            }
            next = here.parent();
        }
        Vec::new()
    }

    /// Lists the sequences that start `action` in `context`, nearest context first.
    ///
    /// Leaves out a sequence that a nearer context binds to another action.
    #[must_use]
    pub fn keys_for(&self, context: Context, action: Action) -> Vec<&[Key]> {
        let mut found = Vec::new();
        let mut next = Some(context);
        while let Some(here) = next {
            for binding in self.bindings.iter().filter(|b| b.context == here && b.action == action) {
                if self.lookup(context, &binding.keys) == Lookup::Action(action) {
                    found.push(binding.keys.as_slice());
                }
            }
            next = here.parent();
        }
        found
    }

    /// Lists the commands of the user with their actions.
    pub fn commands(&self) -> impl Iterator<Item = (Action, &UserCommand)> {
        (0..).map(Action::Command).zip(&self.commands)
    }

    /// Adds a command of the user, with its keys in the lists of articles and in the reader.
    ///
    /// The error says why the keys can't be used: they are not keys, or another action or command has them.
    pub fn add_command(&mut self, command: UserCommand, keys: Option<&str>) -> Result<(), String> {
        let keys = keys.map(|written| self.free_keys(written)).transpose()?;
        let action = Action::Command(u16::try_from(self.commands.len()).map_err(|_| "too many commands".to_owned())?);
        self.commands.push(command);
        for context in [Context::Articles, Context::Reader] {
            self.bindings.extend(keys.clone().map(|keys| Binding { context, keys, action }));
        }
        Ok(())
    }

    /// Returns the name of an action in `keymap.toml`, or of a command in `commands.toml`.
    #[must_use]
    pub fn name_of(&self, action: Action) -> &str {
        self.command(action).map_or(action.spec().id, |command| &command.name)
    }

    /// Returns the label of an action for the footer.
    #[must_use]
    pub fn label_of(&self, action: Action) -> &str {
        self.command(action).map_or(action.spec().short, |command| &command.name)
    }

    fn command(&self, action: Action) -> Option<&UserCommand> {
        let Action::Command(at) = action else { return None };
        self.commands.get(usize::from(at))
    }

    /// Parses the keys of a command. Fails if a binding where articles are shown has them, begins them or continues
    /// them.
    fn free_keys(&self, written: &str) -> Result<Vec<Key>, String> {
        let keys = parse_keys(written).map_err(|error| error.to_string())?;
        let contexts = [Context::Global, Context::Articles, Context::Reader, Context::Comments];
        let is_taken = |binding: &&Binding| {
            contexts.contains(&binding.context) && (binding.keys.starts_with(&keys) || keys.starts_with(&binding.keys))
        };
        let Some(binding) = self.bindings.iter().find(is_taken) else { return Ok(keys) };
        let (other, name) = (as_in_file(&binding.keys), self.name_of(binding.action));
        let place = match binding.action {
            Action::Command(_) => "commands.toml".to_owned(),
            _ => format!("[{}] of keymap.toml", binding.context.id()),
        };
        let meets = if binding.keys == keys { "are the keys" } else { "can't be told from the keys" };
        let other = if binding.keys == keys { String::new() } else { format!(" {other}") };
        Err(format!("these {meets}{other} of {name} ({place}); choose others, or unbind those"))
    }

    /// Adds the bindings of `text`, a keymap file, and replaces those with the same context and keys.
    fn apply(&mut self, text: &str) -> Result<(), Vec<KeymapError>> {
        let (tables, errors) = DeTable::parse_recoverable(text);
        let syntax = |error: &toml::de::Error| KeymapError {
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            message: error.message().to_owned(),
        };
        let mut problems: Vec<KeymapError> = errors.iter().map(syntax).collect();
        if problems.is_empty() {
            let lines = lines(text, tables.get_ref(), &mut problems);
            problems.extend(lines.iter().filter_map(|line| self.apply_line(line).err()));
            // Checked once all lines are in: a file may first bind a prefix and then unbind the sequences after it.
            let longer: Vec<&Binding> = self.bindings.iter().filter(|binding| binding.keys.len() > 1).collect();
            problems.extend(lines.iter().filter_map(|line| self.refuse_hiding(line, &longer).err()));
        }
        problems.sort_by_key(|problem| problem.line);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn apply_line(&mut self, line: &Line<'_>) -> Result<(), KeymapError> {
        let sequence = parse_keys(line.keys).map_err(|error| line.error(&error.to_string()))?;
        if let Some(key) = sequence.iter().find(|key| line.context == Context::Writing && key.typed().is_some()) {
            return Err(
                line.error(&format!("{key} types a character there; use keys with ctrl- or alt-, or f1 to f12"))
            );
        }
        let is_bound = |binding: &Binding| binding.context == line.context && binding.keys == sequence;
        if let Some(at) = self.bindings.iter().position(is_bound) {
            self.bindings.remove(at);
        }
        if line.action == UNBOUND {
            return Ok(());
        }
        let action = Action::from_id(line.action).ok_or_else(|| {
            let known: Vec<&str> = [UNBOUND].into_iter().chain(ACTIONS.iter().map(|spec| spec.id)).collect();
            line.error(&format!("unknown action; {}", hint(line.action, &known)))
        })?;
        self.bindings.push(Binding { context: line.context, keys: sequence, action });
        Ok(())
    }

    /// Refuses a binding whose keys begin a longer sequence of its context: the longer one could never be typed. `longer`
    /// has all bindings of several keys.
    fn refuse_hiding(&self, line: &Line<'_>, longer: &[&Binding]) -> Result<(), KeymapError> {
        let sequence = parse_keys(line.keys).unwrap_or_default();
        let is_longer = |binding: &&&Binding| {
            binding.context == line.context
                && binding.keys.len() > sequence.len()
                && binding.keys.starts_with(&sequence)
        };
        let hidden: Vec<String> = longer.iter().filter(is_longer).map(|binding| as_in_file(&binding.keys)).collect();
        let is_bound = |binding: &Binding| binding.context == line.context && binding.keys == sequence;
        if hidden.is_empty() || !self.bindings.iter().any(is_bound) {
            return Ok(());
        }
        let named = match hidden.as_slice() {
            [] => return Ok(()),
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [one, two, more @ ..] => format!("{one}, {two} and {} more", more.len()),
        };
        Err(line.error(&format!("other keys begin with these: {named}; set them to \"{UNBOUND}\" first")))
    }
}

/// Writes keys as they stand in the file.
fn as_in_file(keys: &[Key]) -> String {
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    format!("\"{}\"", keys.join(" "))
}

impl Line<'_> {
    fn error(&self, message: &str) -> KeymapError {
        let Self { context, keys, action, text, at } = self;
        let message = format!("[{}] \"{keys}\" = \"{action}\": {message}", context.id());
        KeymapError { line: line_of(text, *at), message }
    }
}

/// Lists the lines of a keymap file in its order; adds what is no line of a keymap to `problems`.
fn lines<'a>(text: &'a str, tables: &'a DeTable<'_>, problems: &mut Vec<KeymapError>) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for (section, value) in tables {
        let line = || line_of(text, section.span().start);
        let id = section.get_ref();
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("{id}: belongs to a section; write it below [global] or another section");
            problems.push(KeymapError { line: line(), message });
            continue;
        };
        let Some(context) = Context::ALL.into_iter().find(|context| context.id() == id) else {
            let known: Vec<&str> = Context::ALL.into_iter().map(Context::id).collect();
            problems
                .push(KeymapError { line: line(), message: format!("[{id}]: unknown section; {}", hint(id, &known)) });
            continue;
        };
        for (keys, action) in table {
            let at = keys.span().start;
            let keys = keys.get_ref();
            if let Some(action) = action.get_ref().as_str() {
                lines.push(Line { context, keys, action, text, at });
            } else {
                let given = text.get(action.span()).unwrap_or_default();
                let message = format!("[{id}] \"{keys}\" = {given}: must be an action in quotes, or \"{UNBOUND}\"");
                problems.push(KeymapError { line: line_of(text, at), message });
            }
        }
    }
    // Footer and help list keys in the order of the file; the maps have sorted them.
    lines.sort_by_key(|line| line.at);
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        parse_keys(text).unwrap()
    }

    #[test]
    fn the_nearest_context_wins_and_other_keys_fall_through() {
        let map = Keymap::with_user("").unwrap();
        assert_eq!(map.lookup(Context::Comments, &keys("j")), Lookup::Action(Action::Down));
        assert_eq!(map.lookup(Context::Comments, &keys("z")), Lookup::Prefix);
        assert_eq!(map.lookup(Context::Comments, &keys("z M")), Lookup::Action(Action::FoldAll));
        assert_eq!(map.lookup(Context::Reader, &keys("r")), Lookup::Action(Action::RefreshComments));
        assert_eq!(map.lookup(Context::Articles, &keys("r")), Lookup::Action(Action::Sync));
        assert_eq!(map.lookup(Context::Articles, &keys("z")), Lookup::Nothing);
    }

    #[test]
    fn a_user_line_replaces_or_removes_a_binding() {
        let map = Keymap::with_user("[global]\n\"j\" = \"none\"\n\"x\" = \"down\"\n").unwrap();
        assert_eq!(map.lookup(Context::Feeds, &keys("j")), Lookup::Nothing);
        assert_eq!(map.lookup(Context::Feeds, &keys("x")), Lookup::Action(Action::Down));
        assert_eq!(map.keys_for(Context::Feeds, Action::Down), [keys("down"), keys("x")]);
    }

    #[test]
    fn errors_name_the_line_and_valid_values() {
        for (text, line, word) in [
            ("[global]\n\"j\" = \"dwon\"\n", 2, "[global] \"j\" = \"dwon\": unknown action; did you mean down?"),
            ("[global]\n\"j\" = \"dance\"\n", 2, "half-page-down"),
            ("[global]\n\"j\" = 3\n", 2, "[global] \"j\" = 3: must be an action in quotes, or \"none\""),
            ("\n[globl]\n\"j\" = \"down\"\n", 2, "[globl]: unknown section; did you mean global?"),
            ("[sidebar]\n\"j\" = \"down\"\n", 1, "articles"),
            ("j = \"down\"\n", 1, "j: belongs to a section"),
            ("[global]\n\n\"hyper-j\" = \"down\"\n", 3, "backtab"),
            ("[global\n", 1, ""),
            ("[comments]\n\"z\" = \"down\"\n", 2, "z a"),
            ("[writing]\n\"ctrl-x s\" = \"end-writing\"\n", 2, "types a character"),
        ] {
            let errors = Keymap::with_user(text).unwrap_err();
            let [error] = errors.as_slice() else { panic!("{errors:?}") };
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.contains(word), "{error}");
        }
        let text = "[writing]\n\"x\" = \"undo\"\n[global]\n\"j\" = \"dwon\"\n\"k\" = 3\n[zoo]\n";
        let lines: Vec<usize> = Keymap::with_user(text).unwrap_err().iter().map(|error| error.line).collect();
        assert_eq!(lines, [2, 4, 5, 6], "all are reported");
    }

    #[test]
    fn every_action_has_a_key_and_every_binding_applies_in_its_context() {
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

    #[test]
    fn a_command_has_keys_that_nothing_else_has() {
        let command = |name: &str| UserCommand { name: name.into(), description: format!("runs {name}") };
        let mut map = Keymap::with_user("[global]\n\"o\" = \"none\"\n").unwrap();
        map.add_command(command("mpv"), Some("; m")).unwrap();
        map.add_command(command("browse"), Some("o")).unwrap();
        map.add_command(command("quiet"), None).unwrap();
        for (keys, error) in [
            ("n", "these are the keys of next-unread ([global] of keymap.toml)"),
            ("x", "these are the keys of done ([comments] of keymap.toml)"),
            ("z", "these can't be told from the keys \"z a\" of toggle-fold ([comments] of keymap.toml)"),
            ("j k", "these can't be told from the keys \"j\" of down ([global] of keymap.toml)"),
            ("; m", "these are the keys of mpv (commands.toml)"),
            ("; m x", "these can't be told from the keys \"; m\" of mpv (commands.toml)"),
            ("hyper-x", "hyper-x"),
        ] {
            let refused = map.clone().add_command(command("late"), Some(keys)).unwrap_err();
            assert!(refused.contains(error), "{keys}: {refused}");
        }
        for context in [Context::Articles, Context::Reader, Context::Comments] {
            assert_eq!(map.lookup(context, &keys("; m")), Lookup::Action(Action::Command(0)));
            assert_eq!(map.lookup(context, &keys("o")), Lookup::Action(Action::Command(1)));
        }
        assert_eq!(map.lookup(Context::Feeds, &keys("; m")), Lookup::Nothing, "a feed is no article");
        assert_eq!((map.name_of(Action::Command(2)), map.label_of(Action::Command(0))), ("quiet", "mpv"));
    }

    #[test]
    fn former_action_names_still_work() {
        let map = Keymap::with_user("[comments]\n\"X\" = \"limit\"\n\"I\" = \"toggle-pictures\"\n").unwrap();
        assert_eq!(map.lookup(Context::Comments, &keys("X")), Lookup::Action(Action::Filter));
        assert_eq!(map.lookup(Context::Comments, &keys("I")), Lookup::Action(Action::TogglePictures));
        let errors = Keymap::with_user("[comments]\n\"X\" = \"filte\"\n").unwrap_err();
        assert!(errors[0].message.contains("filter"), "the current name is suggested: {errors:?}");
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_usable_or_refused(
            text in "(\\[[a-z]{1,9}\\]\n)?(\"[ -~]{0,9}\" = \"[a-z-]{0,12}\"\n){0,4}",
        ) {
            match Keymap::with_user(&text) {
                // Every binding that was accepted can be looked up.
                Ok(map) => for binding in map.bindings() {
                    let found = map.lookup(binding.context, &binding.keys);
                    prop_assert_eq!(found, Lookup::Action(binding.action), "{:?}", binding);
                },
                Err(errors) => {
                    prop_assert!(!errors.is_empty());
                    for error in errors {
                        prop_assert!((1..=text.lines().count() + 1).contains(&error.line), "{}", error);
                    }
                }
            }
        }
    }
}

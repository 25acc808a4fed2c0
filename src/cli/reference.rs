//! `tidings completions` and `tidings man`: made from the arguments by clap.

use std::fmt::Write as _;

use clap::{Arg, Command};

use super::args::command;
use super::out::Out;

/// The sections of the man page that clap does not know.
const MORE: &str = r"
.SH FILES
Everything is in one config folder: ~/.config/tidings on Linux, the system's folder for settings elsewhere.
.TP
.B config.toml
settings
.TP
.B keymap.toml
keys
.TP
.B commands.toml
programs that a key runs
.TP
.B themes/NAME.toml
themes
.TP
.B feeds.toml
the feeds, and their folders and tags
.TP
.B rules.toml
rules for comments
.TP
.B state/
the store with articles and comments
.SH ENVIRONMENT
.TP
.B TIDINGS_CONFIG_DIR
the config folder
.TP
.B TZ
the time zone in which times are shown
.TP
.B NO_COLOR
removes all colours if set
.TP
.B VISUAL, EDITOR
the editor for replies
.SH EXIT STATUS
0 for success, 1 for a failure, 2 for wrong usage.
";

pub(super) fn completions(shell: clap_complete::Shell, out: &mut Out) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "tidings", &mut script);
    Ok(out.raw(&String::from_utf8(script)?)?)
}

pub(super) fn man(out: &mut Out) -> anyhow::Result<()> {
    Ok(out.raw(&man_page()?)?)
}

/// Makes one man page for the program and all of its commands.
fn man_page() -> anyhow::Result<String> {
    let mut program = command();
    program.build();
    let mut head = Vec::new();
    let man = clap_mangen::Man::new(program.clone());
    man.render_title(&mut head)?;
    man.render_name_section(&mut head)?;
    let mut page = String::from_utf8(head)?;
    let after = program.get_after_help().map(ToString::to_string).unwrap_or_default();
    let _ = write!(
        page,
        ".SH SYNOPSIS\ntidings [OPTIONS] [COMMAND]\n.SH DESCRIPTION\n{}\n.SH OPTIONS\n{}.SH COMMANDS\n",
        roff(&after),
        arguments(&program, |_| true)
    );
    for command in program.get_subcommands_mut().filter(|command| command.get_name() != "help") {
        page.push_str(&section(command));
        for below in command.get_subcommands_mut().filter(|below| below.get_name() != "help") {
            page.push_str(&section(below));
        }
    }
    page.push_str(MORE.trim_start());
    Ok(page)
}

/// Describes a command: usage, purpose and arguments, without those that all commands have.
fn section(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").split_whitespace().collect::<Vec<_>>().join(" ");
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let own = arguments(command, |arg| !arg.is_global_set() && !["help", "version"].contains(&arg.get_id().as_str()));
    let after = command.get_after_help().map(ToString::to_string);
    let after = after.map(|after| format!(".PP\n.nf\n{}\n.fi\n", roff(&after))).unwrap_or_default();
    format!(".SS {}\n{}\n{own}{after}", roff(&usage), roff(&about))
}

fn arguments(command: &Command, is_wanted: impl Fn(&Arg) -> bool) -> String {
    let mut text = String::new();
    for arg in command.get_arguments().filter(|arg| is_wanted(arg) && !arg.is_hide_set()) {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, ".TP\n.B {}\n{}", roff(&arg.to_string()), roff(&help));
        let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !defaults.is_empty() && arg.get_action().takes_values() {
            let _ = writeln!(text, "(default: {})", roff(&defaults.join(" ")));
        }
        for value in arg.get_possible_values().iter().filter(|value| value.get_help().is_some()) {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, ".br\n{}: {}", roff(value.get_name()), roff(&help));
        }
    }
    text
}

/// Escapes text for roff, where backslashes, hyphens and a leading dot or quote have a meaning.
fn roff(text: &str) -> String {
    let escape = |line: &str| {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line }
    };
    text.lines().map(escape).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_man_page_describes_every_command_once_and_names_no_other_pages() {
        let page = man_page().unwrap();
        for usage in [
            "tidings add [OPTIONS] <URL>",
            "tidings outbox retry [OPTIONS] <ID>",
            "tidings rules test [OPTIONS] [RULE]",
        ] {
            assert_eq!(page.matches(&format!(".SS {usage}\n")).count(), 1, "{usage}: {page}");
        }
        assert_eq!(page.matches(".SH SYNOPSIS").count(), 1);
        assert!(!page.contains("tidings-add"), "{page}");
        assert_eq!(page.matches("config\\-dir").count(), 1, "options of all commands are described once: {page}");
        assert_eq!(roff(".a\n'b\\c-d"), "\\&.a\n\\&'b\\ec\\-d");
    }
}

//! The arguments, as clap reads them; help, completions and the man page are made from them.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// A terminal news reader: feeds, readable articles and their comment trees, online or off.
#[derive(Debug, Parser)]
#[command(name = "tidings", version, about, max_term_width = 100)]
#[command(after_help = "Without a command the reader opens. Press ? in it for its keys.")]
pub(super) struct Arguments {
    /// The folder that holds everything, instead of the user's config folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) config_dir: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// The command line, for whoever describes it.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the reader on a built-in sample news site, in a throw-away folder, with your settings, keys and themes
    Demo,
    /// Add a feed, by its address or that of any page that has one
    Add {
        /// The address
        url: String,
        /// Put it into this folder; levels are separated by /
        #[arg(long, value_name = "F")]
        folder: Option<String>,
        /// Give it this tag; may be repeated
        #[arg(long, value_name = "T")]
        tag: Vec<String>,
    },
    /// Remove a feed
    Remove {
        /// Its number, address or title
        feed: String,
    },
    /// List the feeds
    Feeds {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Fetch feeds
    Sync(SyncArguments),
    /// List articles, newest first
    Articles(ListArguments),
    /// Print an article
    Show {
        /// Its number, address or guid
        article: String,
        /// Columns that a line may have
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
        width: Option<u16>,
        /// How to print it
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Print its comments too
        #[arg(long)]
        comments: bool,
        /// Print what the outlet changed last, word by word
        #[arg(long, conflicts_with = "comments")]
        changes: bool,
    },
    /// Print the comments of an article
    Comments {
        /// Its number, address or guid
        article: String,
        /// Fetch them first
        #[arg(long)]
        refresh: bool,
        /// Print which of them repeat a text, in this thread and in others, and how alike they are
        #[arg(long)]
        repeats: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Search all articles, best match first
    Search {
        /// Words, "phrases", feed: folder: tag: author: title: is: after: before:, and -word inside quotes or after --
        #[arg(required = true)]
        query: Vec<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Mark articles
    Mark {
        /// As what
        #[arg(value_enum)]
        mark: Mark,
        /// Their numbers, addresses or guids
        #[arg(required = true)]
        article: Vec<String>,
    },
    /// Add the feeds of an OPML file or of newsboat's urls file
    Import {
        /// The file, or - for standard input
        file: PathBuf,
    },
    /// Write the feeds as OPML
    Export {
        /// The file; standard output without one
        file: Option<PathBuf>,
    },
    /// Parse a feed, a page or comments and print what was found; store nothing
    Inspect {
        /// What it is
        #[arg(value_enum)]
        kind: Kind,
        /// A file, - for standard input, or an address
        source: String,
        /// The address that a file came from
        #[arg(long, value_name = "URL")]
        base: Option<String>,
        /// Columns that a line may have
        #[arg(long, value_name = "N", default_value_t = 72, value_parser = clap::value_parser!(u16).range(1..=1000))]
        width: u16,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a reply to an article or a comment; it goes out with the next sync
    Reply {
        /// Its number, address or guid
        article: String,
        /// The comment to answer, by its id; the article itself without it
        #[arg(long, value_name = "COMMENT")]
        to: Option<String>,
        /// Take the text from a file, or from standard input for -; an editor opens without it
        #[arg(long, value_name = "FILE")]
        message: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the replies on their way; send, try again, drop
    Outbox {
        /// What to do with them
        #[command(subcommand)]
        command: Option<OutboxCommand>,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// List the rules that mute or follow in comments; test, add and remove them
    Rules {
        /// What to do with them
        #[command(subcommand)]
        command: Option<RulesCommand>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Look at config, store, terminal, speech engines, and feeds in trouble
    Doctor,
    /// Print completions for a shell
    Completions {
        /// Which
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

#[derive(Debug, Subcommand)]
pub(super) enum OutboxCommand {
    /// List them
    List,
    /// Send what is queued, and find out about what is uncertain
    Send,
    /// Queue a reply again that failed; look for one that may have arrived, and send it again if it is not there
    Retry {
        /// Its number
        id: i64,
        /// Send it again even if nobody can tell whether it has arrived: it may then be there twice
        #[arg(long)]
        anyway: bool,
    },
    /// Take a reply out
    Drop {
        /// Its number
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Show what each rule hits among the cached comments, the kept ones above all
    Test {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Add a rule to rules.toml
    Add {
        /// What to do with what it hits
        #[arg(value_enum)]
        verb: RuleVerb,
        /// What it looks at
        #[arg(value_enum)]
        kind: RuleKind,
        /// The name, the words, the host, or the number of points
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// Only under articles of this host and its subdomains
        #[arg(long, value_name = "HOST")]
        on: Option<String>,
    },
    /// Remove a rule from rules.toml
    Remove {
        /// Its number, as `tidings rules` has it
        number: usize,
    },
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct SyncArguments {
    /// Only these, by number, address or title
    pub(super) feed: Vec<String>,
    /// Also fetch the comments of new articles
    #[arg(long)]
    pub(super) comments: bool,
    /// Also fetch the full pages of new articles
    #[arg(long)]
    pub(super) pages: bool,
    /// Ask every feed for everything again, due or not
    #[arg(long)]
    pub(super) force: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Only of this feed, by number, address or title
    #[arg(long, value_name = "F")]
    pub(super) feed: Option<String>,
    /// Only unread ones
    #[arg(long)]
    pub(super) unread: bool,
    /// Only starred ones
    #[arg(long)]
    pub(super) starred: bool,
    /// Only what this query matches
    #[arg(long, value_name = "Q")]
    pub(super) query: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) limit: usize,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Lines of text
    Text,
    /// Lines of text with colours
    Ansi,
    /// Text that is not wrapped, a paragraph a line, for pipes
    Plain,
    /// `CommonMark`
    Markdown,
    /// The HTML as it is stored
    Html,
    /// One JSON document
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Mark {
    /// Read
    Read,
    /// Unread again
    Unread,
    /// Starred
    Starred,
    /// No longer starred
    Unstarred,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// RSS, Atom, RDF or JSON Feed
    Feed,
    /// An article's page
    Page,
    /// A thread as REST answer, feed or page
    Comments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RuleVerb {
    /// Fold it, and say why
    Mute,
    /// Never fold it, and show its answers under what is finished
    Follow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RuleKind {
    /// A name, all of it
    Author,
    /// A word or several in a row
    Word,
    /// A host that is linked to
    Site,
    /// Points fewer than these
    ScoreBelow,
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_arguments_are_consistent() {
        super::command().debug_assert();
    }
}

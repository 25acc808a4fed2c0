//! The command line arguments; clap also makes help, completions and the man page from them.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::domain::Sort;
use crate::listen::engine::RATES;

/// A terminal news reader: feeds, readable articles and their comment trees, online or off.
#[derive(Debug, Parser)]
#[command(name = "tidings", version, about, max_term_width = 100)]
#[command(after_help = "Without a command, tidings opens the reader. Press ? in the reader for its keys.")]
pub(super) struct Arguments {
    /// Folder of settings, feeds and store, instead of the user's config folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) config_dir: Option<PathBuf>,
    /// The command; without one, the reader opens
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Returns the command line for documents and tests.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// The query language, as the end of the help for `tidings search`.
const QUERY_HELP: &str = "\
Terms of a query:
  word, \"a phrase\"   in the title, author or text
  title:, author:    words in the title, or in the author's name
  feed:              a part of the feed's title or address
  folder:, tag:      a folder or a tag of the feed
  is:                unread, read, starred or commented
  after:, before:    a date such as 2026-01-31, 2026-01 or 2026, in your time zone
  -term              articles that do not match the term
Write -- before a query that begins with -";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the reader on a built-in sample news site, with your settings, keys and themes and a temporary store
    Demo,
    /// Add a feed by its address, or by the address of a page that has one
    Add {
        /// Address of the feed, or of a page that has one
        url: String,
        /// Put the feed into this folder; a / separates levels
        #[arg(long, value_name = "FOLDER")]
        folder: Option<String>,
        /// Give the feed this tag; may be repeated
        #[arg(long, value_name = "TAG")]
        tag: Vec<String>,
    },
    /// Remove a feed
    Remove {
        /// Number, address or title of the feed
        feed: String,
    },
    /// List the feeds
    Feeds {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Fetch the feeds and send queued replies
    Sync(SyncArguments),
    /// List articles, newest first or in another order
    Articles(ListArguments),
    /// Print an article
    Show {
        /// Number, address or guid of the article
        article: String,
        /// Most columns of a line
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
        width: Option<u16>,
        /// Format of the output
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Print the comments too
        #[arg(long)]
        comments: bool,
        /// Print the last edit of the article, word by word
        #[arg(long, conflicts_with = "comments")]
        changes: bool,
    },
    /// Save an article in a file, as Markdown, HTML, text or JSON by the ending of its name
    Save {
        /// Number, address or guid of the article
        article: String,
        /// Name of the file; without one, the title with .md. Relative names start in the folder that the setting `[save] folder` names
        file: Option<String>,
        /// Save the comments too
        #[arg(long)]
        comments: bool,
        /// Replace a file that exists
        #[arg(long)]
        overwrite: bool,
    },
    /// Print the comments of an article
    Comments {
        /// Number, address or guid of the article
        article: String,
        /// Fetch the comments first
        #[arg(long)]
        refresh: bool,
        /// Print the comments with repeated text, here and under other articles, and their similarity
        #[arg(long)]
        repeats: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the claims of an article, and what the stored articles of other outlets say about each
    FactCheck {
        /// Number, address or guid of the article
        article: String,
        /// Ask the sources of `[fact_check]` first; their hosts are named on standard error before they are asked
        #[arg(long)]
        online: bool,
        /// Ask the analyst of `[fact_check]` for notes on the claims
        #[arg(long)]
        analyst: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Search the stored articles, best match first
    #[command(after_help = QUERY_HELP)]
    Search {
        /// Words, "phrases" and filters such as is:unread, all of which must match
        #[arg(required = true)]
        query: Vec<String>,
        /// Most articles to print
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Mark articles as read, unread, starred or unstarred, or change their tags
    Mark {
        /// The mark
        #[arg(value_enum)]
        mark: Mark,
        /// Numbers, addresses or guids of the articles; behind the name of a tag after `tag` and `untag`
        #[arg(required = true)]
        article: Vec<String>,
    },
    /// Add the feeds of an OPML file, of newsboat's urls file or of a list like feeds.toml, or newsboat's feeds and
    /// articles from its cache.db
    Import {
        /// OPML file, newsboat's urls, cache.db or config, or .toml list; - for standard input
        file: PathBuf,
        /// Say what would be imported, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the feeds as OPML
    Export {
        /// File to write, instead of standard output
        file: Option<PathBuf>,
    },
    /// Parse a feed, a page or comments and print the result without storing it
    Inspect {
        /// Kind of the document
        #[arg(value_enum)]
        kind: Kind,
        /// File or address to parse, or - for standard input
        source: String,
        /// Address that the file came from, for relative links
        #[arg(long, value_name = "URL")]
        base: Option<String>,
        /// Most columns of a line
        #[arg(long, value_name = "N", default_value_t = 72, value_parser = clap::value_parser!(u16).range(1..=1000))]
        width: u16,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a reply to an article or a comment; the next sync sends it
    Reply {
        /// Number, address or guid of the article
        article: String,
        /// Id of the comment to reply to, instead of the article
        #[arg(long, value_name = "COMMENT")]
        to: Option<String>,
        /// Read the text from a file, or from standard input with -, instead of opening your editor
        #[arg(long, value_name = "FILE")]
        message: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List, send, retry or discard your replies
    Outbox {
        /// The command; without one, the replies are listed
        #[command(subcommand)]
        command: Option<OutboxCommand>,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// Read an article aloud; space pauses, q stops
    Listen(ListenArguments),
    /// List or change the queue of articles to listen to
    Queue {
        /// The command; without one, the queue is listed
        #[command(subcommand)]
        command: Option<QueueCommand>,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// List the stories, each of which several outlets tell, newest first
    Stories {
        /// Most stories to print
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// List only stories with an article since this date, such as 2026-01-31, 2026-01 or 2026
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List, test, add or remove the rules that mute or follow comments
    Rules {
        /// The command; without one, the rules are listed
        #[command(subcommand)]
        command: Option<RulesCommand>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check settings, store and terminal, and list speech programs and failing feeds
    Doctor {
        /// List dead, silent and noisy feeds instead
        #[arg(value_enum)]
        part: Option<Part>,
        /// Print JSON
        #[arg(long, requires = "part")]
        json: bool,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

#[derive(Debug, Args)]
pub(super) struct ListenArguments {
    /// Number, address or guid of the article
    pub(super) article: String,
    /// Read the comments too, without those that are done
    #[arg(long)]
    pub(super) comments: bool,
    /// Speech engine: piper, espeak-ng, spd-say, say, sapi or command
    #[arg(long, value_name = "ENGINE")]
    pub(super) engine: Option<String>,
    /// Voice, by the engine's name for it
    #[arg(long, value_name = "VOICE")]
    pub(super) voice: Option<String>,
    /// Words a minute
    #[arg(long, value_name = "WPM", value_parser = clap::value_parser!(u32).range(i64::from(*RATES.start())..=i64::from(*RATES.end())))]
    pub(super) rate: Option<u32>,
    /// Begin at this second, instead of where you stopped
    #[arg(long, value_name = "SECONDS")]
    pub(super) from: Option<u32>,
    /// Write the speech into a .wav file instead of playing it; .opus and .mp3 with ffmpeg
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum QueueCommand {
    /// List the queue
    List,
    /// Add articles to the end of the queue
    Add {
        /// Numbers, addresses or guids of the articles
        #[arg(required = true)]
        article: Vec<String>,
    },
    /// Remove articles from the queue
    Remove {
        /// Numbers, addresses or guids of the articles
        #[arg(required = true)]
        article: Vec<String>,
    },
    /// Remove all articles from the queue
    Clear,
}

#[derive(Debug, Subcommand)]
pub(super) enum OutboxCommand {
    /// List the replies
    List,
    /// Send the queued replies, and search for the uncertain ones
    Send,
    /// Queue a failed reply again, or search for an uncertain one and send it again if it is missing
    Retry {
        /// Number of the reply
        id: i64,
        /// Send the reply again even if the search is inconclusive; it may then be posted twice
        #[arg(long)]
        anyway: bool,
    },
    /// Discard a reply
    Drop {
        /// Number of the reply
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Show what each rule matches among the stored comments and the articles of the last days
    Test {
        /// Name of a rule for articles, to test it alone
        rule: Option<String>,
        /// Compare with the articles that were published in so many days
        #[arg(long, value_name = "DAYS", default_value_t = 30)]
        days: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Add a rule to rules.toml
    Add {
        /// What the rule does
        #[arg(value_enum)]
        verb: RuleVerb,
        /// What the rule compares
        #[arg(value_enum)]
        kind: RuleKind,
        /// The name, words, host or score to compare with
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// Apply the rule only to articles of this host and its subdomains
        #[arg(long, value_name = "HOST")]
        on: Option<String>,
    },
    /// Remove a rule from rules.toml
    Remove {
        /// Number of the rule in the output of `tidings rules`
        number: usize,
    },
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct SyncArguments {
    /// Fetch only these feeds, by number, address or title
    pub(super) feed: Vec<String>,
    /// Also fetch the comments of new articles
    #[arg(long)]
    pub(super) comments: bool,
    /// Also fetch the full text of new articles
    #[arg(long)]
    pub(super) pages: bool,
    /// Also download the audio of unread articles, as far as `[listen] downloads` allows
    #[arg(long)]
    pub(super) audio: bool,
    /// Print only what went wrong, for cron and timers
    #[arg(long, conflicts_with = "json")]
    pub(super) quiet: bool,
    /// Fetch all feeds in full, even unchanged ones and those that are gone for good
    #[arg(long)]
    pub(super) force: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// List only the articles of this feed, by number, address or title, or of a smart feed, by name
    #[arg(long, value_name = "FEED")]
    pub(super) feed: Option<String>,
    /// List only unread articles
    #[arg(long)]
    pub(super) unread: bool,
    /// List only starred articles
    #[arg(long)]
    pub(super) starred: bool,
    /// List only the articles that this query matches; see `tidings search`
    #[arg(long, value_name = "QUERY")]
    pub(super) query: Option<String>,
    /// Order of the list
    #[arg(long, value_name = "ORDER", default_value = "newest", value_parser = sort())]
    pub(super) sort: Sort,
    /// Most articles to print
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) limit: usize,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Reads the name of an order.
fn sort() -> impl TypedValueParser<Value = Sort> {
    PossibleValuesParser::new(Sort::NAMES).map(|name| Sort::of(&name).unwrap_or_default())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    #[value(help = "Dead, silent and noisy feeds, and what to do about them")]
    Feeds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Wrapped text
    Text,
    /// Wrapped text with colours
    Ansi,
    /// Unwrapped text, a paragraph a line, for pipes
    Plain,
    #[value(help = "CommonMark")]
    Markdown,
    /// The stored HTML
    Html,
    /// One JSON document
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Mark {
    /// Mark as read
    Read,
    /// Mark as unread
    Unread,
    /// Add a star
    Starred,
    /// Remove the star
    Unstarred,
    /// Add a tag, whose name comes first
    Tag,
    /// Remove a tag, whose name comes first
    Untag,
    /// Show again what a rule hides
    Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// RSS, Atom, RDF or JSON Feed
    Feed,
    /// The page of an article
    Page,
    /// A thread as a REST response, feed or page
    Comments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RuleVerb {
    /// Fold the comments that match
    Mute,
    /// Never mute the comments that match, and show new replies by their authors
    Follow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RuleKind {
    /// The whole name of the author
    Author,
    /// A word or consecutive words
    Word,
    /// The host of a link
    Site,
    /// A score lower than this
    ScoreBelow,
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_arguments_are_consistent() {
        super::command().debug_assert();
    }
}

//! The action registry: every action that a key, the palette, the help or a document can name.
//!
//! Default keys are data in `config/keymap.toml`. `app` decides what an action does.

/// An action that a key can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Moves one row, line or comment down.
    Down,
    /// Moves one row, line or comment up.
    Up,
    /// Scrolls half a page down.
    HalfPageDown,
    /// Scrolls half a page up.
    HalfPageUp,
    /// Scrolls one page down.
    PageDown,
    /// Scrolls one page up.
    PageUp,
    /// Goes to the first row or line.
    Top,
    /// Goes to the last row or line.
    Bottom,
    /// Opens the selected feed, folder or article.
    Open,
    /// Goes back to the previous pane; quits from the list of feeds.
    Back,
    /// Goes to the pane on the left; in the comments, folds.
    Left,
    /// Goes to the pane on the right; in the comments, unfolds.
    Right,
    /// Goes to the next pane.
    NextPane,
    /// Goes to the previous pane.
    PreviousPane,
    /// Shows the reader alone, or all panes.
    Zen,
    /// Opens the next unread article.
    NextUnread,
    /// Opens the previous unread article.
    PreviousUnread,
    /// Marks an article as read or unread.
    ToggleRead,
    /// Stars or unstars an article.
    ToggleStar,
    /// Adds and removes tags of an article.
    Tag,
    /// Shows an article again that a rule hides.
    Unhide,
    /// Takes back what rules did to an article.
    UndoRules,
    /// Makes a rule for articles like the selected one.
    NewRule,
    /// Marks every article of the list as read.
    MarkAllRead,
    /// Lists only unread articles, or all.
    ToggleUnreadOnly,
    /// Syncs the selected feed or folder.
    Sync,
    /// Syncs every feed.
    SyncAll,
    /// Cancels the running sync.
    Cancel,
    /// Asks for a feed to add.
    AddFeed,
    /// Removes the selected feed.
    RemoveFeed,
    /// First run: marks or unmarks the feed under the cursor.
    ToggleChoice,
    /// First run: marks all feeds, or none.
    ChooseAll,
    /// First run: adds the marked feeds.
    AddChosen,
    /// Imports newsboat's feeds and articles.
    Import,
    /// Asks for a file with feeds, and imports it.
    ImportFile,
    /// Goes to the next heading.
    NextHeading,
    /// Goes to the previous heading.
    PreviousHeading,
    /// Goes to the next paragraph.
    NextParagraph,
    /// Goes to the previous paragraph.
    PreviousParagraph,
    /// Labels the visible links, and opens the chosen one in the browser.
    FollowLink,
    /// Labels the visible links, and opens the chosen one in the reader.
    ReadLink,
    /// Lists every link of the text.
    Links,
    /// Goes back to where the last jump started.
    JumpBack,
    /// Shows images or their alt text.
    TogglePictures,
    /// Searches the open text.
    Find,
    /// Goes to the next match.
    FindNext,
    /// Goes to the previous match.
    FindPrevious,
    /// Searches all articles.
    Search,
    /// Opens the article, comment or site in the browser.
    OpenInBrowser,
    /// Opens a numbered link in the browser.
    OpenLink,
    /// Copies the address of the article, comment or site.
    CopyLink,
    /// Fetches the full text, or switches between it and the feed's text.
    FetchPage,
    /// Saves the article or the thread in a file.
    Save,
    /// Shows the story of an article: the articles of several outlets about one event.
    Story,
    /// Shows or hides the other articles of a story below its row.
    UnfoldStory,
    /// Opens the next article of the list, read or not.
    NextArticle,
    /// Opens the previous article of the list, read or not.
    PreviousArticle,
    /// Shows only rows that match words or a query.
    FilterList,
    /// Begins to select rows of the list, or ends it.
    SelectRows,
    /// Chooses the order of this list of articles.
    SortArticles,
    /// Goes to the next feed with unread articles.
    NextUnreadFeed,
    /// Goes to the previous feed with unread articles.
    PreviousUnreadFeed,
    /// Hides feeds without unread articles, or shows them.
    HideReadFeeds,
    /// Keeps a search or filter as a smart feed.
    SaveSearch,
    /// Opens the page of a feed, or edits a smart feed.
    EditFeed,
    /// Shows how the article or comment was edited.
    ShowChanges,
    /// Holds the claims of the article against other outlets.
    FactCheck,
    /// Asks for evidence on the web, after naming the hosts.
    CheckOnline,
    /// Asks the user's analyst about the claims of the article.
    AskAnalyst,
    /// Goes to the comments, or back to the text.
    Comments,
    /// Fetches the comments again.
    RefreshComments,
    /// Marks a comment and all replies below it as done, and goes to the next new one.
    Done,
    /// Keeps a comment, or stops keeping it.
    Keep,
    /// Starts a reply, or shows what can be done with one.
    Reply,
    /// Starts a reply in the user's editor.
    ReplyInEditor,
    /// Finishes writing a reply, and asks what to do with it.
    EndWriting,
    /// Repeats an edit that the user undid while writing.
    Redo,
    /// Plays or pauses the open or selected article.
    Listen,
    /// Plays or pauses what is heard, wherever the user is.
    ListenToggle,
    /// Stops playing.
    ListenStop,
    /// Moves 15 seconds back.
    SeekBack,
    /// Moves 15 seconds forward.
    SeekForward,
    /// Moves to the previous sentence.
    SentenceBack,
    /// Moves to the next sentence.
    SentenceForward,
    /// Moves to the previous paragraph of the voice.
    SpokenParagraphBack,
    /// Moves to the next paragraph of the voice.
    SpokenParagraphForward,
    /// Plays faster.
    Faster,
    /// Plays slower.
    Slower,
    /// Plays louder.
    Louder,
    /// Plays more quietly.
    Quieter,
    /// Plays the next article of the queue.
    ListenNext,
    /// Plays the previous article of the queue.
    ListenPrevious,
    /// Reads the comments aloud.
    ListenComments,
    /// Plays the recording instead of the voice, or the voice instead of the recording.
    SwitchSound,
    /// Lists the chapters of what plays.
    Chapters,
    /// Downloads the recording of an article.
    Download,
    /// Asks when playing pauses by itself.
    SleepTimer,
    /// Lists the queue.
    Queue,
    /// Adds to the queue.
    QueueAdd,
    /// Adds the unread articles of the list to the queue, and plays them.
    QueueUnread,
    /// Removes an article from the queue.
    QueueRemove,
    /// Moves an article up in the queue.
    QueueEarlier,
    /// Moves an article down in the queue.
    QueueLater,
    /// Clears the queue.
    QueueClear,
    /// Lists the user's replies.
    Outbox,
    /// Folds seen comments without new replies.
    FoldSeen,
    /// Goes to the top comment of the thread.
    Root,
    /// Shows the parent comment without going there.
    Peek,
    /// Goes to the passage of the article that the comment quotes.
    ToQuote,
    /// Filters the comments, or clears the filter.
    Filter,
    /// Sorts the comments in the next order.
    Sort,
    /// Filters the comments by what is best read in some minutes, or clears the filter.
    Skim,
    /// Mutes or follows an author, a word or a site.
    Mute,
    /// Explains why a comment is folded automatically.
    Why,
    /// Lists other comments with the same text.
    Repeats,
    /// Fetches missing comments.
    FillGaps,
    /// Folds or unfolds a comment.
    ToggleFold,
    /// Folds or unfolds a comment and its siblings.
    FoldSiblings,
    /// Folds all threads.
    FoldAll,
    /// Unfolds all threads.
    UnfoldAll,
    /// Shows one level fewer.
    FoldLevelLess,
    /// Shows one level more.
    FoldLevelMore,
    /// Goes to the parent comment.
    Parent,
    /// Goes to the next comment with the same parent.
    NextSibling,
    /// Goes to the previous comment with the same parent.
    PreviousSibling,
    /// Goes to the next thread.
    NextThread,
    /// Goes to the previous thread.
    PreviousThread,
    /// Goes to the next new comment, from the end on to the top.
    NextNew,
    /// Undoes the last change.
    Undo,
    /// Opens the command palette of actions, lists and articles.
    Palette,
    /// Shows the keys and what they do.
    Help,
    /// Lists the messages since the program started.
    Messages,
    /// Shows the changelog.
    WhatsNew,
    /// Dismisses a message, a search or a prompt.
    Dismiss,
    /// Switches to the next theme until the program ends.
    NextTheme,
    /// Edits one of the user's settings files.
    EditSettings,
    /// Redraws the whole screen.
    Redraw,
    /// Suspends the program (job control).
    Suspend,
    /// Quits the program.
    Quit,
    /// Runs a command of the user, by its index in the keymap's list of them.
    Command(u16),
}

/// The part of the screen where a key or an action applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere.
    Global,
    /// The list of feeds.
    Feeds,
    /// The list of articles.
    Articles,
    /// The text of an article.
    Reader,
    /// The comments under the article.
    Comments,
    /// The first-run page, shown while there are no feeds.
    Welcome,
    /// The box for writing a reply. A key that types a character is never looked up here.
    Writing,
}

impl Context {
    /// Every context, in the order in which the error for an unknown table lists them.
    pub const ALL: [Self; 7] =
        [Self::Global, Self::Feeds, Self::Articles, Self::Reader, Self::Comments, Self::Welcome, Self::Writing];

    /// Returns the name of the context's table in `keymap.toml`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Feeds => "feeds",
            Self::Articles => "articles",
            Self::Reader => "reader",
            Self::Comments => "comments",
            Self::Welcome => "welcome",
            Self::Writing => "writing",
        }
    }

    /// Returns the context that is searched for a key when this one does not bind it.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        match self {
            // Without a parent: arrows, ctrl-a and the like edit the text instead of moving around.
            Self::Global | Self::Writing => None,
            Self::Comments => Some(Self::Reader),
            _ => Some(Self::Global),
        }
    }
}

/// A section of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Movement in lists and texts.
    Moving,
    /// Articles and their marks.
    Articles,
    /// The article and its links.
    Reading,
    /// Comments and threads.
    Comments,
    /// The box for writing a reply.
    Writing,
    /// The player and its queue.
    Listening,
    /// Feeds and their sync.
    Feeds,
    /// The commands of `commands.toml`.
    Commands,
    /// The page without feeds.
    FirstRun,
    /// The program itself.
    Program,
}

impl Category {
    /// Every section, in the order of the help.
    pub const ALL: [Self; 10] = [
        Self::Moving,
        Self::Articles,
        Self::Reading,
        Self::Comments,
        Self::Writing,
        Self::Listening,
        Self::Feeds,
        Self::Commands,
        Self::FirstRun,
        Self::Program,
    ];

    /// Returns the section's heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Articles => "Articles",
            Self::Reading => "Reading",
            Self::Comments => "Comments",
            Self::Writing => "Writing a reply",
            Self::Listening => "Listening",
            Self::Feeds => "Feeds",
            Self::Commands => "Your commands",
            Self::FirstRun => "First run",
            Self::Program => "Program",
        }
    }
}

/// One row of the action registry.
#[derive(Debug, Clone, Copy)]
pub struct ActionSpec {
    /// The action.
    pub action: Action,
    /// Name in `keymap.toml`; the palette shows it with spaces.
    pub id: &'static str,
    /// Former names, which a user's `keymap.toml` may still contain.
    pub aliases: &'static [&'static str],
    /// Label for the footer, two words at most.
    pub short: &'static str,
    /// One line for the help and the palette.
    pub description: &'static str,
    /// Section of the help.
    pub category: Category,
    /// Contexts in which the action applies.
    pub contexts: &'static [Context],
}

impl Action {
    /// Returns the action's row in [`ACTIONS`]. All commands of the user share one row; the keymap has their names.
    #[must_use]
    pub fn spec(self) -> &'static ActionSpec {
        if matches!(self, Self::Command(_)) {
            return USER_COMMAND;
        }
        ACTIONS.iter().find(|spec| spec.action == self).unwrap_or(&ACTIONS[0])
    }

    /// Finds the action with this id or alias.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        ACTIONS.iter().find(|spec| spec.id == id || spec.aliases.contains(&id)).map(|spec| spec.action)
    }
}

impl ActionSpec {
    /// Adds former names, so that keymaps written for an older version keep working.
    const fn also(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }
}

const fn spec(
    action: Action,
    id: &'static str,
    short: &'static str,
    description: &'static str,
    category: Category,
    contexts: &'static [Context],
) -> ActionSpec {
    ActionSpec { action, id, aliases: &[], short, description, category, contexts }
}

const EVERYWHERE: &[Context] = &[Context::Global];
const LISTS: &[Context] = &[Context::Feeds, Context::Articles];
const ARTICLE: &[Context] = &[Context::Articles, Context::Reader, Context::Comments];
const READER: &[Context] = &[Context::Reader, Context::Comments];
const FIRST_RUN: &[Context] = &[Context::Welcome];
const TREE: &[Context] = &[Context::Comments];
const TREE_AND_FEEDS: &[Context] = &[Context::Comments, Context::Feeds];
const WRITING: &[Context] = &[Context::Writing];
const READER_AND_WRITING: &[Context] = &[Context::Reader, Context::Comments, Context::Writing];

/// Says where the commands of the user apply. It is not in the registry, because each has a name of its own.
const USER_COMMAND: &ActionSpec =
    &spec(Action::Command(0), "command", "command", "run your command", Category::Commands, ARTICLE);

/// The registry, in the order of the help.
#[rustfmt::skip]
pub const ACTIONS: &[ActionSpec] = &[
    spec(Action::Down, "down", "down", "move down; in comments: next comment", Category::Moving, EVERYWHERE),
    spec(Action::Up, "up", "up", "move up; in comments: previous comment", Category::Moving, EVERYWHERE),
    spec(Action::HalfPageDown, "half-page-down", "half page", "scroll down half a page", Category::Moving, EVERYWHERE),
    spec(Action::HalfPageUp, "half-page-up", "half page", "scroll up half a page", Category::Moving, EVERYWHERE),
    spec(Action::PageDown, "page-down", "page", "scroll down one page", Category::Moving, EVERYWHERE),
    spec(Action::PageUp, "page-up", "page", "scroll up one page", Category::Moving, EVERYWHERE),
    spec(Action::Top, "top", "top", "go to the top", Category::Moving, EVERYWHERE),
    spec(Action::Bottom, "bottom", "end", "go to the end", Category::Moving, EVERYWHERE),
    spec(Action::Open, "open", "open", "open the feed or article; fold or unfold a folder", Category::Moving, LISTS),
    spec(Action::Back, "back", "back", "back to the previous pane; from the feeds: quit", Category::Moving, EVERYWHERE),
    spec(Action::Left, "left", "left", "pane on the left; in comments: fold, then go to the parent", Category::Moving, EVERYWHERE),
    spec(Action::Right, "right", "right", "pane on the right; in comments: unfold", Category::Moving, EVERYWHERE),
    spec(Action::NextPane, "next-pane", "pane", "next pane", Category::Moving, EVERYWHERE),
    spec(Action::PreviousPane, "previous-pane", "pane", "previous pane", Category::Moving, EVERYWHERE),
    spec(Action::NextUnread, "next-unread", "next", "open the next unread article", Category::Articles, EVERYWHERE),
    spec(Action::PreviousUnread, "previous-unread", "previous", "open the previous unread article", Category::Articles, EVERYWHERE),
    spec(Action::NextArticle, "next-article", "next row", "open the next article of the list, read or not", Category::Articles, ARTICLE),
    spec(Action::PreviousArticle, "previous-article", "row above", "open the previous article of the list, read or not", Category::Articles, ARTICLE),
    spec(Action::ToggleRead, "toggle-read", "read", "mark read or unread", Category::Articles, ARTICLE),
    spec(Action::ToggleStar, "toggle-star", "star", "star or unstar", Category::Articles, ARTICLE),
    spec(Action::Tag, "tag", "tag", "add and remove tags of the article: +tag -tag", Category::Articles, ARTICLE),
    spec(Action::Unhide, "unhide", "unhide", "show an article again that a rule hides (find those with is:hidden)", Category::Articles, ARTICLE),
    spec(Action::UndoRules, "undo-rules", "undo rules", "take back what rules did to this article", Category::Articles, ARTICLE),
    spec(Action::NewRule, "new-rule", "new rule", "make a rule for new articles like this one", Category::Articles, ARTICLE),
    spec(Action::MarkAllRead, "mark-all-read", "all read", "mark all articles in this list read", Category::Articles, LISTS),
    spec(Action::ToggleUnreadOnly, "toggle-unread-only", "unread", "show only unread articles, or all", Category::Articles, LISTS),
    spec(Action::FilterList, "filter-list", "filter", "filter the rows of this list by words or a query", Category::Articles, LISTS),
    spec(Action::SelectRows, "select-rows", "select", "select rows: move, then mark, star, tag, save or run a command on all", Category::Articles, &[Context::Articles]),
    spec(Action::SortArticles, "sort-articles", "sort", "sort this list by date, title, feed, score, length or comments, or at random", Category::Articles, LISTS),
    spec(Action::Search, "search", "search", "search all articles", Category::Articles, EVERYWHERE),
    spec(Action::SaveSearch, "save-search", "keep search", "keep this search or filter as a smart feed", Category::Articles, LISTS),
    spec(Action::EditFeed, "edit-feed", "edit", "page of the feed: how it does, title, folder, tags …; or edit the smart feed", Category::Feeds, LISTS),
    spec(Action::OpenInBrowser, "open-in-browser", "browser", "open the article, comment or site in the browser", Category::Reading, EVERYWHERE),
    spec(Action::CopyLink, "copy-link", "copy", "copy the link of the article, comment or site", Category::Reading, EVERYWHERE),
    spec(Action::OpenLink, "open-link", "link", "open a numbered link in the browser", Category::Reading, READER),
    spec(Action::NextHeading, "next-heading", "heading", "next heading", Category::Reading, READER),
    spec(Action::PreviousHeading, "previous-heading", "heading", "previous heading", Category::Reading, READER),
    spec(Action::NextParagraph, "next-paragraph", "paragraph", "next paragraph", Category::Reading, READER),
    spec(Action::PreviousParagraph, "previous-paragraph", "paragraph", "previous paragraph", Category::Reading, READER),
    spec(Action::FollowLink, "follow-link", "follow", "label visible links and notes; type a label to open it in the browser or go to the note", Category::Reading, READER),
    spec(Action::ReadLink, "read-link", "read link", "label visible links; type a label to read its page here", Category::Reading, READER),
    spec(Action::Links, "links", "links", "list all links: open, read or copy", Category::Reading, READER),
    spec(Action::JumpBack, "jump-back", "back", "back to before the last jump (note, link, comment)", Category::Reading, READER),
    spec(Action::TogglePictures, "toggle-images", "images", "show images or their alt text", Category::Reading, READER).also(&["toggle-pictures"]),
    spec(Action::Find, "find", "find", "find in this text", Category::Reading, READER),
    spec(Action::FindNext, "find-next", "next match", "next match", Category::Reading, READER),
    spec(Action::FindPrevious, "find-previous", "previous match", "previous match", Category::Reading, READER),
    spec(Action::FetchPage, "fetch-page", "full text", "fetch the full text; again: switch to the feed's text and back", Category::Reading, ARTICLE),
    spec(Action::Save, "save", "save", "save the article in a file, with its comments if wished; in comments: the thread", Category::Reading, ARTICLE),
    spec(Action::Story, "story", "story", "articles about the same event: who was first, what each alone has", Category::Reading, ARTICLE),
    spec(Action::UnfoldStory, "unfold-story", "unfold", "show or hide the other articles of this story", Category::Articles, &[Context::Articles]),
    spec(Action::ShowChanges, "show-changes", "changes", "show edits to the article or comment; again: earlier edits, then the text", Category::Reading, READER),
    spec(Action::FactCheck, "fact-check", "fact check", "hold the claims of this article against other outlets", Category::Reading, READER),
    spec(Action::CheckOnline, "check-online", "online", "fact check: ask your online sources too, after their hosts are named", Category::Reading, READER),
    spec(Action::AskAnalyst, "ask-analyst", "analyst", "fact check: ask your own analyst program for notes on the claims", Category::Reading, READER),
    spec(Action::Zen, "zen", "zen", "show the text alone, or all panes", Category::Reading, EVERYWHERE),
    spec(Action::Comments, "comments", "comments", "go to the comments, or back to the text", Category::Comments, READER),
    spec(Action::RefreshComments, "refresh-comments", "refresh", "fetch the comments again", Category::Comments, READER),
    spec(Action::Done, "done", "done", "mark this comment and all replies done; go to the next new comment", Category::Comments, TREE),
    spec(Action::Keep, "keep", "keep", "keep or unkeep this comment", Category::Comments, TREE),
    spec(Action::Reply, "reply", "reply", "reply to the comment or article; on your own reply: edit, send or discard", Category::Comments, READER),
    spec(Action::Outbox, "outbox", "outbox", "list your replies: queued, failed or awaiting moderation", Category::Comments, EVERYWHERE),
    spec(Action::FoldSeen, "fold-seen", "fold seen", "fold seen comments without new replies", Category::Comments, TREE),
    spec(Action::Root, "root", "root", "top comment of this thread", Category::Comments, TREE),
    spec(Action::Peek, "peek", "peek", "show the parent comment without going there", Category::Comments, TREE),
    spec(Action::ToQuote, "to-quote", "quoted", "go to the passage of the article that this comment quotes", Category::Comments, TREE),
    spec(Action::Filter, "filter", "filter", "filter comments by word, author, new or kept; again: clear the filter", Category::Comments, TREE).also(&["limit"]),
    spec(Action::Sort, "sort", "sort", "sort by thread, newest, replies, score or length, in every thread", Category::Comments, TREE),
    spec(Action::Skim, "skim", "skim", "skim: best comments for N minutes; again: clear the filter", Category::Comments, TREE),
    spec(Action::Mute, "mute", "mute", "mute or unmute, follow or unfollow: author, word, site, low score", Category::Comments, TREE),
    spec(Action::Why, "why", "why", "why this comment is folded (muted, repeated), and how to undo it", Category::Comments, TREE),
    spec(Action::Repeats, "repeats", "repeats", "other comments with the same text", Category::Comments, TREE),
    spec(Action::FillGaps, "fill-gaps", "fill gaps", "fetch missing comments", Category::Comments, READER),
    spec(Action::ToggleFold, "toggle-fold", "fold", "fold or unfold this comment", Category::Comments, TREE),
    spec(Action::FoldSiblings, "fold-siblings", "siblings", "fold or unfold this comment and its siblings", Category::Comments, TREE),
    spec(Action::FoldAll, "fold-all", "fold all", "fold all threads, or all folders", Category::Comments, TREE_AND_FEEDS),
    spec(Action::UnfoldAll, "unfold-all", "unfold all", "unfold all threads, or all folders", Category::Comments, TREE_AND_FEEDS),
    spec(Action::FoldLevelLess, "fold-level-less", "level", "show one level fewer", Category::Comments, TREE),
    spec(Action::FoldLevelMore, "fold-level-more", "level", "show one level more", Category::Comments, TREE),
    spec(Action::Parent, "parent", "parent", "parent comment", Category::Comments, TREE),
    spec(Action::NextSibling, "next-sibling", "sibling", "next reply to the same comment", Category::Comments, TREE),
    spec(Action::PreviousSibling, "previous-sibling", "sibling", "previous reply to the same comment", Category::Comments, TREE),
    spec(Action::NextThread, "next-thread", "thread", "next thread", Category::Comments, TREE),
    spec(Action::PreviousThread, "previous-thread", "thread", "previous thread", Category::Comments, TREE),
    spec(Action::NextNew, "next-new", "next", "next new comment; after the last one: from the top", Category::Comments, READER),
    spec(Action::ReplyInEditor, "reply-in-editor", "editor", "reply in your editor; while writing: continue there", Category::Writing, READER_AND_WRITING),
    spec(Action::EndWriting, "end-writing", "finish", "while writing: finish, then send, save draft or discard", Category::Writing, WRITING),
    spec(Action::Redo, "redo", "redo", "while writing: redo what was undone", Category::Writing, WRITING),
    spec(Action::Listen, "listen", "listen", "listen to the article, read aloud or as a podcast: play or pause", Category::Listening, EVERYWHERE),
    spec(Action::ListenToggle, "play-or-pause", "pause", "play or pause, wherever you are; with nothing playing: start the queue", Category::Listening, EVERYWHERE),
    spec(Action::ListenStop, "stop-listening", "stop", "stop listening; the place is kept", Category::Listening, EVERYWHERE),
    spec(Action::SeekBack, "seek-back", "back", "15 seconds back", Category::Listening, EVERYWHERE),
    spec(Action::SeekForward, "seek-forward", "forward", "15 seconds forward", Category::Listening, EVERYWHERE),
    spec(Action::SentenceBack, "sentence-back", "sentence", "previous spoken sentence", Category::Listening, EVERYWHERE),
    spec(Action::SentenceForward, "sentence-forward", "sentence", "next spoken sentence", Category::Listening, EVERYWHERE),
    spec(Action::SpokenParagraphBack, "paragraph-back", "paragraph", "previous spoken paragraph, or chapter", Category::Listening, EVERYWHERE),
    spec(Action::SpokenParagraphForward, "paragraph-forward", "paragraph", "next spoken paragraph, or chapter", Category::Listening, EVERYWHERE),
    spec(Action::Faster, "faster", "faster", "speed: play faster, up to 3x", Category::Listening, EVERYWHERE),
    spec(Action::Slower, "slower", "slower", "speed: play slower, down to 0.5x", Category::Listening, EVERYWHERE),
    spec(Action::Louder, "louder", "louder", "volume: play louder", Category::Listening, EVERYWHERE),
    spec(Action::Quieter, "quieter", "quieter", "volume: play more quietly", Category::Listening, EVERYWHERE),
    spec(Action::ListenNext, "play-next", "next", "play the next article of the queue", Category::Listening, EVERYWHERE),
    spec(Action::ListenPrevious, "play-previous", "previous", "play the previous article of the queue", Category::Listening, EVERYWHERE),
    spec(Action::ListenComments, "listen-comments", "comments", "listen to the comments, from the selected one; those that are done are skipped", Category::Listening, EVERYWHERE),
    spec(Action::SwitchSound, "switch-sound", "audio/voice", "switch between the audio and the voice", Category::Listening, EVERYWHERE),
    spec(Action::Chapters, "chapters", "chapters", "list the chapters of the audio that is playing, and go to one", Category::Listening, EVERYWHERE),
    spec(Action::Download, "download", "download", "download the audio of the article (podcast), to listen offline", Category::Listening, EVERYWHERE),
    spec(Action::SleepTimer, "sleep-timer", "sleep", "set the sleep timer: pause after some minutes", Category::Listening, EVERYWHERE),
    spec(Action::Queue, "queue", "queue", "list the queue: play, move or remove articles", Category::Listening, EVERYWHERE),
    spec(Action::QueueAdd, "add-to-queue", "to queue", "add the article to the queue; on a feed or folder: its unread articles", Category::Listening, EVERYWHERE),
    spec(Action::QueueUnread, "play-unread", "play unread", "add this list's unread articles to the queue and play them", Category::Listening, EVERYWHERE),
    spec(Action::QueueRemove, "remove-from-queue", "remove", "remove the article from the queue", Category::Listening, EVERYWHERE),
    spec(Action::QueueEarlier, "move-up-in-queue", "up", "move the article up in the queue", Category::Listening, EVERYWHERE),
    spec(Action::QueueLater, "move-down-in-queue", "down", "move the article down in the queue", Category::Listening, EVERYWHERE),
    spec(Action::QueueClear, "clear-queue", "clear", "remove all from the queue but what is playing", Category::Listening, EVERYWHERE),
    spec(Action::Sync, "sync", "sync", "sync the selected feed or folder", Category::Feeds, EVERYWHERE),
    spec(Action::SyncAll, "sync-all", "sync all", "sync all feeds", Category::Feeds, EVERYWHERE),
    spec(Action::Cancel, "cancel", "cancel", "cancel the running sync; with commands running: list them and cancel one", Category::Feeds, EVERYWHERE),
    spec(Action::AddFeed, "add-feed", "add", "add a feed by its address or the address of its site", Category::Feeds, EVERYWHERE),
    spec(Action::NextUnreadFeed, "next-unread-feed", "next feed", "go to the next feed with unread articles", Category::Feeds, EVERYWHERE),
    spec(Action::PreviousUnreadFeed, "previous-unread-feed", "feed above", "go to the previous feed with unread articles", Category::Feeds, EVERYWHERE),
    spec(Action::HideReadFeeds, "hide-read-feeds", "hide read", "hide feeds without unread articles, or show them", Category::Feeds, &[Context::Feeds]),
    spec(Action::RemoveFeed, "remove-feed", "remove", "remove the selected feed or smart feed", Category::Feeds, &[Context::Feeds]),
    spec(Action::AddChosen, "add-marked", "add marked", "add and sync the marked feeds", Category::FirstRun, FIRST_RUN).also(&["add-chosen"]),
    spec(Action::ToggleChoice, "toggle-mark", "mark", "mark or unmark the feed", Category::FirstRun, FIRST_RUN).also(&["toggle-choice"]),
    spec(Action::ChooseAll, "mark-all", "all", "mark all feeds, or none", Category::FirstRun, FIRST_RUN).also(&["choose-all"]),
    spec(Action::Import, "import", "import", "import newsboat's feeds, and the articles of its cache", Category::Feeds, EVERYWHERE),
    spec(Action::ImportFile, "import-file", "import file", "import an OPML file, or newsboat's urls or cache.db", Category::Feeds, EVERYWHERE),
    spec(Action::Undo, "undo", "undo", "take back the last change", Category::Program, EVERYWHERE),
    spec(Action::Palette, "palette", "commands", "command palette: find actions, feeds and articles", Category::Program, EVERYWHERE),
    spec(Action::Help, "help", "help", "show keys and what they do", Category::Program, EVERYWHERE),
    spec(Action::Messages, "messages", "messages", "list messages since the start", Category::Program, EVERYWHERE),
    spec(Action::WhatsNew, "whats-new", "new", "what's new in this version", Category::Program, EVERYWHERE),
    spec(Action::Dismiss, "dismiss", "dismiss", "close a message, a search or a prompt", Category::Program, EVERYWHERE),
    spec(Action::NextTheme, "next-theme", "theme", "next theme, until you quit", Category::Program, EVERYWHERE),
    spec(Action::EditSettings, "edit-settings", "settings", "edit config.toml, feeds.toml or another of your files, and check it", Category::Program, EVERYWHERE),
    spec(Action::Redraw, "redraw", "redraw", "redraw the screen", Category::Program, EVERYWHERE),
    spec(Action::Suspend, "suspend", "suspend", "suspend (fg resumes)", Category::Program, EVERYWHERE),
    spec(Action::Quit, "quit", "quit", "quit tidings", Category::Program, EVERYWHERE),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_actions_are_unique() {
        let names_of = |spec: &'static ActionSpec| spec.aliases.iter().chain([&spec.id]).map(move |name| (spec, *name));
        let names = || ACTIONS.iter().flat_map(names_of);
        for (spec, name) in names() {
            assert_eq!(spec.action.spec().id, spec.id);
            assert_eq!(Action::from_id(name), Some(spec.action));
            assert_eq!(names().filter(|(_, other)| *other == name).count(), 1, "{name} is used twice");
        }
        for spec in ACTIONS {
            assert_eq!(ACTIONS.iter().filter(|other| other.action == spec.action).count(), 1, "{}", spec.id);
        }
    }

    #[test]
    fn labels_and_descriptions_are_short() {
        for spec in ACTIONS {
            assert!(spec.short.split(' ').count() <= 2, "{}", spec.id);
            assert!(spec.description.len() <= 90 && !spec.description.ends_with('.'), "{}", spec.id);
        }
    }
}

//! Themes: a style for each role of the text on the screen. The built-in themes are files in `config/themes`.
//!
//! `ui` decides which text has which role.

use ratatui::style::{Color, Modifier, Style};

use super::check::parse_toml;
use super::{Paths, SettingsError};
use crate::domain::suggest::hint;
use crate::domain::text::line_of;

/// Names and texts of the built-in themes.
const BUILT_IN: &[(&str, &str)] = &[
    ("terminal", include_str!("../../config/themes/terminal.toml")),
    ("dark", include_str!("../../config/themes/dark.toml")),
    ("light", include_str!("../../config/themes/light.toml")),
    ("high-contrast", include_str!("../../config/themes/high-contrast.toml")),
];

/// Stands for the theme that suits the terminal, as far as tidings knows it without a wait.
pub const AUTO: &str = "auto";
/// Like [`AUTO`], but asks the terminal for its background even if it may not respond.
pub const DETECT: &str = "detect";
/// The theme that suits every terminal, because it uses the terminal's own colours.
pub const FALLBACK: &str = "terminal";

/// Declares the roles as an enum and as a table of their names in theme files.
macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $name:literal,)*) => {
/// The role of a text on the screen, which the theme gives a style.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role { $($(#[$doc])* $role,)* }
        const ROLES: &[(&str, Role)] = &[$(($name, Role::$role),)*];
    };
}

roles! {
/// Text without another role; its background is the background of the screen.
    Text "text",
/// Less important text.
    Faint "faint",
/// Title of a pane.
    Title "title",
/// Title of the focused pane.
    TitleFocused "title_focused",
/// Lines between panes.
    Border "border",
/// Selected row of the focused pane.
    Selection "selection",
/// Selected row of another pane.
    SelectionUnfocused "selection_unfocused",
/// Unread articles, and feeds that have some.
    Unread "unread",
/// Read articles.
    Read "read",
    /// Counts.
    Count "count",
/// Unread articles that a rule highlights.
    Highlight "highlight",
/// Stars.
    Starred "starred",
/// Title of the open article.
    Headline "headline",
/// Author, date and outlet of the open article.
    Byline "byline",
/// Headings in a text.
    Heading "heading",
    /// Links.
    Link "link",
    /// Code.
    Code "code",
/// Keywords in code.
    SyntaxKeyword "syntax_keyword",
/// Strings in code.
    SyntaxString "syntax_string",
/// Comments in code.
    SyntaxComment "syntax_comment",
/// Numbers and other constants in code.
    SyntaxNumber "syntax_number",
/// Names of types in code.
    SyntaxType "syntax_type",
/// Names of functions in code.
    SyntaxFunction "syntax_function",
    /// Quotations.
    Quote "quote",
/// Authors of comments.
    Author "author",
/// The word in place of the author of an anonymous comment.
    Unsigned "unsigned",
/// New comments.
    New "new",
/// Lines from replies to their parents.
    Guide "guide",
/// Matches of a search.
    Match "match",
/// The current match.
    MatchCurrent "match_current",
/// Matched letters in a row of the palette.
    MatchLetter "match_letter",
/// Words that an edit added.
    Inserted "inserted",
/// Words that an edit removed.
    Deleted "deleted",
/// Keys in the footer.
    FooterKey "footer_key",
/// Actions in the footer.
    Footer "footer",
/// Messages about success.
    Info "info",
/// Errors.
    Error "error",
/// Progress of work.
    Progress "progress",
}

/// The styles of all roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; ROLES.len()],
}

impl Theme {
    /// Loads the user's theme with this name, else the built-in one.
    pub fn load(name: &str, paths: &Paths) -> Result<Self, SettingsError> {
        let name = if [AUTO, DETECT].contains(&name) { FALLBACK } else { name };
        let file = paths.theme_file(name);
        let is_plain_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
        if is_plain_name && file.exists() {
            return Self::parse(&super::read_or_empty(&file)?).map_err(|error| error.in_file(&file));
        }
        Self::built_in(name).ok_or_else(|| {
            let known: Vec<&str> = [AUTO, DETECT].into_iter().chain(BUILT_IN.iter().map(|(name, _)| *name)).collect();
            let message = format!(
                "[screen] theme = \"{name}\": no file {name}.toml in themes/, and none of the built-in themes {}",
                known.join(", ")
            );
            SettingsError::at(0, message).in_file(&paths.config_file())
        })
    }

    /// Lists the names of all themes: the built-in ones, then the user's in alphabetical order.
    #[must_use]
    pub fn names(paths: &Paths) -> Vec<String> {
        let mut names: Vec<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
        let files = std::fs::read_dir(paths.config.join("themes")).into_iter().flatten().flatten();
        let mut own: Vec<String> = files
            .filter_map(|file| file.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned))
            .filter(|name| !names.contains(name) && ![AUTO, DETECT].contains(&name.as_str()))
            .collect();
        own.sort_unstable();
        names.append(&mut own);
        names
    }

    /// Returns a built-in theme.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Self::parse(text).ok()
    }

    /// Lists the roles of the theme [`FALLBACK`] and their styles, as its file has them.
    pub fn fallback_styles() -> impl Iterator<Item = (&'static str, &'static str)> {
        let text = BUILT_IN.iter().find(|(name, _)| *name == FALLBACK).map_or("", |(_, text)| text);
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        lines.map(|(role, style)| (role, style.trim_matches('"')))
    }

    /// Returns whether colours distinguish added text from removed text.
    #[must_use]
    pub fn tells_changes(&self) -> bool {
        let has_colour = |role| self.style(role).fg.or(self.style(role).bg).is_some();
        has_colour(Role::Inserted) && has_colour(Role::Deleted)
    }

    /// Returns the style of a role, which is applied over the style of the text.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Removes all colours, as `NO_COLOR` requires (<https://no-color.org>).
    ///
    /// Roles that must stay distinct get a modifier in place of their colour.
    #[must_use]
    pub fn without_colours(mut self) -> Self {
        for style in &mut self.styles {
            *style = Style { fg: None, bg: None, underline_color: None, ..*style };
        }
        for (role, modifier) in [
            (Role::Selection, Modifier::REVERSED),
            (Role::SelectionUnfocused, Modifier::UNDERLINED),
            (Role::Match, Modifier::REVERSED),
            (Role::MatchCurrent, Modifier::REVERSED | Modifier::BOLD | Modifier::UNDERLINED),
            (Role::MatchLetter, Modifier::UNDERLINED),
            (Role::Inserted, Modifier::UNDERLINED),
            (Role::Deleted, Modifier::CROSSED_OUT),
            (Role::TitleFocused, Modifier::BOLD | Modifier::UNDERLINED),
            (Role::Error, Modifier::BOLD),
            (Role::Unread, Modifier::BOLD),
            (Role::New, Modifier::BOLD),
        ] {
            self.styles[role as usize] = self.styles[role as usize].add_modifier(modifier);
        }
        self
    }

    fn parse(text: &str) -> Result<Self, SettingsError> {
        let mut styles = [Style::new(); ROLES.len()];
        let mut problems = Vec::new();
        for (name, value) in &parse_toml(text)? {
            let at = name.span().start;
            let line = || line_of(text, at);
            let name = name.get_ref();
            let Some((_, role)) = ROLES.iter().find(|(known, _)| known == name) else {
                let known: Vec<&str> = ROLES.iter().map(|(name, _)| *name).collect();
                problems.push((line(), format!("{name}: unknown role; {}", hint(name, &known))));
                continue;
            };
            let Some(style) = value.get_ref().as_str() else {
                let given = text.get(value.span()).unwrap_or_default();
                problems.push((line(), format!("{name} = {given}: must be a style in quotes, such as \"blue bold\"")));
                continue;
            };
            match parse_style(style) {
                Ok(style) => styles[*role as usize] = style,
                Err(message) => problems.push((line(), format!("{name} = \"{style}\": {message}"))),
            }
        }
        SettingsError::check(problems)?;
        Ok(Self { styles })
    }
}

/// Parses a style such as `#rrggbb on blue bold`.
fn parse_style(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut background = false;
    for word in text.split_whitespace() {
        let modifier = match word {
            "on" => {
                background = true;
                continue;
            }
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" => Modifier::UNDERLINED,
            "reversed" => Modifier::REVERSED,
            "crossed" => Modifier::CROSSED_OUT,
            "none" => continue,
            colour => {
                let colour: Color = colour.parse().map_err(|_| {
                    format!(
                        "unknown colour or style {word}; use #rrggbb, 0-255, black, red, green, yellow, blue, magenta, \
                         cyan, white, bright-black …, none, on, bold, dim, italic, underline, reversed, crossed"
                    )
                })?;
                style = if background { style.bg(colour) } else { style.fg(colour) };
                continue;
            }
        };
        style = style.add_modifier(modifier);
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_name_every_role() {
        for (name, text) in BUILT_IN {
            Theme::parse(text).unwrap();
            for (role, _) in ROLES {
                assert!(text.contains(&format!("\n{role} = ")), "{name} lacks {role}");
            }
        }
    }

    #[test]
    fn errors_name_the_line_and_valid_values() {
        let error = Theme::parse("text = \"red\"\nlnk = \"blue\"\n").unwrap_err().to_string();
        assert!(error.contains(":2:") && error.contains("link"), "{error}");
        let error = Theme::parse("text = \"rde\"\n").unwrap_err().to_string();
        assert!(error.contains(":1:") && error.contains("magenta"), "{error}");
        let error = Theme::parse("text = 3\nlnk = \"red\"\nlink = \"bld\"\n[code]\n").unwrap_err();
        let wanted = [
            ":1: text = 3: must be a style in quotes",
            ":2: lnk: unknown role; did you mean link?",
            ":3: link = \"bld\": unknown colour or style bld; use #rrggbb",
            ":4: code = ",
        ];
        assert_eq!(error.lines().count(), wanted.len(), "{error}");
        assert!(error.lines().zip(wanted).all(|(line, wanted)| line.starts_with(wanted)), "{error}");
    }

    #[test]
    fn roles_stay_distinct_without_colours() {
        for (name, _) in BUILT_IN {
            let theme = Theme::built_in(name).unwrap().without_colours();
            assert_eq!(theme.style(Role::Link).fg, None);
            for (one, other) in [
                (Role::Selection, Role::Text),
                (Role::Selection, Role::SelectionUnfocused),
                (Role::SelectionUnfocused, Role::Text),
                (Role::TitleFocused, Role::Title),
                (Role::Unread, Role::Read),
                (Role::New, Role::Faint),
                (Role::Link, Role::Text),
                (Role::Heading, Role::Text),
                (Role::Author, Role::Unsigned),
                (Role::Match, Role::Text),
                (Role::MatchCurrent, Role::Match),
                (Role::MatchLetter, Role::Text),
                (Role::MatchLetter, Role::Unread),
                (Role::Inserted, Role::Deleted),
                (Role::Inserted, Role::Text),
                (Role::Error, Role::Info),
                (Role::FooterKey, Role::Footer),
            ] {
                assert_ne!(theme.style(one), theme.style(other), "{name}: {one:?} looks like {other:?}");
            }
        }
    }

    /// Computes the contrast ratio of two colours (WCAG 2, <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
    fn contrast(one: Color, other: Color) -> f64 {
        let luminance = |colour: Color| {
            let Color::Rgb(r, g, b) = colour else { panic!("{colour} is not written as #rrggbb") };
            let linear = |part: u8| {
                let part = f64::from(part) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        };
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn text_has_enough_contrast_on_the_background_of_its_theme() {
        for (name, least) in [("dark", 4.5), ("light", 4.5), ("high-contrast", 7.0)] {
            let theme = Theme::built_in(name).unwrap();
            let text = theme.style(Role::Text);
            for (role_name, role) in ROLES {
                let quiet = matches!(role, Role::Border | Role::Guide);
                let style = text.patch(theme.style(*role));
                let least = if name != "high-contrast" && quiet { 1.2 } else { least };
                // `none` paints nothing, so the colour of the text stays.
                let (fg, bg) = (style.fg.unwrap(), style.bg.unwrap());
                let fg = if fg == Color::Reset { text.fg.unwrap() } else { fg };
                let ratio = contrast(fg, bg);
                assert!(ratio >= least, "{name}: {role_name} has a contrast of {ratio:.1}");
            }
        }
    }

    #[test]
    fn the_users_themes_are_listed_after_the_built_in_ones() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("themes")).unwrap();
        for file in ["zebra.toml", "ash.toml", "dark.toml", "auto.toml", "notes.txt"] {
            std::fs::write(dir.path().join("themes").join(file), "text = \"red\"\n").unwrap();
        }
        let paths = Paths { config: dir.path().into(), state: dir.path().into(), newsboat: Vec::new() };
        assert_eq!(Theme::names(&paths), ["terminal", "dark", "light", "high-contrast", "ash", "zebra"]);
        assert_eq!(Theme::load("dark", &paths).unwrap().style(Role::Text).fg, Some(Color::Red));
        assert_eq!(Theme::load("auto", &paths).unwrap(), Theme::built_in("terminal").unwrap());
    }
}

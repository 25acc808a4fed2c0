//! Converts newsboat's colours to a theme: the built-in theme `terminal` with the styles that the file states.

use std::fmt::Write as _;

use crate::settings::Theme;

/// newsboat's elements and the roles that they become.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("article", &["text"]),
    ("listnormal", &["read"]),
    ("listnormal_unread", &["unread"]),
    ("listfocus", &["selection"]),
    // A selected row has one style in tidings, which a line for unread ones decides if there is no other.
    ("listfocus_unread", &["selection"]),
    ("info", &["title_focused", "footer"]),
    ("title", &["title_focused"]),
    ("hint-key", &["footer_key"]),
    ("hint-description", &["footer"]),
];

/// Styles by role.
#[derive(Default)]
pub(super) struct Colours(Vec<(&'static str, String)>);

impl Colours {
    pub(super) fn add(
        &mut self,
        element: &str,
        foreground: &str,
        background: &str,
        attributes: &[&str],
    ) -> Result<String, String> {
        let mut style = Vec::new();
        style.extend(colour(foreground)?);
        if let Some(background) = colour(background)? {
            style.extend(["on".to_owned(), background]);
        }
        style.extend(attributes.iter().filter_map(|attribute| modifier(attribute)).map(str::to_owned));
        let style = if style.is_empty() { "none".to_owned() } else { style.join(" ") };
        if element == "background" {
            return Ok(self.background(&style));
        }
        let Some((_, roles)) = ELEMENTS.iter().find(|(name, _)| *name == element) else {
            return Err(format!("tidings has no counterpart of {element}"));
        };
        for role in *roles {
            let is_set = self.0.iter().any(|(of, _)| of == role);
            if element == "listfocus_unread" && is_set {
                return Err("tidings has one style for the selected row".to_owned());
            }
            self.0.retain(|(of, _)| of != role);
            self.0.push((role, style.clone()));
        }
        Ok(format!("{} = \"{style}\" in the theme", roles.join(", ")))
    }

    /// The background of the screen is that of the role `text`.
    fn background(&mut self, style: &str) -> String {
        let Some((_, background)) = style.split_once("on ") else {
            return "the terminal’s background, as in the theme".to_owned();
        };
        let background = background.split(' ').next().unwrap_or_default();
        let text = self.0.iter().position(|(role, _)| *role == "text").map(|at| self.0.remove(at).1);
        let text = text.filter(|style| !style.contains("on ")).unwrap_or_default().replace("none", "");
        let style = format!("{text} on {background}").trim().to_owned();
        self.0.push(("text", style.clone()));
        format!("text = \"{style}\" in the theme")
    }

    /// Returns the text of the theme; empty without colours.
    pub(super) fn theme(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let mut text = "# Colours from newsboat’s config, over those of the theme terminal.\n".to_owned();
        for (role, style) in Theme::fallback_styles() {
            let own = self.0.iter().find(|(name, _)| *name == role).map_or(style, |(_, own)| own.as_str());
            let _ = writeln!(text, "{role} = \"{own}\"");
        }
        text
    }
}

/// Converts a colour; `None` for the terminal's own.
fn colour(name: &str) -> Result<Option<String>, String> {
    let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
    if name == "default" {
        return Ok(None);
    }
    if names.contains(&name) {
        return Ok(Some(name.to_owned()));
    }
    let number = name.strip_prefix("color").and_then(|number| number.parse::<u8>().ok());
    number.map(|number| Some(number.to_string())).ok_or_else(|| format!("unknown colour {name}"))
}

fn modifier(attribute: &str) -> Option<&'static str> {
    match attribute {
        "bold" => Some("bold"),
        "dim" => Some("dim"),
        "underline" => Some("underline"),
        "reverse" | "standout" => Some("reversed"),
        _ => None,
    }
}

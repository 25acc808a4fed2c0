//! Tests the conversion of newsboat's config.

use super::*;
use crate::input::Keymap;

const SAMPLE: &str = r#"# mine
browser "firefox --new-tab %u"
reload-time 30
auto-reload yes
use-proxy yes
proxy-type socks5
proxy localhost:9050
proxy-auth me:secret
max-items 100
bind-key J next-unread
bind-key ^D pagedown article
bind-key m toggle-article-read articlelist
bind-key x delete-article
unbind-key C
color listnormal_unread color215 default bold
color background white black
color article default default
color end-of-text-marker red black
highlight article "secret" red
macro y set browser "mpv %u" ; open-in-browser
keep-articles-days 14
text-width 80
nonsense 3
"#;

fn fate(converted: &Converted, start: &str) -> String {
    let line = converted.lines.iter().find(|line| line.line.starts_with(start));
    let line = line.unwrap_or_else(|| panic!("{start}: {:?}", converted.lines));
    match &line.fate {
        Fate::Became(what) => what.clone(),
        Fate::NotTaken(reason) => format!("no: {reason}"),
    }
}

#[test]
fn lines_become_settings_keys_and_colours_or_have_a_reason() {
    let converted = convert(SAMPLE);
    assert_eq!(converted.lines.len(), 22);
    for (start, wanted) in [
        ("browser", "[screen] browser = [\"firefox\", \"--new-tab\"]"),
        ("reload-time", "[sync] interval = 30"),
        ("auto-reload", "[sync] every = \"60m\""),
        ("proxy localhost", "[network] proxy = \"socks5://localhost:9050\""),
        ("proxy-auth", "no: a password"),
        ("max-items", "no: tidings keeps all"),
        ("bind-key J", "[global], [articles], [reader] J = next-unread"),
        ("bind-key ^D", "[reader] ctrl-d = page-down"),
        ("bind-key m", "[articles] m = toggle-read"),
        ("bind-key x", "no: tidings has no counterpart of delete-article"),
        ("unbind-key C", "[reader] C = none"),
        ("color listnormal_unread", "unread = \"215 bold\" in the theme"),
        ("color background", "text = \"on black\" in the theme"),
        ("color end-of", "no: tidings has no counterpart of end-of-text-marker"),
        ("highlight", "no: tidings highlights whole rows"),
        ("macro", "no: write a [[command]]"),
        ("keep-articles-days", "[sync] keep_days = 14"),
        ("nonsense", "no: tidings has no counterpart"),
    ] {
        assert!(fate(&converted, start).starts_with(wanted), "{start}: {}", fate(&converted, start));
    }
    assert!(!converted.lines.iter().any(|line| line.line.contains("secret") && line.line.starts_with("proxy")));
    Config::parse(&converted.config).unwrap();
    Keymap::with_user(&converted.keymap).unwrap();
    assert!(converted.config.contains("every = \"30m\""), "the interval of reload-time: {}", converted.config);
    assert!(converted.config.contains("theme = \"newsboat\""), "{}", converted.config);
    assert!(converted.theme.contains("\nunread = \"215 bold\"\n"), "{}", converted.theme);
}

#[test]
fn commands_that_need_a_shell_and_wrong_values_are_not_taken() {
    for line in [
        "browser \"mpv %u | tee log\"",
        "browser \"$BROWSER %u\"",
        "browser \"app '%u' -x\"",
        "browser \"\"",
        "reload-time soon",
        "reload-time -5",
        "user-agent",
        "bind-key",
        "bind-key QQ quit",
        "color article pink default",
    ] {
        let converted = convert(line);
        assert!(matches!(converted.lines[0].fate, Fate::NotTaken(_)), "{line}: {converted:?}");
        assert_eq!((converted.config.as_str(), converted.keymap.as_str(), converted.theme.as_str()), ("", "", ""));
    }
    assert!(convert("browser \"w3m %u\"").config.contains("browser = [\"w3m\"]"));
}

#[test]
fn kill_files_and_highlights_become_rules() {
    let converted = convert(
        "ignore-article \"*\" \"title =~ \\\"sponsored\\\"\"\n\
         ignore-article \"https://a.example/feed\" \"author = \\\"Bob\\\" or title # \\\"x\\\"\"\n\
         ignore-article \"*\" \"nonsense ~ 3\"\nignore-article \"*\"\n\
         highlight-article \"unread = \\\"yes\\\" and title =~ \\\"rust\\\"\" yellow default bold\n\
         highlight articlelist \"[Kk]ernel/[0-9]+\" red\nhighlight all \"(\" red\n",
    );
    let taken = converted.lines.iter().map(|line| matches!(line.fate, Fate::Became(_))).collect::<Vec<_>>();
    assert_eq!(taken, [true, true, false, false, true, true, false], "{:#?}", converted.lines);
    let file = crate::settings::RulesFile::parse(&converted.rules, std::path::Path::new("rules.toml")).unwrap();
    assert_eq!(file.article_rules().count(), 4, "{}", converted.rules);
    assert!(converted.rules.contains("feed:") && converted.rules.contains("highlight = true"), "{}", converted.rules);
}

#[test]
fn a_config_is_recognised_by_its_commands() {
    assert!(is_config("# x\n\nbrowser lynx\n") && is_config("highlight-article \"x\" red\n"));
    assert!(!is_config("https://a.example/feed tag\n") && !is_config("exec:thing\n") && !is_config("<opml>"));
    assert!(!is_config("macro://x/\n"));
}

proptest::proptest! {
    #[test]
    fn any_config_gives_files_that_tidings_reads(
        lines in proptest::collection::vec("(bind-key|unbind-key|color|browser|proxy|use-proxy|reload-time|user-agent|text-width)( (\\^?[a-zA-Z#\\\\,]|SPACE|open|quit|next|article|red|yes|5|[a-z\"'\\\\]{1,5})){0,5}", 0..12),
    ) {
        let converted = convert(&lines.join("\n"));
        proptest::prop_assert!(Config::parse(&converted.config).is_ok(), "{}", converted.config);
        proptest::prop_assert!(Keymap::with_user(&converted.keymap).is_ok(), "{}", converted.keymap);
    }
}

//! Finds addresses in words, which a voice names by their host and does not spell out.

use crate::domain::host::without_www;
use crate::domain::script::is_unspaced;

/// Bytes of the longest host that is said.
const MAX_HOST: usize = 64;

/// An address in a word.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// What stands before it in the word, such as a bracket.
    pub(super) before: &'a str,
    /// Its host without `www.`; empty where the host is nothing to say.
    pub(super) host: &'a str,
    /// Whether it is the address of a mailbox.
    pub(super) is_email: bool,
    /// What stands after it in the word.
    pub(super) after: &'a str,
}

/// Returns the first address in a word.
pub(super) fn find(word: &str) -> Option<Address<'_>> {
    let start = start_of(word)?;
    let (before, rest) = word.split_at(start);
    let end =
        rest.find(|c: char| !c.is_ascii_graphic() && !c.is_alphanumeric() || matches!(c, '<' | '>' | '"' | '`' | '|'));
    let mut address = rest.split_at(end.unwrap_or(rest.len())).0;
    // An address ends where a script without spaces goes on.
    let unspaced = address.char_indices().find(|(_, c)| is_unspaced(*c));
    address = unspaced.map_or(address, |(at, _)| address.split_at(at).0);
    address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', ']', '}']);
    while address.matches(')').count() > address.matches('(').count() {
        let Some(shorter) = address.strip_suffix(')') else { break };
        address = shorter.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    }
    // The caller looks on behind the address.
    let after = rest.get(address.len()..).filter(|after| after.len() < rest.len())?;
    let (is_email, host) = host_of(address)?;
    let host = if is_said(host) { without_www(host) } else { "" };
    Some(Address { before, host, is_email, after })
}

/// Returns where an address begins: at a scheme, at `www.`, or at a name with an at sign or a path behind it.
fn start_of(word: &str) -> Option<usize> {
    const STARTS: &[&str] = &["http://", "https://", "ftp://", "mailto:", "www."];
    let lower = word.to_ascii_lowercase();
    let scheme = STARTS.iter().filter_map(|start| lower.find(start)).min();
    scheme.or_else(|| {
        let first = word.find(char::is_alphanumeric)?;
        let (beginning, _) = word.split_at(first + word.get(first..)?.find(['/', '@'])?);
        // A script without spaces may stand right before the name.
        let unspaced = beginning.char_indices().rfind(|(_, c)| is_unspaced(*c));
        let start = unspaced.map_or(first, |(at, c)| at + c.len_utf8());
        let name = beginning.get(start..)?;
        let bare = word.get(start..)?;
        let is_email = bare.get(name.len()..)?.strip_prefix('@').is_some_and(is_domain_first);
        let path = bare
            .get(name.len()..)?
            .strip_prefix('/')
            .is_some_and(|path| path.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '@'));
        let is_name =
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'));
        (is_name && (is_email || path && is_domain(name))).then_some(start)
    })
}

/// Returns whether the address is a mailbox's, and its host.
fn host_of(address: &str) -> Option<(bool, &str)> {
    let lower = address.to_ascii_lowercase();
    let scheme = ["http://", "https://", "ftp://"].iter().find(|scheme| lower.starts_with(**scheme));
    if scheme.is_none() && (lower.starts_with("mailto:") || !lower.starts_with("www.") && address.contains('@')) {
        let host = address.split_once('@').map_or("", |(_, host)| host.split(['?', '/']).next().unwrap_or_default());
        return Some((true, host));
    }
    let rest = address.get(scheme.map_or(0, |scheme| scheme.len())..)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    Some((false, host.split(':').next()?))
}

/// Whether a name looks like a domain: labels with a full stop between, and no number at its end.
fn is_domain(name: &str) -> bool {
    let Some((labels, top)) = name.rsplit_once('.') else { return false };
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    labels.split('.').all(is_label) && top.len() >= 2 && top.chars().all(char::is_alphabetic)
}

/// Whether a text begins with a domain.
fn is_domain_first(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-')).unwrap_or(text.len());
    is_domain(text.split_at(end).0.trim_end_matches(['.', '-']))
}

/// Whether a host is a name that can be said: no code, and not too long.
fn is_said(host: &str) -> bool {
    host.len() <= MAX_HOST
        && !host.to_ascii_lowercase().split('.').any(|label| label.starts_with("xn--"))
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && !host.starts_with(['-', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_words() {
        for (word, expected) in [
            ("https://www.example.org/a?b=c.", Some(("", "example.org", false, "."))),
            ("(https://example.org/a_(b)).", Some(("(", "example.org", false, ")."))),
            ("HTTP://Example.org:8080", Some(("", "Example.org", false, ""))),
            ("see:www.example.org,", Some(("see:", "example.org", false, ","))),
            ("https://ann:secret@example.org/", Some(("", "example.org", false, ""))),
            ("ann@example.org.", Some(("", "example.org", true, "."))),
            ("<mailto:ann@example.org?subject=x>", Some(("<", "example.org", true, ">"))),
            ("example.org/path", Some(("", "example.org", false, ""))),
            ("https://xn--bcher-kva.example/", Some(("", "", false, ""))),
            ("https://bücher.example/ü", Some(("", "bücher.example", false, ""))),
            ("詳しくはhttps://example.org/aを見て", Some(("詳しくは", "example.org", false, "を見て"))),
            ("詳しくはann@example.org", Some(("詳しくは", "example.org", true, ""))),
            ("https://漢/", Some(("", "", false, "漢/"))),
            ("漢@example.org", None),
            ("https://-x/", Some(("", "", false, ""))),
            ("https://", Some(("", "", false, ""))),
            ("and/or", None),
            ("Mr./Mrs.", None),
            ("2.5/3", None),
            ("@ann", None),
            ("@ann@social.example", Some(("@", "social.example", true, ""))),
            ("a.b", None),
            ("", None),
        ] {
            let found = find(word).map(|found| (found.before, found.host, found.is_email, found.after));
            assert_eq!(found, expected, "{word}");
        }
    }
}

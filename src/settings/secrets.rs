//! `secrets.toml` in the state folder: passwords that tidings has taken out of addresses of feeds.
//!
//! Only the user may read the file. tidings writes it; the user may too, for example to change a password.

use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::SettingsError;
use super::check::parse_document;
use super::site::is_at;
use crate::domain::login::Login;
use crate::domain::text::line_of;

/// The head of a new file.
const HEAD: &str = "# Passwords that were in the addresses of feeds. Keep this file to yourself.\n";

/// A parsed `secrets.toml`. No debug output has a password.
#[derive(Debug, Clone)]
pub struct Secrets {
    file: PathBuf,
    list: Vec<Login>,
}

impl Secrets {
    /// Reads the file; a missing file has no passwords. Errors have no value of the file.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        let text = super::read_or_empty(file)?;
        let list = parse(&text).map_err(|error| error.in_file(file))?;
        Ok(Self { file: file.to_path_buf(), list })
    }

    /// Returns the login for a host, which may have a port, and for a user if one is given.
    #[must_use]
    pub fn of(&self, host: &str, user: Option<&str>) -> Option<&Login> {
        let is_user = |login: &&Login| user.is_none_or(|user| login.user == user);
        self.list.iter().filter(|login| is_at(&login.host, host)).find(is_user)
    }

    /// Adds a login, in place of one of the same host and user.
    pub fn put(&mut self, login: Login) {
        match self.list.iter_mut().find(|known| known.host == login.host && known.user == login.user) {
            Some(known) => *known = login,
            None => self.list.push(login),
        }
    }

    /// Writes the file, whole or not at all, so that only the user can read it.
    pub fn save(&self) -> Result<(), SettingsError> {
        let mut document = DocumentMut::new();
        let mut tables = ArrayOfTables::new();
        for login in &self.list {
            let mut table = Table::new();
            for (key, text) in [("host", &login.host), ("user", &login.user), ("password", &login.password)] {
                table[key] = value(text);
            }
            tables.push(table);
        }
        document["secret"] = Item::ArrayOfTables(tables);
        super::replace_private(&self.file, &format!("{HEAD}\n{document}"))
    }
}

fn parse(text: &str) -> Result<Vec<Login>, SettingsError> {
    let document = parse_document(text)?;
    let (mut list, mut problems) = (Vec::new(), Vec::new());
    for (key, item) in document.as_table() {
        let line = item.span().map_or(0, |span| line_of(text, span.start));
        let Some(tables) = item.as_array_of_tables().filter(|_| key == "secret") else {
            problems.push((line, "unknown section; begin a password with [[secret]]".to_owned()));
            continue;
        };
        for table in tables {
            let field = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
            if let (Some(host), Some(user), Some(password)) = (field("host"), field("user"), field("password")) {
                list.push(Login { host, user, password });
            } else {
                let line = table.span().map_or(0, |span| line_of(text, span.start));
                problems.push((line, "[[secret]]: needs host, user and password, each in quotes".to_owned()));
            }
        }
    }
    SettingsError::check(problems)?;
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(host: &str, user: &str, password: &str) -> Login {
        Login { host: host.into(), user: user.into(), password: password.into() }
    }

    #[test]
    fn passwords_are_kept_by_host_and_user_in_a_file_of_the_user_alone() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("state/secrets.toml");
        let mut secrets = Secrets::load(&file).unwrap();
        secrets.put(login("a.example", "ann", "old"));
        secrets.put(login("a.example", "bea", "\"b\\"));
        secrets.put(login("b.example:8080", "", "c"));
        secrets.put(login("a.example", "ann", "new"));
        secrets.save().unwrap();
        let read = Secrets::load(&file).unwrap();
        let password = |host, user| read.of(host, user).map(|login| login.password.as_str());
        assert_eq!(password("a.example:443", None), Some("new"));
        assert_eq!(password("a.example", Some("bea")), Some("\"b\\"));
        assert_eq!(password("a.example", Some("eve")), None);
        assert_eq!(password("b.example:8080", None), Some("c"));
        assert_eq!(password("b.example", None), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
            // A file that others could read is not so any more once it is written.
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
            read.save().unwrap();
            assert_eq!(mode(&file), 0o600);
        }
        assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "no other file is left");
    }

    #[test]
    fn errors_have_lines_and_no_passwords() {
        for (text, error) in [
            (
                "[[secret]]\nhost = \"a\"\npassword = \"s3cr3t\"\n",
                ":1: [[secret]]: needs host, user and password, each in quotes",
            ),
            ("s3cr3t = 1\n", "unknown section; begin a password with [[secret]]"),
        ] {
            let found = parse(text).unwrap_err().to_string();
            assert!(found.contains(error) && !found.contains("s3cr3t"), "{found}");
        }
        let broken = parse("[[secret]]\nhost = \"a\"\nuser = \"b\"\npassword = s3cr3t\n").unwrap_err().to_string();
        assert!(broken.starts_with(":4:") && !broken.contains("s3cr3t"), "{broken}");
    }
}

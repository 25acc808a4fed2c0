//! Reads secrets from the system's keyring: a Secret Service on the session bus, the Keychain on macOS, the Credential
//! Manager on Windows.
//!
//! An entry has the service `tidings` and an account's name. tidings writes no entries: the user adds them with the
//! system's tools. The keyring may ask the user for a passphrase, so the caller limits the time.

use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error, Result};

/// The service of our entries.
const SERVICE: &str = "tidings";

/// Returns the secret of an account; the error is a text for the user.
pub(super) fn secret(account: &str) -> std::result::Result<String, String> {
    read(system(), account)
}

/// Opens the system's keyring; each time anew, because it comes and goes with the user's session.
fn system() -> Result<Arc<CredentialStore>> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new()?;
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new()?;
    #[cfg(not(any(target_os = "macos", windows)))]
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

fn read(store: Result<Arc<CredentialStore>>, account: &str) -> std::result::Result<String, String> {
    let found = store.and_then(|store| Entry::new_in_store(&store, SERVICE, account)?.get_password());
    found.map_err(|error| match error {
        Error::NoEntry => format!("no entry; add it with `{}`", add_command(account)),
        // The keyring's own error may contain the secret.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "the entry is not UTF-8 text".to_owned(),
        Error::Ambiguous(_) => format!("several entries for {account}; leave one"),
        error => format!("{error}; unlock the keyring of this session, or set secret_command or secret_env instead"),
    })
}

/// Returns the command of this system that asks for a secret and adds its entry.
fn add_command(account: &str) -> String {
    if cfg!(target_os = "macos") {
        format!("security add-generic-password -s {SERVICE} -a {account} -w")
    } else if cfg!(windows) {
        format!("cmdkey /generic:{account}.{SERVICE} /user:{account} /pass")
    } else {
        format!("secret-tool store --label={SERVICE} service {SERVICE} username {account}")
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::mock;

    use super::*;

    #[test]
    fn an_entry_is_found_by_its_account_and_the_error_of_a_missing_one_has_the_command_to_add_it() {
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        let entry = Entry::new_in_store(&store, SERVICE, "ann@a.example").unwrap();
        entry.set_password("s3cret").unwrap();
        assert_eq!(read(Ok(store.clone()), "ann@a.example").unwrap(), "s3cret");
        let missing = read(Ok(store.clone()), "bea@a.example").unwrap_err();
        assert!(missing.contains(&add_command("bea@a.example")) && missing.contains("tidings"), "{missing}");
        entry.set_secret(&[0xff, 0xfe, 0xfd]).unwrap();
        assert_eq!(read(Ok(store), "ann@a.example").unwrap_err(), "the entry is not UTF-8 text");
        let locked = Error::NoStorageAccess("it is locked".into());
        let error = read(Err(locked), "ann@a.example").unwrap_err();
        assert!(error.contains("it is locked") && error.contains("secret_command"), "{error}");
    }
}

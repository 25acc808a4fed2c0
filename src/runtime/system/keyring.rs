//! The system's keyring: a Secret Service on the session bus, the Keychain on macOS, the Credential Manager on Windows.
//!
//! Entries are read here, by an account's name under the service `tidings`, and never written: the system's own tools put
//! them in. To bound the time is left to the caller; somebody may be asked for a passphrase meanwhile.

use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error, Result};

const SERVICE: &str = "tidings";

/// The secret of `account`; says for people why there is none.
pub(super) fn secret(account: &str) -> std::result::Result<String, String> {
    read(system(), account)
}

/// Found anew each time: a keyring comes and goes with its session.
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
        Error::NoEntry => format!("nothing is there; `{}` puts it in", put(account)),
        // A keyring's own words may have what was read in them.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "what is there is no text".to_owned(),
        Error::Ambiguous(_) => format!("several entries are there under {account}: leave one"),
        error => format!(
            "{error}; a keyring has to run, unlocked, in this session, or secret_command or secret_env say where else \
             the secret is"
        ),
    })
}

/// The command of this system that puts an entry in, and asks for what is in it.
fn put(account: &str) -> String {
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
    fn an_entry_is_found_by_its_account_and_a_missing_one_is_told_with_the_way_to_put_it_in() {
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        let entry = Entry::new_in_store(&store, SERVICE, "ann@a.example").unwrap();
        entry.set_password("s3cret").unwrap();
        assert_eq!(read(Ok(store.clone()), "ann@a.example").unwrap(), "s3cret");
        let missing = read(Ok(store.clone()), "bea@a.example").unwrap_err();
        assert!(missing.contains(&put("bea@a.example")) && missing.contains("tidings"), "{missing}");
        entry.set_secret(&[0xff, 0xfe, 0xfd]).unwrap();
        assert_eq!(read(Ok(store), "ann@a.example").unwrap_err(), "what is there is no text");
        let locked = Error::NoStorageAccess("it is locked".into());
        let error = read(Err(locked), "ann@a.example").unwrap_err();
        assert!(error.contains("it is locked") && error.contains("secret_command"), "{error}");
    }
}

//! What stands for the system's keyring in a build without the feature `keyring`: how to get one with it.

pub(super) fn secret(_account: &str) -> Result<String, String> {
    Err("secret_keyring needs a build with it: cargo build --features keyring; or use secret_command or secret_env"
        .to_owned())
}

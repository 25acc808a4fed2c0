//! Replaces `keyring` in a build without the feature `keyring`: the error says how to get a build with it.

pub(super) fn secret(_account: &str) -> Result<String, String> {
    Err("this build has no keyring: use cargo build --features keyring, or set secret_command or secret_env".to_owned())
}

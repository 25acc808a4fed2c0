//! the asynchronous shell

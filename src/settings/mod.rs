//! config, keymap, theme, paths

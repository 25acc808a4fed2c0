//! the pure core of the screen

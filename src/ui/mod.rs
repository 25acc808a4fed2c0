//! Model -> Buffer

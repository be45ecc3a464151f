//! The command families: one file for each, and nothing else knows a command.

pub mod answer;

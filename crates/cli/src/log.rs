//! The log of a server: on standard error, for a person or for machines.
//!
//! In: what to write, and how. Out: lines. Must not: write to standard output, where addresses go.

use std::io::IsTerminal as _;

use tracing::level_filters::LevelFilter;

/// How lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogForm {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// What is worth a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogLevel {
    Error,
    Warn,
    /// A line for each request too
    Info,
    Debug,
}

/// From here on what happens is written down.
pub(crate) fn begin(form: LogForm, level: LogLevel) {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let lines = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr);
    match form {
        LogForm::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogForm::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).init(),
    }
}

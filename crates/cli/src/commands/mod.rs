//! The commands and their arguments, on one page.
//!
//! In: parsed arguments. Out: an exit code. Must not: know how a command works.

mod build;
mod check;
mod demo;
mod dev;
mod fmt;
mod new;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use compiler::budget::Budget;

use crate::map_tiles::MapArguments;

/// Mini programs for any browser: write, build and open them.
#[derive(Debug, Parser)]
#[command(name = "minnow", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts a new mini program in DIR
    New(NewArguments),
    /// Compiles, serves and watches a program; the page reloads when a file changes
    Dev(DevArguments),
    /// Writes a package that any web server can serve
    Build(BuildArguments),
    /// Compiles without writing anything and prints the diagnostics
    Check(CheckArguments),
    /// Runs the program's own tests, in a browser without a window
    Test(TestArguments),
    /// Formats templates and style sheets
    Fmt(FmtArguments),
    /// Serves an editor on standard input and output (Language Server Protocol)
    Lsp(LspArguments),
    /// Serves every program of a folder, with an index page
    #[command(hide = true)]
    Demo(DemoArguments),
}

#[derive(Debug, clap::Args)]
pub(crate) struct NewArguments {
    /// Folder to make; it may exist when it is empty
    dir: PathBuf,
    /// What to start from
    #[arg(long, value_enum, default_value_t = Template::Blank)]
    template: Template,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// One page
    Blank,
    /// Tabs, categories, product pages, search and a cart
    Shop,
    /// One page, in TypeScript
    Typescript,
}

#[derive(Debug, clap::Args)]
struct ProjectArguments {
    /// Folder of app.json, or of a project.config.json that names it
    #[arg(default_value = ".")]
    dir: PathBuf,
}

#[derive(Debug, clap::Args)]
struct ServeArguments {
    /// Address and port to listen on; of several programs, each takes one of the ports after it
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = listen_address)]
    listen: std::net::SocketAddr,
    /// Listens on the local network too, and prints its address as a QR code
    #[arg(long)]
    lan: bool,
    /// Does not open a browser
    #[arg(long)]
    no_open: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DevArguments {
    #[command(flatten)]
    project: ProjectArguments,
    #[command(flatten)]
    serve: ServeArguments,
    /// Does not write the program's console to the terminal
    #[arg(long)]
    no_console: bool,
    /// Lets the program call back ends at private network addresses
    #[arg(long)]
    allow_private: bool,
    #[command(flatten)]
    map: MapArguments,
}

#[derive(Debug, clap::Args)]
pub(crate) struct BuildArguments {
    #[command(flatten)]
    project: ProjectArguments,
    /// Folder to write; replaced as a whole when it holds a package already
    #[arg(long, value_name = "OUT")]
    out: PathBuf,
    /// How to print what each page costs
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    report: ReportFormat,
    /// The most a first visit may load (800KB, 1.5MB), or `off` [default: 1MB]
    #[arg(long, value_name = "SIZE")]
    budget: Option<Budget>,
    /// Adds smaller forms of pictures, and shows those
    #[arg(long)]
    images: bool,
    /// Leaves out style rules that match nothing
    #[arg(long)]
    trim_styles: bool,
    /// Writes no compressed forms (.br, .zst, .gz) beside the files
    #[arg(long)]
    no_compress: bool,
    #[command(flatten)]
    map: MapArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Text,
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    project: ProjectArguments,
    /// For a person, for tools (one JSON object a line), or as annotations of GitHub's workflows
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    format: CheckFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    Text,
    Json,
    Github,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TestArguments {
    /// Folder of app.json, or of a project.config.json that names it; then parts of the paths of test files: all of them, when there are none
    #[arg(value_name = "DIR PATTERN")]
    paths: Vec<String>,
    /// Only tests whose whole name fits this regular expression
    #[arg(long, short = 't', value_name = "PATTERN")]
    name: Option<String>,
    /// Writes snapshots and screenshots that differ anew
    #[arg(long, short = 'u')]
    update: bool,
    /// Runs again when a file changes
    #[arg(long)]
    watch: bool,
    /// For a person, for tools, or for continuous integration
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    format: TestFormat,
    /// Chromium, Chrome or Edge; found by itself where it is in its usual place
    #[arg(long, value_name = "PATH")]
    browser: Option<PathBuf>,
    /// Test files that run at once
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<usize>,
    /// Longest time of one test, in milliseconds
    #[arg(long, value_name = "MS")]
    timeout: Option<u64>,
    /// Keeps a picture of the screen when a test fails
    #[arg(long)]
    screenshot_failures: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    Text,
    Json,
    Junit,
}

#[derive(Debug, clap::Args)]
pub(crate) struct FmtArguments {
    /// Folders and files; in folders every .wxml and .wxss file, but those of npm packages
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Writes nothing; names the files that would change, and exits with 1 when there are any
    #[arg(long)]
    check: bool,
    /// Formats standard input to standard output
    #[arg(long, requires = "path", conflicts_with = "paths")]
    stdin: bool,
    /// The name of what standard input holds
    #[arg(long, value_name = "NAME", requires = "stdin")]
    path: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LspArguments {
    /// Taken for the editors that pass it; there is no other way
    #[arg(long)]
    stdio: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DemoArguments {
    /// Folder whose sub-folders are programs
    #[arg(default_value = "examples")]
    dir: PathBuf,
    #[command(flatten)]
    serve: ServeArguments,
}

/// A port alone is one of this machine.
fn listen_address(text: &str) -> Result<std::net::SocketAddr, String> {
    if let Ok(port) = text.parse::<u16>() {
        return Ok(std::net::SocketAddr::from(([127, 0, 0, 1], port)));
    }
    text.parse().map_err(|_| "write an address and a port, such as 127.0.0.1:8080, or a port alone".to_owned())
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::New(arguments) => new::run(&arguments),
        Command::Dev(arguments) => dev::run(arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        // `--stdio` is what happens anyway.
        Command::Lsp(LspArguments { stdio: _ }) => crate::lsp::run().map(|()| ExitCode::SUCCESS),
        Command::Demo(arguments) => demo::run(arguments),
    }
}

/// Writes to standard output. A reader that closed the pipe (`| head`) is no error.
pub(crate) fn print(text: &str) -> Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

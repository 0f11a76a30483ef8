//! The commands and their arguments, on one page.
//!
//! In: parsed arguments. Out: an exit code. Must not: know how a command works.

mod admin;
mod build;
mod check;
mod config_file;
mod demo;
mod dev;
mod fmt;
mod login;
mod new;
mod preview;
mod publish;
mod release;
mod serve;
mod serve_arguments;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use compiler::budget::Budget;
use server::Commission;

pub(crate) use self::config_file::expand;
use self::serve_arguments::ServeArguments;
use crate::map_tiles::MapArguments;

/// Mini programs for any browser: write, build and open them.
#[derive(Debug, Parser)]
#[command(name = "minnow", version, propagate_version = true, arg_required_else_help = true, args_override_self = true)]
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
    /// Starts a platform: programs are published to it, found and opened there
    Serve(Box<ServeArguments>),
    /// What somebody at a platform's own machine does with its data
    Admin(AdminArguments),
    /// Signs in to a platform
    Login(LoginArguments),
    /// Sends a program to the platform, as a version nobody gets yet
    Publish(PublishArguments),
    /// Gives a version to people, all or some first
    Release(ReleaseArguments),
    /// Says whether a version may go out (operators)
    Review(ReviewArguments),
    /// Takes the newest release back
    Rollback(RollbackArguments),
    /// Makes a link to a version that is not released, for testers
    Preview(PreviewArguments),
    /// Builds what was sent to a platform; `minnow serve` runs it, under limits
    #[command(hide = true)]
    BuildUpload(BuildUploadArguments),
    /// Starts a platform of one's own with every program of a folder published
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
struct ListenArguments {
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
    serve: ListenArguments,
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
    /// Folder of everything the platform keeps from one start to the next [default: one for DIR in the user's cache]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(flatten)]
    serve: ListenArguments,
}

/// Where a platform's data lie.
#[derive(Debug, clap::Args)]
struct DataArguments {
    /// A file of options (TOML): `listen = "0.0.0.0:443"` is `--listen 0.0.0.0:443`, and what is typed counts more
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of everything the platform keeps
    #[arg(long, default_value = "minnow-data", value_name = "DIR")]
    data: PathBuf,
    /// `postgres://user:password@host/name` or `sqlite://file` [default: a file in the data folder]
    #[arg(long, value_name = "ADDRESS")]
    database: Option<server::DatabaseAddress>,
    /// `s3://bucket/prefix?endpoint=https://host&region=name` for files; the keys stand in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY [default: the data folder]
    #[arg(long, value_name = "ADDRESS")]
    blobs: Option<server::S3Address>,
}

impl DataArguments {
    /// Where files lie, with the keys to it.
    fn blob_place(&self) -> Result<server::BlobPlace> {
        let Some(address) = &self.blobs else { return Ok(server::BlobPlace::Folder) };
        let key = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let (Some(id), Some(secret)) = (key("AWS_ACCESS_KEY_ID"), key("AWS_SECRET_ACCESS_KEY")) else {
            anyhow::bail!("--blobs needs the bucket's keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        };
        address
            .clone()
            .with_keys(id, secret, key("AWS_SESSION_TOKEN"))
            .map_err(|error| anyhow::anyhow!("--blobs: {error}"))
    }

    fn database(&self) -> server::DatabaseAddress {
        self.database.clone().unwrap_or_else(|| server::DatabaseAddress::in_folder(&self.data))
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct AdminArguments {
    #[command(subcommand)]
    command: AdminCommand,
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Makes a token for an account, for `minnow login ADDRESS --token-stdin`: the way back in
    Token(AdminTokenArguments),
    /// Makes a link that signs an account in at the console, once and within 15 minutes: the way back in without a passkey
    Link(AdminLinkArguments),
    /// Writes everything a platform keeps into one archive, while its server runs or not
    Backup(AdminBackupArguments),
    /// Makes a platform of a backup, where nothing is yet
    Restore(AdminRestoreArguments),
}

#[derive(Debug, clap::Args)]
struct AdminTokenArguments {
    /// The account's e-mail address
    email: String,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, clap::Args)]
struct AdminLinkArguments {
    /// The account's e-mail address
    email: String,
    /// Where people reach the platform
    #[arg(long, default_value = "http://mini.localhost:8080", value_name = "ADDRESS")]
    server: String,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, clap::Args)]
struct AdminBackupArguments {
    /// A file to make, or a folder to make one in; not in the data folder
    target: PathBuf,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, clap::Args)]
struct AdminRestoreArguments {
    /// What `minnow admin backup` has written
    archive: PathBuf,
    /// The data folder to make; a folder that is there must be empty, a database must have no tables
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReviewWord {
    /// A version that builds may go out
    Automatic,
    /// An operator approves each
    Manual,
}

impl From<ReviewWord> for server::ReviewPolicy {
    fn from(word: ReviewWord) -> Self {
        match word {
            ReviewWord::Automatic => server::ReviewPolicy::Automatic,
            ReviewWord::Manual => server::ReviewPolicy::Manual,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct LoginArguments {
    /// Address of the platform
    server: String,
    /// Reads a token from standard input without asking
    #[arg(long)]
    token_stdin: bool,
    /// Makes the first operator of a new platform, with the code it printed
    #[arg(long, value_name = "CODE", requires = "email")]
    setup_code: Option<String>,
    /// The first operator's e-mail address
    #[arg(long, value_name = "ADDRESS", requires = "setup_code")]
    email: Option<String>,
    /// The first operator's name
    #[arg(long, requires = "setup_code")]
    name: Option<String>,
    /// Name of the first organisation
    #[arg(long, value_name = "NAME", requires = "setup_code")]
    organisation: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PublishArguments {
    #[command(flatten)]
    project: ProjectArguments,
    /// The version's number [default: the newest one's, its last part counted up]
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// What is new, for those who review and release
    #[arg(long, default_value = "", value_name = "TEXT")]
    description: String,
    /// Number of an automatic publisher, 1 to 30
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    robot: i64,
    /// The program's id [default: `appid` of project.config.json]
    #[arg(long, value_name = "ID")]
    app: Option<String>,
    /// Makes the program first, if it is not there
    #[arg(long)]
    create: bool,
    /// Name of the program that --create makes
    #[arg(long, requires = "create")]
    name: Option<String>,
    /// Address of the platform [default: that of the last `minnow login`]
    #[arg(long, value_name = "ADDRESS")]
    server: Option<String>,
}

/// Which program, on which platform.
#[derive(Debug, clap::Args)]
struct TargetArguments {
    /// Folder of the project
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// The program's id [default: `appid` of project.config.json]
    #[arg(long, value_name = "ID")]
    app: Option<String>,
    /// Address of the platform [default: that of the last `minnow login`]
    #[arg(long, value_name = "ADDRESS")]
    server: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArguments {
    /// The version's number
    number: String,
    /// Of those who open the program; the same people keep it when the number grows
    #[arg(long, default_value_t = 100, value_name = "1-100", value_parser = clap::value_parser!(i64).range(1..=100))]
    percent: i64,
    /// For those alone who are in this country, as the platform's operator can tell (two letters); may be given several times
    #[arg(long, value_name = "CODE")]
    country: Vec<String>,
    /// For those alone who were never there before, or who were
    #[arg(long, value_name = "new|returning")]
    visitors: Option<String>,
    /// Versions before it are used no more, not even where a browser kept one
    #[arg(long)]
    end_older: bool,
    #[command(flatten)]
    target: TargetArguments,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReviewArguments {
    /// The version's number
    number: String,
    #[arg(long, conflicts_with = "reject", required_unless_present = "reject")]
    approve: bool,
    #[arg(long)]
    reject: bool,
    /// For whoever published it
    #[arg(long, default_value = "", value_name = "TEXT")]
    comment: String,
    #[command(flatten)]
    target: TargetArguments,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PreviewArguments {
    /// The version's number; without one the link opens whichever version is on trial when somebody comes
    number: Option<String>,
    /// Puts the version on trial, in place of the one that is
    #[arg(long, requires = "number")]
    trial: bool,
    /// Links that were given out open nothing any more
    #[arg(long, conflicts_with_all = ["number", "trial"])]
    end: bool,
    #[command(flatten)]
    target: TargetArguments,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RollbackArguments {
    #[command(flatten)]
    target: TargetArguments,
}

#[derive(Debug, clap::Args)]
pub(crate) struct BuildUploadArguments {
    sources: PathBuf,
    package: PathBuf,
    /// Where people will open the program
    #[arg(long)]
    origin: String,
    #[arg(long)]
    app_id: String,
    /// Its name on the platform
    #[arg(long)]
    name: String,
    /// The version's
    #[arg(long)]
    number: String,
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
        Command::Serve(arguments) => serve::run(*arguments),
        Command::Admin(arguments) => admin::run(arguments),
        Command::Login(arguments) => login::run(&arguments),
        Command::Publish(arguments) => publish::run(&arguments),
        Command::Release(arguments) => release::release(&arguments),
        Command::Review(arguments) => release::review(&arguments),
        Command::Rollback(arguments) => release::rollback(&arguments),
        Command::Preview(arguments) => preview::run(&arguments),
        Command::BuildUpload(arguments) => crate::platform::builder::build_upload(Commission {
            sources: arguments.sources,
            package: arguments.package,
            origin: arguments.origin,
            app_id: arguments.app_id,
            name: arguments.name,
            number: arguments.number,
        }),
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_of_no_command_contradict_each_other() {
        Arguments::command().debug_assert();
    }
}

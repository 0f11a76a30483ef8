//! `--config FILE`: what would stand on the command line, in a file.
//!
//! In: arguments. Out: the same with those of the file before them, so that what was typed counts. Must not: have options of its own.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command, CommandFactory as _};
use compiler::diagnostics::nearest;
use toml::de::{DeTable, DeValue};

use super::Arguments;

/// The largest file that is read.
const FILE_BYTES_MAX: u64 = 1 << 20;
const SERVE: &str = "serve";

/// Arguments as `main` got them. A key of the file is the name of an option of `minnow serve`; a command that does not know it passes over it.
/// What stands in the environment counts more than the file, what was typed more than both.
pub(crate) fn expand(mut arguments: Vec<OsString>) -> Result<Vec<OsString>> {
    let Some(path) = named(&arguments) else { return Ok(arguments) };
    let commands = Arguments::command();
    let Some((command, depth)) = command_of(&commands, &arguments) else { return Ok(arguments) };
    let read = of_file(&path, command, commands.find_subcommand(SERVE).unwrap_or(command))?;
    arguments.splice(depth..depth, read);
    Ok(arguments)
}

/// The file that is named, the last one when there are several.
fn named(arguments: &[OsString]) -> Option<PathBuf> {
    let words = || arguments.iter().take_while(|word| *word != "--");
    let apart = words().zip(arguments.iter().skip(1)).filter(|(word, _)| *word == "--config").map(|(_, path)| path);
    let joined = words().filter_map(|word| word.to_str()?.strip_prefix("--config="));
    joined.map(OsStr::new).chain(apart.map(OsString::as_os_str)).last().map(PathBuf::from)
}

/// The command that is asked for when it reads such a file, and the place of its first argument.
fn command_of<'a>(commands: &'a Command, arguments: &[OsString]) -> Option<(&'a Command, usize)> {
    let mut command = commands;
    let mut depth = 1;
    while let Some(found) = arguments.get(depth).and_then(|word| command.find_subcommand(word)) {
        command = found;
        depth += 1;
    }
    command.get_arguments().any(|argument| argument.get_long() == Some("config")).then_some((command, depth))
}

/// `serve` knows every key there is.
fn of_file(path: &Path, command: &Command, serve: &Command) -> Result<Vec<OsString>> {
    let cannot = || format!("cannot read the options in {}", path.display());
    if std::fs::metadata(path).with_context(cannot)?.len() > FILE_BYTES_MAX {
        bail!("{} is larger than {} KB: it holds options and nothing else", path.display(), FILE_BYTES_MAX >> 10);
    }
    let text = std::fs::read_to_string(path).with_context(cannot)?;
    let table = DeTable::parse(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    let mut read = Vec::new();
    for (key, value) in table.get_ref() {
        let line = text[..key.span().start].matches('\n').count() + 1;
        let at = format!("{}:{line}", path.display());
        let known = option(serve, key.get_ref()).with_context(|| unknown(&at, key.get_ref(), serve))?;
        let words = words(known, value.get_ref()).with_context(|| at.clone())?;
        check(serve, &words).with_context(|| at.clone())?;
        let is_in_environment = known.get_env().is_some_and(|name| std::env::var_os(name).is_some());
        if !is_in_environment && option(command, key.get_ref()).is_some() {
            read.extend(words.into_iter().map(OsString::from));
        }
    }
    Ok(read)
}

fn option<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    // A file that named another would hide what counts.
    command.get_arguments().find(|argument| argument.get_long() == Some(key) && key != "config")
}

fn unknown(at: &str, key: &str, serve: &Command) -> String {
    let known = serve.get_arguments().filter_map(Arg::get_long).filter(|long| *long != "config");
    let meant = nearest(key, known).map(|name| format!(" Did you mean `{name}`?")).unwrap_or_default();
    format!("{at}: there is no option `{key}`.{meant} Keys are the options of `minnow serve` without their two dashes")
}

/// The option as it would be typed.
fn words(option: &Arg, value: &DeValue<'_>) -> Result<Vec<String>> {
    let long = option.get_long().unwrap_or_default();
    let is_switch = matches!(option.get_action(), ArgAction::SetTrue);
    let is_list = matches!(option.get_action(), ArgAction::Append);
    let one = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Some(format!("--{long}={text}")),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| format!("--{long}={n}"))
        }
        _ => None,
    };
    let words = match value {
        DeValue::Boolean(is_on) if is_switch => Some(is_on.then(|| format!("--{long}")).into_iter().collect()),
        DeValue::Array(values) if is_list => values.iter().map(|value| one(value.get_ref())).collect(),
        value if !is_switch => one(value).map(|word| vec![word]),
        _ => None,
    };
    let shape = match (is_switch, is_list) {
        (true, _) => "`true` or `false`",
        (_, true) => "a list of strings, such as [\"…\", \"…\"]",
        _ => "a string or a whole number",
    };
    words.with_context(|| format!("`{long}` takes {shape}, not {}", value.type_str()))
}

/// Whether the values are right, each for itself; how options go together is looked at when all are there.
fn check(serve: &Command, words: &[String]) -> Result<()> {
    let typed = [SERVE.to_owned()].into_iter().chain(words.iter().cloned());
    match serve.clone().try_get_matches_from(typed) {
        Err(error) if matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue) => {
            let said = error.to_string();
            bail!("{}", said.lines().next().unwrap_or_default().trim_start_matches("error: "))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn expanded(file: &str, words: &str) -> Result<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("minnow.toml");
        std::fs::write(&path, file).unwrap();
        let words = words.split(' ').map(|word| word.replace("FILE", path.to_str().unwrap()));
        let arguments = expand(words.map(OsString::from).collect())?;
        Ok(arguments.into_iter().filter_map(|word| word.into_string().ok()).collect())
    }

    #[test]
    fn options_of_a_file_stand_before_those_that_were_typed() {
        let file = "listen = \"0.0.0.0:443\"\nhttps = true\npublic-port = 8443\noidc-join = [\"a.com=x:admin\", \"b.com=x:admin\"]\n";
        let all = expanded(file, "minnow serve --config FILE --listen 127.0.0.1:1").unwrap();
        let mut read: Vec<_> = all[2..7].iter().map(String::as_str).collect();
        read.sort_unstable();
        assert_eq!(
            read,
            [
                "--https",
                "--listen=0.0.0.0:443",
                "--oidc-join=a.com=x:admin",
                "--oidc-join=b.com=x:admin",
                "--public-port=8443"
            ]
        );
        assert_eq!(all[9..], ["--listen", "127.0.0.1:1"]);
        // What was typed counts.
        let parsed = format!("{:?}", Arguments::try_parse_from(&all).unwrap());
        assert!(parsed.contains("listen: 127.0.0.1:1") && parsed.contains("public_port: Some(8443)"), "{parsed}");
    }

    #[test]
    fn another_command_takes_of_the_file_what_it_knows() {
        let file = "data = \"/srv/minnow\"\nlisten = \"0.0.0.0:443\"\nhttps = false\n";
        for typed in ["--config FILE", "--config=FILE"] {
            let all = expanded(file, &format!("minnow admin backup {typed} out.tar")).unwrap();
            assert_eq!(all[3], "--data=/srv/minnow");
            assert!(!all.iter().any(|word| word.contains("listen") || word.contains("https")), "{all:?}");
            Arguments::try_parse_from(&all).unwrap();
        }
        // Words after `--`, and commands without the option, are left alone.
        for words in ["minnow build --config FILE", "minnow serve -- --config FILE", "minnow"] {
            let all = expanded("nonsense", words).unwrap();
            assert_eq!(all.len(), words.split(' ').count());
        }
    }

    #[test]
    fn a_fault_says_file_line_and_how_to_mend_it() {
        let told = |file: &str| format!("{:#}", expanded(file, "minnow serve --config FILE").unwrap_err());
        let cases = [
            ("\n# ours\nlistn = \"x\"\n", ["minnow.toml:3: ", "`listn`. Did you mean `listen`?"]),
            ("listen = \"nowhere\"\n", ["minnow.toml:1: ", "'nowhere'"]),
            ("\nhttps = \"yes\"\n", ["minnow.toml:2: ", "`https` takes `true` or `false`, not string"]),
            ("listen = [1]\n", ["minnow.toml:1: ", "`listen` takes a string or a whole number, not array"]),
            ("oidc-join = [true]\n", ["minnow.toml:1: ", "takes a list of strings"]),
            ("[serve]\nlisten = \"x\"\n", ["minnow.toml:1: ", "no option `serve`"]),
            ("config = \"other.toml\"\n", ["minnow.toml:1: ", "no option `config`"]),
            ("listen = \n", ["minnow.toml: ", "line 1"]),
            ("review = \"never\"\n", ["minnow.toml:1: ", "'never'"]),
        ];
        for (file, parts) in cases {
            let told = told(file);
            assert!(parts.iter().all(|part| told.contains(part)), "{file}: {told}");
        }
        let told = format!(
            "{:#}",
            expand(["minnow", "serve", "--config", "/no/file"].map(OsString::from).to_vec()).unwrap_err()
        );
        assert!(told.contains("cannot read the options in /no/file"), "{told}");
    }
}

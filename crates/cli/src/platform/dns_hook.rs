//! DNS records, by a program of the operator's (`--acme-hook`).
//!
//! In: a record's name and value. Out: what the program says of it. Must not: hand anything to a shell.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use server::{DnsRecords, Written};
use tokio::process::Command;
use tokio::time::timeout;

/// A hook may wait for its DNS provider.
const HOOK_LIMIT: Duration = Duration::from_secs(5 * 60);
/// Of what a hook says when it fails.
const REASON_CHARACTERS_MAX: usize = 400;

/// Asked in the words that hooks of `lego` know: `HOOK present NAME VALUE`, `HOOK cleanup NAME VALUE`.
pub(crate) struct DnsHook(pub(crate) PathBuf);

impl DnsRecords for DnsHook {
    fn present<'a>(&'a self, name: &'a str, value: &'a str) -> Written<'a> {
        Box::pin(self.run("present", name, value))
    }

    fn clean_up<'a>(&'a self, name: &'a str, value: &'a str) -> Written<'a> {
        Box::pin(self.run("cleanup", name, value))
    }
}

impl DnsHook {
    async fn run(&self, act: &str, name: &str, value: &str) -> Result<(), String> {
        let hook = format!("`{} {act}`", self.0.display());
        let mut command = Command::new(&self.0);
        command.args([act, name, value]).stdin(Stdio::null()).kill_on_drop(true);
        let output = timeout(HOOK_LIMIT, command.output())
            .await
            .map_err(|_| format!("{hook} does not end within {} s", HOOK_LIMIT.as_secs()))?
            .map_err(|error| format!("{hook} cannot be run: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said: String = said.trim().chars().take(REASON_CHARACTERS_MAX).collect();
        Err(format!("{hook} ends with {}: {said}", output.status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hook_that_fails_is_told_with_its_own_words() {
        let hook = |program: &str| DnsHook(PathBuf::from(program));
        let told = hook("/bin/ls").present("/no/such/place", "x").await.unwrap_err();
        assert!(told.starts_with("`/bin/ls present` ends with") && told.contains("cannot access"), "{told}");
        let told = hook("/no/hook").clean_up("a", "b").await.unwrap_err();
        assert!(told.contains("`/no/hook cleanup` cannot be run"), "{told}");
        hook("/bin/true").present("a", "b").await.unwrap();
    }
}

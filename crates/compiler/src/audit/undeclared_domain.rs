//! Back ends that a script names and the project's list does not.
//!
//! In: addresses written out in scripts, and the list. Out: a warning an address. Must not: speak where there is no list, or where the vendor's
//! check is switched off.

use super::{Audited, Purpose, Settings};
use crate::diagnostics::Diagnostic;

pub(super) const CODE: &str = "audit/undeclared-domain";

pub(super) fn run(audited: &Audited, settings: &Settings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for script in &audited.scripts {
        for address in &script.facts.addresses {
            let Some(list) = settings.domains.get(&address.purpose) else { continue };
            if list.iter().any(|entry| allows(entry, &address.origin)) {
                continue;
            }
            let key = match address.purpose {
                Purpose::Request => "request",
                Purpose::Upload => "upload",
                Purpose::Download => "download",
                Purpose::Socket => "socket",
            };
            found.push(
                Diagnostic::warning(
                    CODE,
                    &*script.source.file,
                    format!("`{}` is not in the list of domains", address.origin),
                )
                .at(address.span.clone(), "the call fails")
                .help(format!("add it to `minnow.domains.{key}` in project.config.json")),
            );
        }
    }
    found
}

/// An entry is `scheme://host`, with a port or not; `*.` at the front of the host stands for any subdomain.
fn allows(entry: &str, origin: &str) -> bool {
    let (entry, origin) = (entry.trim().trim_end_matches('/').to_ascii_lowercase(), origin.to_ascii_lowercase());
    match entry.split_once("://*.") {
        Some((scheme, parent)) => {
            let host = origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
            host.and_then(|host| host.strip_suffix(parent)).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
        }
        None => entry == origin,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::testing::audit;
    use super::*;

    #[test]
    fn addresses_are_compared_with_the_list_of_their_purpose() {
        let script = "wx.request({url: 'https://a.example/x'}); wx.request({url: `https://b.example/${x}`}); wx.request({url: 'https://x.c.example/' + y});\
            wx.request({url: base + '/x'}); wx.uploadFile({url: 'https://b.example/'}); wx.request({url: 'https://' + host}); wx.request({url: 'https://c.example/'})";
        let list = ["https://a.example", "https://*.c.example/"].map(str::to_owned).to_vec();
        let settings = Settings { domains: BTreeMap::from([(Purpose::Request, list)]), ..Settings::default() };
        let found = audit(&[("p/p.js", script)], &settings);
        let found: Vec<&str> =
            found.iter().filter(|found| found.code == CODE).map(|found| found.message.as_str()).collect();
        assert_eq!(
            found,
            ["`https://b.example` is not in the list of domains", "`https://c.example` is not in the list of domains"]
        );
        assert!(audit(&[("p/p.js", script)], &Settings::default()).iter().all(|found| found.code != CODE));
    }
}

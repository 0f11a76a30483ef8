//! Back ends at addresses of the developer's own machine or network, which nobody else reaches.
//!
//! In: addresses written out in scripts. Out: a warning each. Must not: know which hosts there are.

use super::Audited;
use crate::diagnostics::Diagnostic;

pub(super) const CODE: &str = "audit/own-network";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for script in &audited.scripts {
        for address in script.facts.addresses.iter().filter(|address| is_own(&address.origin)) {
            found.push(
                Diagnostic::warning(
                    CODE,
                    &*script.source.file,
                    format!("`{}` is an address of your own network", address.origin),
                )
                .at(address.span.clone(), "nobody else reaches it")
                .help("release with the address of a server that people reach"),
            );
        }
    }
    found
}

/// `origin`: `scheme://host`, with a port or not.
fn is_own(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host).to_ascii_lowercase();
    let numbers: Result<Vec<u8>, _> = host.split('.').map(str::parse).collect();
    match numbers.as_deref() {
        // RFC 1918, this machine, and what machines give themselves.
        Ok([10 | 127, _, _, _] | [172, 16..=31, _, _] | [192, 168, _, _] | [169, 254, _, _]) => true,
        _ => host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    #[test]
    fn addresses_that_only_the_developer_reaches_are_told() {
        let script = "wx.request({url: 'http://192.168.1.5:8080/x'}); wx.request({url: 'http://localhost/x'}); wx.request({url: 'https://10.example/x'}); wx.request({url: 'http://8.8.8.8/x'})";
        let told = said(super::CODE, &[("p/p.js", script)]);
        let wanted = [
            "`http://192.168.1.5:8080` is an address of your own network | 'http://192.168.1.5:8080/x'",
            "`http://localhost` is an address of your own network | 'http://localhost/x'",
        ];
        assert_eq!(told, wanted);
    }
}

//! Secrets that are written out in a script, where everybody who opens the program can read them.
//!
//! In: texts that a script has, and the names they are given. Out: a warning each. Must not: take a key that is meant to be public for one, or show it.

use super::Audited;
use crate::diagnostics::Diagnostic;

pub(super) const CODE: &str = "audit/secret";

/// A kind of secret that its own form tells.
struct Form {
    what: &'static str,
    prefix: &'static str,
    /// Letters and digits behind the prefix.
    length: std::ops::RangeInclusive<usize>,
}

const FORMS: [Form; 9] = [
    Form { what: "a key of Amazon Web Services", prefix: "AKIA", length: 16..=16 },
    Form { what: "a key of Tencent Cloud", prefix: "AKID", length: 32..=32 },
    Form { what: "a key of Alibaba Cloud", prefix: "LTAI", length: 12..=26 },
    Form { what: "a token of GitHub", prefix: "ghp_", length: 36..=36 },
    Form { what: "a token of GitHub", prefix: "github_pat_", length: 60..=90 },
    Form { what: "a secret key of Stripe", prefix: "sk_live_", length: 24..=120 },
    Form { what: "a secret key of Stripe", prefix: "rk_live_", length: 24..=120 },
    Form { what: "a token of Slack", prefix: "xoxb-", length: 40..=80 },
    Form { what: "a token of this platform", prefix: "mn_token_", length: 40..=60 },
];
const APP_SECRET_LENGTH: usize = 32;

/// What secret a text is by its form.
pub(super) fn secret_of(text: &str) -> Option<&'static str> {
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    let is_of = |form: &&Form| {
        text.strip_prefix(form.prefix).is_some_and(|rest| {
            form.length.contains(&rest.len())
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        })
    };
    FORMS.iter().find(is_of).map(|form| form.what)
}

/// What secret a text is by the name that it is given.
pub(super) fn named_secret_of(name: &str, text: &str) -> Option<&'static str> {
    let is_hex = text.len() == APP_SECRET_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && name.to_ascii_lowercase().ends_with("secret")).then_some("the secret of a program")
}

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for script in &audited.scripts {
        for (what, span) in &script.facts.secrets {
            found.push(
                Diagnostic::warning(CODE, &*script.source.file, format!("this looks like {what}"))
                    .at(span.clone(), "everybody who opens the program can read it")
                    .help("take it out, have it replaced where it is from, and let your server do what it is for"),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    #[test]
    fn what_only_a_server_may_know_is_told() {
        let hex = "0123456789abcdef".repeat(2);
        let pem = format!("-----BEGIN {} KEY-----\\nMIIE", "RSA PRIVATE");
        let key = format!("AK{}", "IA0123456789ABCDEF");
        let script =
            format!("const appSecret = '{hex}'; const a = {{app_secret: '{hex}', key: '{key}'}}; a.b = '{pem}'");
        let told = said(super::CODE, &[("p/p.js", &script)]);
        let wanted = [
            format!("this looks like the secret of a program | '{hex}'"),
            format!("this looks like the secret of a program | '{hex}'"),
            format!("this looks like a key of Amazon Web Services | '{key}'"),
            format!("this looks like a private key | '{pem}'"),
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn what_everybody_may_know_is_not() {
        let hex = "0123456789abcdef".repeat(2);
        let script = format!(
            "const md5 = '{hex}'; const secret = 'ask the server'; const map = {{key: 'AIza0123'}}; wx.login({{secretName: '{hex}'}}); const hash_of_secret = md5('{hex}')"
        );
        assert_eq!(said(super::CODE, &[("p/p.js", &script)]), [""; 0]);
    }
}

//! Secrets the platform hands out: made of 32 random bytes, kept only as a hash.
//!
//! In: a prefix that tells what a secret is for. Out: the secret, and the hash to keep. Must not: write a secret anywhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use sha2::{Digest as _, Sha256};

/// Letters of a code that a person types: none that looks like another.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKMNPQRSTVWXYZ0123456789";
/// 80 bits.
const CODE_LENGTH: usize = 16;

/// `mn_token_…`: the prefix lets a scanner of repositories find what leaked.
pub(crate) fn new_secret(prefix: &str) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<32>()))
}

/// 192 random bits as 32 letters, for what others keep in columns of that length.
pub(crate) fn new_text() -> String {
    URL_SAFE_NO_PAD.encode(random::<24>())
}

/// 128 random bits as 32 hexadecimal digits: the form that servers of mini programs expect their secret in.
pub(crate) fn new_digits() -> String {
    random::<16>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two hashes are the same, in a time that does not tell how much of them is.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differences == 0
}

/// What is kept of a secret. They are random, so that no slow hash is needed.
pub(crate) fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// Whether a text has the form of 32 bytes in base64url: a secret without prefix, or a hash.
pub(crate) fn is_well_formed(text: &str) -> bool {
    const LENGTH: usize = 43;
    text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// A code to type: `ABCD-EFGH-JKMN-PQRS`.
pub(crate) fn new_code() -> String {
    let letters = letters::<CODE_LENGTH>();
    let groups: Vec<String> =
        letters.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join("-")
}

/// Random letters that a person can type, 5 bits each.
pub(crate) fn letters<const LENGTH: usize>() -> String {
    random::<LENGTH>().iter().map(|byte| char::from(CODE_LETTERS[usize::from(*byte) % CODE_LETTERS.len()])).collect()
}

/// Whether what a person typed is the code, however he wrote its letters and dashes.
pub(crate) fn is_code(typed: &str, code: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
    };
    // Hashes are compared, so that the time tells nothing of how much was right.
    hash(&plain(typed)) == hash(&plain(code))
}

/// # Panics
/// When the system has no randomness: nothing would be secret then.
pub(crate) fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    SystemRandom::new().fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = new_code();
        assert_eq!(code.len(), 19, "{code}");
        assert!(is_code(&code, &code));
        assert!(is_code(&format!(" {} ", code.to_lowercase().replace('-', " ")), &code));
        assert!(!is_code("", &code) && !is_code(&new_code(), &code) && !is_code(&code[..18], &code));
    }

    #[test]
    fn forms_that_others_expect() {
        let digits = new_digits();
        assert!(digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digits}");
        assert_eq!(new_text().len(), 32);
        assert!(is_same("abc", "abc") && !is_same("abc", "abd") && !is_same("abc", "ab") && !is_same("", "a"));
    }

    #[test]
    fn secrets_differ_and_their_hash_is_stable() {
        let (one, other) = (new_secret("mn_"), new_secret("mn_"));
        assert_ne!(one, other);
        assert!(one.starts_with("mn_") && one.len() == 46, "{one}");
        assert_eq!(hash("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }
}

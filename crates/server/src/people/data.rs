//! What a program is told of its user, signed and encrypted so that its server can trust what its page passes on.
//!
//! In: a user, his session key. Out: `rawData`, `signature`, `encryptedData`, `iv` as the vendor documents them. Must not: let the key out.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde::Serialize;

use crate::secret;

/// What everybody is as long as he has not told more: the vendor has answered the same since 2022.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Profile<'a> {
    pub(super) nick_name: &'a str,
    pub(super) gender: i64,
    pub(super) language: &'a str,
    pub(super) city: &'a str,
    pub(super) province: &'a str,
    pub(super) country: &'a str,
    pub(super) avatar_url: &'a str,
}

impl<'a> Profile<'a> {
    pub(super) fn nameless(avatar_url: &'a str) -> Self {
        Profile { nick_name: "微信用户", gender: 0, language: "", city: "", province: "", country: "", avatar_url }
    }
}

/// The profile with what only the program's server may read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'a> {
    open_id: &'a str,
    union_id: &'a str,
    #[serde(flatten)]
    profile: &'a Profile<'a>,
    watermark: Watermark<'a>,
}

#[derive(Debug, Serialize)]
struct Watermark<'a> {
    timestamp: i64,
    appid: &'a str,
}

/// Fields of the answer, by their documented names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignedData {
    raw_data: String,
    signature: String,
    #[serde(flatten)]
    sealed: Sealed,
}

/// What only the holder of a session key reads.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sealed {
    encrypted_data: String,
    iv: String,
}

/// Whom the data is for and about.
pub(super) struct Subject<'a> {
    pub(super) app_id: &'a str,
    pub(super) openid: &'a str,
    pub(super) unionid: &'a str,
    pub(super) session_key: &'a str,
}

/// `None`: the key is none.
pub(super) fn sign(profile: &Profile<'_>, subject: &Subject<'_>, now_ms: i64) -> Option<SignedData> {
    let raw_data = serde_json::to_string(profile).ok()?;
    let whole = Whole {
        open_id: subject.openid,
        union_id: subject.unionid,
        profile,
        watermark: Watermark { timestamp: now_ms / 1000, appid: subject.app_id },
    };
    let sealed = seal(&whole, subject.session_key)?;
    Some(SignedData { signature: signature(&raw_data, subject.session_key), sealed, raw_data })
}

/// `None`: the key is none.
pub(super) fn seal(value: &impl Serialize, session_key: &str) -> Option<Sealed> {
    let text = serde_json::to_string(value).ok()?;
    let iv = secret::random::<16>();
    let encrypted_data = STANDARD.encode(encrypt(text.as_bytes(), session_key, iv)?);
    Some(Sealed { encrypted_data, iv: STANDARD.encode(iv) })
}

/// SHA-1 of the text and the key, as servers compute it; it keeps nothing secret, and the key is not to be had.
fn signature(raw_data: &str, session_key: &str) -> String {
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, format!("{raw_data}{session_key}").as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// AES-128-CBC with PKCS #7 padding.
fn encrypt(text: &[u8], session_key: &str, iv: [u8; 16]) -> Option<Vec<u8>> {
    let key: [u8; 16] = STANDARD.decode(session_key).ok()?.try_into().ok()?;
    let encryptor = cbc::Encryptor::<Aes128>::new(&key.into(), &iv.into());
    Some(encryptor.encrypt_padded_vec::<Pkcs7>(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the vendor's documentation of signatures.
    #[test]
    fn the_signature_is_the_one_that_servers_compute() {
        let raw_data = r#"{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}"#;
        assert_eq!(signature(raw_data, "HyVFkGl5F5OQWJZZaNzBBg=="), "75e81ceda165f4ffa64f4068af58c64b8f54b88c");
    }

    #[test]
    fn the_encryption_is_that_of_the_standard() {
        // NIST SP 800-38A, F.2.1: the first block; the padding of a whole block follows.
        let bytes = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
        };
        let key = STANDARD.encode(bytes("2b7e151628aed2a6abf7158809cf4f3c"));
        let iv: [u8; 16] = bytes("000102030405060708090a0b0c0d0e0f").try_into().unwrap();
        let encrypted = encrypt(&bytes("6bc1bee22e409f96e93d7e117393172a"), &key, iv).unwrap();
        assert_eq!(encrypted[..16], bytes("7649abac8119b246cee98e9b12e9197d"));
        assert_eq!(encrypted.len(), 32);
        assert!(encrypt(b"", "c2hvcnQ=", iv).is_none());
    }
}

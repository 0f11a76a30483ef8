//! The platform's own signing key: what people are told in writing is signed with it.
//!
//! In: the data folder. Out: signatures, the public half. Must not: let the private half out of the folder.

use std::io::{self, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::clock::new_id;
use crate::private_file;

/// What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410).
const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

pub(crate) struct PlatformKey(Ed25519KeyPair);

impl PlatformKey {
    /// The key of a data folder; made when there is none. Of several servers that make one at once, the first one's counts.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = folder.join("platform.ed25519");
        if !file.exists() {
            let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
            let made = made.map_err(|_| io::Error::other("no key can be made"))?;
            let fresh = folder.join(new_id("key"));
            write_private(&fresh, made.as_ref())?;
            let linked = std::fs::hard_link(&fresh, &file);
            std::fs::remove_file(&fresh)?;
            match linked {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        let bytes = std::fs::read(&file)?;
        let key = Ed25519KeyPair::from_pkcs8(&bytes);
        key.map(PlatformKey).map_err(|error| {
            io::Error::other(format!("{} is no Ed25519 key ({error}): restore it from a backup", file.display()))
        })
    }

    /// Base64.
    pub(crate) fn sign(&self, text: &str) -> String {
        STANDARD.encode(self.0.sign(text.as_bytes()).as_ref())
    }

    pub(super) fn is_signed(&self, text: &str, signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        UnparsedPublicKey::new(&ED25519, self.0.public_key().as_ref()).verify(text.as_bytes(), &signature).is_ok()
    }

    /// 32 bytes, Base64.
    pub(super) fn public(&self) -> String {
        STANDARD.encode(self.0.public_key().as_ref())
    }

    /// As OpenSSL reads it.
    pub(super) fn public_pem(&self) -> String {
        let bytes = [&SPKI_PREFIX[..], self.0.public_key().as_ref()].concat();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(bytes))
    }
}

fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_file::create(file)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_its_key_and_a_broken_one_is_not_replaced() {
        let folder = std::env::temp_dir().join(new_id("minnow-keys"));
        let key = PlatformKey::open(&folder).unwrap();
        let signature = key.sign("text");
        assert!(key.is_signed("text", &signature) && !key.is_signed("Text", &signature) && !key.is_signed("text", "x"));
        assert_eq!(PlatformKey::open(&folder).unwrap().public(), key.public());
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::write(folder.join("platform.ed25519"), "x").unwrap();
        assert!(PlatformKey::open(&folder).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

//! Questions to authenticators (WebAuthn): the browser passes them on, an authenticator signs them, and the answers are compared here.
//!
//! In: what keys are for, answers. Out: questions as the standard writes them in JSON, what is to be kept meanwhile, keys. Must not: know whose a key is,
//! or take an answer that names another origin: a program's page stands at a name below the platform's domain.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, Url, Uuid, Webauthn,
    WebauthnBuilder, WebauthnError,
};

use crate::config::Site;

pub(crate) struct Authenticators(Webauthn);

/// A question, and what its answer is compared with.
pub(crate) struct Asked {
    /// What the browser gives to the authenticator: `publicKey` of the standard.
    pub(crate) options: Json,
    pub(crate) state: String,
}

/// Whom a new key is for, as the authenticator shows and knows him.
pub(crate) struct Owner<'a> {
    pub(crate) handle: Uuid,
    pub(crate) name: &'a str,
    pub(crate) shown_name: &'a str,
}

/// A key that an authenticator has made.
pub(crate) struct Made {
    pub(crate) credential_id: String,
    /// JSON.
    pub(crate) passkey: String,
}

/// An answer of somebody who signs in.
pub(crate) struct Answer {
    credential: PublicKeyCredential,
    pub(crate) handle: Uuid,
    pub(crate) credential_id: String,
}

impl Authenticators {
    pub(crate) fn new(site: &Site) -> Result<Self, WebauthnError> {
        let origin = Url::parse(&site.origin()).map_err(|_| WebauthnError::Configuration)?;
        Ok(Authenticators(WebauthnBuilder::new(site.domain.as_str(), &origin)?.rp_name("Minnow").build()?))
    }

    /// Asks for a new key. `known`: those the owner has; an authenticator makes no second one.
    pub(crate) fn ask_new(&self, owner: &Owner<'_>, known: &[String]) -> Result<Asked, String> {
        let known = known.iter().filter_map(|passkey| read::<Passkey>(passkey)).map(|key| key.cred_id().clone());
        let started =
            self.0.start_passkey_registration(owner.handle, owner.name, owner.shown_name, Some(known.collect()));
        let (options, state) = started.map_err(|error| error.to_string())?;
        let mut asked = asked(&options, &state)?;
        // Found on the authenticator when somebody signs in, without asking who it is.
        asked.options["authenticatorSelection"]["residentKey"] = "required".into();
        asked.options["authenticatorSelection"]["requireResidentKey"] = true.into();
        Ok(asked)
    }

    /// The key that was made for a question, if the answer is one.
    pub(crate) fn made(&self, state: &str, answer: Json) -> Option<Made> {
        let state = read::<PasskeyRegistration>(state)?;
        let passkey = self.0.finish_passkey_registration(&serde_json::from_value(answer).ok()?, &state).ok()?;
        Some(Made {
            credential_id: URL_SAFE_NO_PAD.encode(passkey.cred_id()),
            passkey: serde_json::to_string(&passkey).ok()?,
        })
    }

    /// Asks whichever authenticator is there who it is.
    pub(crate) fn ask_who(&self) -> Result<Asked, String> {
        let (options, state) = self.0.start_discoverable_authentication().map_err(|error| error.to_string())?;
        asked(&options, &state)
    }

    /// Of whom and of which key an answer says that it is; nothing of it is proved yet.
    pub(crate) fn read(&self, answer: Json) -> Option<Answer> {
        let credential: PublicKeyCredential = serde_json::from_value(answer).ok()?;
        let (handle, credential_id) = self.0.identify_discoverable_authentication(&credential).ok()?;
        let credential_id = URL_SAFE_NO_PAD.encode(credential_id);
        Some(Answer { credential, handle, credential_id })
    }

    /// The key as it is after it has signed the question; nothing where it has not.
    pub(crate) fn proved(&self, state: &str, answer: &Answer, passkey: &str) -> Option<String> {
        let (state, mut passkey) = (read::<DiscoverableAuthentication>(state)?, read::<Passkey>(passkey)?);
        let result = self.0.finish_discoverable_authentication_v2(&answer.credential, state, &passkey).ok()?;
        passkey.update_credential(&result);
        serde_json::to_string(&passkey).ok()
    }
}

/// What an authenticator knows somebody by: the random part of an id of ours.
pub(crate) fn handle_of(id: &str) -> Option<Uuid> {
    Uuid::parse_str(id.rsplit('_').next().unwrap_or_default()).ok()
}

fn asked(options: &impl Serialize, state: &impl Serialize) -> Result<Asked, String> {
    let mut options = serde_json::to_value(options).map_err(|error| error.to_string())?;
    let state = serde_json::to_string(state).map_err(|error| error.to_string())?;
    Ok(Asked { options: options["publicKey"].take(), state })
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

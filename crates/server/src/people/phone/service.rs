//! The rules about phone numbers.
//!
//! In: a person, what he typed, whom he lets know it; codes of programs' servers. Out: numbers. Must not: give one out twice for one yes.

use serde::Serialize;

use super::number::PhoneNumber;
use super::store;
use crate::clock::now_ms;
use crate::database::DatabaseError;
use crate::people::People;
use crate::people::data::{self, Sealed};
use crate::people::model::CODE_DURATION_MS;
use crate::people::store as people_store;
use crate::secret;

/// From a yes in the platform's sheet until the page under it asks.
const SHARE_DURATION_MS: i64 = 60 * 1000;

#[derive(Debug, thiserror::Error)]
pub(crate) enum PhoneError {
    #[error("that is no phone number: write its country code and its digits, 15 together at most")]
    Invalid,
    #[error("there is no phone number")]
    NoNumber,
    /// By the person, within the last minute, in the platform's sheet.
    #[error("the person has not just allowed it")]
    NotShared,
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Why a code gives no number.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PhoneCodeError {
    /// It never was, was used, or its time is over; or the person has taken his number away.
    #[error("no such code")]
    Unknown,
    #[error("the code is of another program")]
    OtherProgram,
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// As the vendor has it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PhoneInfo {
    phone_number: String,
    pure_phone_number: String,
    country_code: String,
    watermark: Watermark,
}

#[derive(Debug, Clone, Serialize)]
struct Watermark {
    timestamp: i64,
    appid: String,
}

impl PhoneInfo {
    fn new(number: PhoneNumber, app_id: &str, now_ms: i64) -> Self {
        PhoneInfo {
            phone_number: number.as_vendor(),
            pure_phone_number: number.national,
            country_code: number.country_code,
            watermark: Watermark { timestamp: now_ms / 1000, appid: app_id.to_owned() },
        }
    }
}

/// What a program's page gets after a yes.
#[derive(Debug, Serialize)]
pub(crate) struct GivenPhone {
    code: String,
    /// The number for whoever has the session key, where somebody is signed in.
    #[serde(flatten)]
    sealed: Option<Sealed>,
}

/// Whose number a code was of.
#[derive(Debug)]
pub(crate) struct RedeemedPhone {
    pub(crate) person_id: String,
    pub(crate) info: PhoneInfo,
}

impl People {
    /// A person's own number, as he knows it again.
    pub(super) async fn masked_phone(&self, person_id: &str) -> Result<Option<String>, PhoneError> {
        let number = store::number(&mut self.database.read().await?, person_id).await?;
        Ok(number.map(|number| number.masked()))
    }

    /// Takes a number in the place of the one before; what was allowed was the other one.
    pub(super) async fn put_phone(
        &self,
        person_id: &str,
        country_code: &str,
        typed: &str,
    ) -> Result<String, PhoneError> {
        let number = PhoneNumber::parse(country_code, typed).ok_or(PhoneError::Invalid)?;
        let mut tx = self.database.write().await?;
        tx.lock(&format!("person {person_id}")).await?;
        store::put_number(&mut tx, person_id, &number, now_ms()).await?;
        store::end_shares(&mut tx, person_id).await?;
        tx.commit().await?;
        Ok(number.masked())
    }

    pub(super) async fn remove_phone(&self, person_id: &str) -> Result<(), PhoneError> {
        let mut tx = self.database.write().await?;
        tx.lock(&format!("person {person_id}")).await?;
        store::remove_number(&mut tx, person_id).await?;
        store::end_shares(&mut tx, person_id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A person's yes to one program, once. Whether he agreed to the use of his number at all, the caller has looked.
    pub(super) async fn share_phone(&self, app_id: &str, person_id: &str) -> Result<(), PhoneError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&format!("person {person_id}")).await?;
        store::forget_ended(&mut tx, now_ms).await?;
        store::number(&mut tx, person_id).await?.ok_or(PhoneError::NoNumber)?;
        store::add_share(&mut tx, app_id, person_id, now_ms + SHARE_DURATION_MS).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What the page of a program gets for a yes. `user`: what the browser is known by there, when that is who said it.
    pub(crate) async fn give_phone(
        &self,
        app_id: &str,
        person_id: &str,
        user: Option<&str>,
    ) -> Result<GivenPhone, PhoneError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&format!("person {person_id}")).await?;
        if !store::take_share(&mut tx, app_id, person_id, now_ms).await? {
            return Err(PhoneError::NotShared);
        }
        let number = store::number(&mut tx, person_id).await?.ok_or(PhoneError::NoNumber)?;
        let code = secret::new_text();
        let ends_ms = now_ms + CODE_DURATION_MS;
        store::add_code(&mut tx, &secret::hash(&code), app_id, person_id, ends_ms).await?;
        let session = match user {
            Some(user) => people_store::find_user_session(&mut tx, app_id, &secret::hash(user), now_ms).await?,
            None => None,
        };
        tx.commit().await?;
        let info = PhoneInfo::new(number, app_id, now_ms);
        let session = session.filter(|session| session.person_id == person_id);
        Ok(GivenPhone { code, sealed: session.and_then(|session| data::seal(&info, &session.session_key)) })
    }

    /// The number that a code stands for; once.
    pub(crate) async fn redeem_phone(&self, app_id: &str, code: &str) -> Result<RedeemedPhone, PhoneCodeError> {
        let (hash, now_ms) = (secret::hash(code), now_ms());
        let mut tx = self.database.write().await?;
        let (of_app, person_id) = store::find_code(&mut tx, &hash, now_ms).await?.ok_or(PhoneCodeError::Unknown)?;
        if of_app != app_id {
            return Err(PhoneCodeError::OtherProgram);
        }
        let is_first = store::use_code(&mut tx, &hash).await?;
        let number = store::number(&mut tx, &person_id).await?;
        tx.commit().await?;
        let number = number.filter(|_| is_first).ok_or(PhoneCodeError::Unknown)?;
        Ok(RedeemedPhone { info: PhoneInfo::new(number, app_id, now_ms), person_id })
    }
}

//! What somebody at the machine itself does with a platform's data, while its server runs or not.
//!
//! In: where the data lie. Out: what was asked for. Must not: be reached over a network; whoever can read the data may do all of this.

use crate::database::{Database, DatabaseAddress, DatabaseError};
use crate::identity::{Identity, IdentityError};

#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<IdentityError> for AdminError {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Database(error) => AdminError::Database(error),
            other => AdminError::Refused(other.to_string()),
        }
    }
}

/// A token of every scope for an account, by its e-mail address: the way back in for whoever lost his.
pub async fn create_token(database: &DatabaseAddress, email: &str) -> Result<String, AdminError> {
    let database = Database::open(database).await?;
    let made = Identity::new(database.clone()).await?.create_token_for(email).await;
    database.close().await;
    Ok(made?)
}

/// A link's secret that signs an account in at the console, once and within a quarter of an hour: the way back in for whoever lost every passkey.
pub async fn create_link(database: &DatabaseAddress, email: &str) -> Result<String, AdminError> {
    let database = Database::open(database).await?;
    let made = Identity::new(database.clone()).await?.create_link_for(email).await;
    database.close().await;
    Ok(made?)
}

//! Organisations, who belongs to them, and who is asked to.
//!
//! In: what administrators ask. Out: members, invitations. Must not: leave an organisation without an administrator.

use serde_json::json;

use super::audit::{Subject, record};
use super::member_store as store;
use super::model::{self, Account, Act, Actor, Role};
use super::passkeys::person;
use super::service::{Identity, IdentityError, authorise, name};
use super::session;
use super::store::{account_by_email, add_account, add_member, add_organisation, role};
use crate::clock::{new_id, now_ms};
use crate::database::Transaction;
use crate::secret;

const INVITATION_PREFIX: &str = "mn_invite_";
const INVITATION_DURATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Of one organisation at a time.
const INVITATIONS_MAX: usize = 200;

/// An organisation as a list of them shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Organisation {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) members: i64,
    pub(crate) created_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) account_id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// Somebody who was asked to join, and has not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invitation {
    pub(crate) id: String,
    pub(crate) organisation_id: String,
    pub(crate) organisation_name: String,
    pub(crate) email: String,
    pub(crate) role: Role,
    pub(crate) created_ms: i64,
    pub(crate) expires_ms: i64,
}

#[derive(Debug)]
pub(crate) struct NewInvitation {
    pub(crate) invitation: Invitation,
    /// Told once.
    pub(crate) secret: String,
}

/// What an invitation says to whoever opens its link.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) invitation: Invitation,
    pub(crate) has_account: bool,
}

impl Identity {
    /// Those an actor belongs to; all of them, for an operator.
    pub(crate) async fn organisations(&self, actor: &Actor) -> Result<Vec<Organisation>, IdentityError> {
        if !actor.has_scope(Act::View.scope()) {
            return Err(IdentityError::LacksScope(Act::View.scope()));
        }
        let only = (!actor.account.is_operator).then_some(actor.account.id.as_str());
        Ok(store::organisations(&mut self.database.read().await?, only).await?)
    }

    /// Whoever makes one is its first administrator. Only operators do: an organisation takes room on their machine.
    pub(crate) async fn create_organisation(&self, actor: &Actor, text: &str) -> Result<Organisation, IdentityError> {
        if !actor.account.is_operator {
            return Err(IdentityError::NotAllowed);
        }
        if !actor.has_scope(Act::ManageMembers.scope()) {
            return Err(IdentityError::LacksScope(Act::ManageMembers.scope()));
        }
        let now_ms = now_ms();
        let organisation =
            Organisation { id: new_id("org"), name: name("name", text)?, members: 1, created_ms: now_ms };
        let mut tx = self.database.write().await?;
        add_organisation(&mut tx, &organisation.id, &organisation.name, now_ms).await?;
        add_member(&mut tx, &organisation.id, &actor.account.id, Role::Admin).await?;
        let detail = json!({"name": organisation.name});
        record(&mut tx, actor, about(&organisation.id), "organisation.create", &detail, now_ms).await?;
        tx.commit().await?;
        Ok(organisation)
    }

    pub(crate) async fn members(&self, actor: &Actor, organisation_id: &str) -> Result<Vec<Member>, IdentityError> {
        let mut tx = self.database.read().await?;
        authorise(&mut tx, actor, Act::View, organisation_id).await?;
        Ok(store::members(&mut tx, organisation_id).await?)
    }

    pub(crate) async fn set_role(
        &self,
        actor: &Actor,
        organisation_id: &str,
        account_id: &str,
        role: Role,
    ) -> Result<(), IdentityError> {
        let now_ms = now_ms();
        let mut tx = self.locked(organisation_id).await?;
        authorise(&mut tx, actor, Act::ManageMembers, organisation_id).await?;
        let member = find(&mut tx, organisation_id, account_id).await?;
        if member.role == role {
            return Ok(());
        }
        keep_an_admin(&mut tx, organisation_id, &member).await?;
        store::set_role(&mut tx, organisation_id, account_id, role).await?;
        let detail = json!({"email": member.email, "from": member.role.word(), "role": role.word()});
        record(&mut tx, actor, about(organisation_id), "member.role", &detail, now_ms).await?;
        Ok(tx.commit().await?)
    }

    /// An administrator removes anybody; everybody may leave.
    pub(crate) async fn remove_member(
        &self,
        actor: &Actor,
        organisation_id: &str,
        account_id: &str,
    ) -> Result<(), IdentityError> {
        let now_ms = now_ms();
        let mut tx = self.locked(organisation_id).await?;
        let leaves = actor.account.id == account_id && person(actor).is_ok();
        let act = if leaves { Act::View } else { Act::ManageMembers };
        authorise(&mut tx, actor, act, organisation_id).await?;
        let member = find(&mut tx, organisation_id, account_id).await?;
        keep_an_admin(&mut tx, organisation_id, &member).await?;
        store::remove_member(&mut tx, organisation_id, account_id).await?;
        let detail = json!({"email": member.email, "role": member.role.word()});
        let act = if leaves { "member.leave" } else { "member.remove" };
        record(&mut tx, actor, about(organisation_id), act, &detail, now_ms).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn invitations(
        &self,
        actor: &Actor,
        organisation_id: &str,
    ) -> Result<Vec<Invitation>, IdentityError> {
        let mut tx = self.database.read().await?;
        authorise(&mut tx, actor, Act::ManageMembers, organisation_id).await?;
        Ok(store::invitations(&mut tx, organisation_id, now_ms()).await?)
    }

    /// Asks somebody to join. One who was asked before gets a new link, and the old one ends.
    pub(crate) async fn invite(
        &self,
        actor: &Actor,
        organisation_id: &str,
        email: &str,
        role: Role,
    ) -> Result<NewInvitation, IdentityError> {
        let email =
            model::email(email).ok_or_else(|| IdentityError::Invalid(format!("`{email}` is no e-mail address")))?;
        let now_ms = now_ms();
        let mut tx = self.locked(organisation_id).await?;
        authorise(&mut tx, actor, Act::ManageMembers, organisation_id).await?;
        if store::members(&mut tx, organisation_id).await?.iter().any(|member| member.email == email) {
            return Err(IdentityError::State(format!("{email} is a member already")));
        }
        let pending = store::invitations(&mut tx, organisation_id, now_ms).await?;
        if pending.len() >= INVITATIONS_MAX {
            return Err(IdentityError::State(format!("{INVITATIONS_MAX} people are invited already")));
        }
        for earlier in pending.iter().filter(|earlier| earlier.email == email) {
            store::end_invitation(&mut tx, organisation_id, &earlier.id, now_ms).await?;
        }
        let organisation_name = store::organisation_name(&mut tx, organisation_id).await?;
        let secret = secret::new_secret(INVITATION_PREFIX);
        let invitation = Invitation {
            id: new_id("inv"),
            organisation_id: organisation_id.to_owned(),
            organisation_name: organisation_name.ok_or(IdentityError::NotFound("organisation"))?,
            email,
            role,
            created_ms: now_ms,
            expires_ms: now_ms + INVITATION_DURATION_MS,
        };
        store::add_invitation(&mut tx, &invitation, &secret::hash(&secret), &actor.account.id).await?;
        let detail = json!({"id": invitation.id, "email": invitation.email, "role": role.word()});
        record(&mut tx, actor, about(organisation_id), "member.invite", &detail, now_ms).await?;
        tx.commit().await?;
        Ok(NewInvitation { invitation, secret })
    }

    /// Takes an invitation back.
    pub(crate) async fn revoke_invitation(
        &self,
        actor: &Actor,
        organisation_id: &str,
        id: &str,
    ) -> Result<(), IdentityError> {
        let now_ms = now_ms();
        let mut tx = self.locked(organisation_id).await?;
        authorise(&mut tx, actor, Act::ManageMembers, organisation_id).await?;
        if !store::end_invitation(&mut tx, organisation_id, id, now_ms).await? {
            return Err(IdentityError::NotFound("invitation"));
        }
        record(&mut tx, actor, about(organisation_id), "member.uninvite", &json!({"id": id}), now_ms).await?;
        Ok(tx.commit().await?)
    }

    /// What an invitation offers. Only whoever has its link gets to know.
    pub(crate) async fn offer(&self, secret: &str) -> Result<Offer, IdentityError> {
        let mut tx = self.database.read().await?;
        let invitation = store::open_invitation(&mut tx, &secret::hash(secret), now_ms()).await?;
        let invitation = invitation.ok_or(IdentityError::NotFound("invitation"))?;
        let has_account = account_by_email(&mut tx, &invitation.email).await?.is_some();
        Ok(Offer { invitation, has_account })
    }

    /// Joins. Who has no account gets one and a session; who has one must be signed in with it, so that a link alone opens nobody's account.
    pub(crate) async fn accept(
        &self,
        secret: &str,
        account_name: &str,
        actor: Option<&Actor>,
    ) -> Result<Option<String>, IdentityError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let invitation = store::open_invitation(&mut tx, &secret::hash(secret), now_ms).await?;
        let invitation = invitation.ok_or(IdentityError::NotFound("invitation"))?;
        let organisation_id = invitation.organisation_id.as_str();
        tx.lock(&lock_name(organisation_id)).await?;
        if !store::end_invitation(&mut tx, organisation_id, &invitation.id, now_ms).await? {
            return Err(IdentityError::NotFound("invitation"));
        }
        let (account, is_new) = match account_by_email(&mut tx, &invitation.email).await? {
            Some(account) if actor.is_some_and(|actor| person(actor).is_ok() && actor.account.id == account.id) => {
                (account, false)
            }
            Some(_) => return Err(IdentityError::SignInFirst),
            None => {
                let name = name("name", account_name)?;
                let account = Account { id: new_id("acc"), email: invitation.email.clone(), name, is_operator: false };
                add_account(&mut tx, &account, now_ms).await?;
                (account, true)
            }
        };
        if role(&mut tx, organisation_id, &account.id).await?.is_some() {
            return Err(IdentityError::State("you are a member already".to_owned()));
        }
        add_member(&mut tx, organisation_id, &account.id, invitation.role).await?;
        let session = if is_new { Some(session::begin(&mut tx, &account.id, now_ms).await?) } else { None };
        let actor = Actor { account, token: None };
        let detail = json!({"invitation": invitation.id, "role": invitation.role.word()});
        record(&mut tx, &actor, about(organisation_id), "member.join", &detail, now_ms).await?;
        tx.commit().await?;
        Ok(session)
    }

    /// A transaction in which nobody else changes who belongs to an organisation.
    async fn locked(&self, organisation_id: &str) -> Result<Transaction, IdentityError> {
        let mut tx = self.database.write().await?;
        tx.lock(&lock_name(organisation_id)).await?;
        Ok(tx)
    }
}

pub(super) fn lock_name(organisation_id: &str) -> String {
    format!("members {organisation_id}")
}

pub(super) fn about(organisation_id: &str) -> Subject<'_> {
    Subject { organisation_id: Some(organisation_id), app_id: None }
}

async fn find(tx: &mut Transaction, organisation_id: &str, account_id: &str) -> Result<Member, IdentityError> {
    let members = store::members(tx, organisation_id).await?;
    let member = members.into_iter().find(|member| member.account_id == account_id);
    member.ok_or(IdentityError::NotFound("member"))
}

/// Whether there is another administrator beside a member who stops being one.
async fn keep_an_admin(tx: &mut Transaction, organisation_id: &str, member: &Member) -> Result<(), IdentityError> {
    let members = store::members(tx, organisation_id).await?;
    let is_other = |other: &Member| other.role == Role::Admin && other.account_id != member.account_id;
    if member.role == Role::Admin && !members.iter().any(is_other) {
        let message = "this is the last administrator: make somebody else one first";
        return Err(IdentityError::State(message.to_owned()));
    }
    Ok(())
}

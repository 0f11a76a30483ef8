//! Who works with the platform, and what each may do.
//!
//! In: nothing. Out: accounts, roles, scopes, and the one table of who may do what. Must not: hold SQL or HTTP.

/// Somebody who works with the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    /// Runs the platform itself: sees every organisation, reviews versions.
    pub(crate) is_operator: bool,
}

/// An account's place in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) organisation_id: String,
    pub(crate) organisation_name: String,
    pub(crate) role: Role,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$note:meta])* $variant:ident => $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum $name { $($(#[$note])* $variant),* }

        impl $name {
            pub(crate) const ALL: &'static [$name] = &[$($name::$variant),*];

            pub(crate) fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let words = || Self::ALL.iter().map(|one| one.word()).collect::<Vec<_>>().join(", ");
                let found = Self::ALL.iter().copied().find(|one| one.word() == text);
                found.ok_or_else(|| format!("`{text}` is no {}: write one of {}", $what, words()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.word())
            }
        }
    };
}
pub(crate) use words;

words! {
    Role, "role" {
        Admin => "admin",
        Developer => "developer",
        Marketer => "marketer",
        Analyst => "analyst",
        Support => "support",
    }
}

words! {
    /// What a token may be used for, whatever its owner may do.
    Scope, "scope" {
        Read => "read",
        Publish => "publish",
        Release => "release",
        Entries => "entries",
        Experiments => "experiments",
        /// What a server of a program asks of experiments, and nothing else.
        Flags => "flags",
        Admin => "admin",
    }
}

/// Something that not everybody may do in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    View,
    Publish,
    Release,
    Review,
    CreateApp,
    ReadAudit,
    /// Codes and links that lead into a program.
    ManageEntries,
    ManageExperiments,
    /// Ask which arm somebody gets.
    EvaluateFlags,
    ManageMembers,
    /// Replace what the server of a program shows.
    KeepSecrets,
}

impl Act {
    /// Whether a role of the organisation is enough.
    fn is_allowed_to(self, role: Role) -> bool {
        match self {
            Act::View | Act::EvaluateFlags => true,
            Act::Publish | Act::KeepSecrets => matches!(role, Role::Admin | Role::Developer),
            Act::ManageEntries | Act::ManageExperiments => {
                matches!(role, Role::Admin | Role::Developer | Role::Marketer)
            }
            Act::Release | Act::CreateApp | Act::ReadAudit | Act::ManageMembers => role == Role::Admin,
            // Whoever wrote a program is not the one who says that it may go out.
            Act::Review => false,
        }
    }

    /// The scope a token needs for it.
    pub(crate) fn scope(self) -> Scope {
        match self {
            Act::View => Scope::Read,
            Act::Publish => Scope::Publish,
            Act::Release => Scope::Release,
            Act::ManageEntries => Scope::Entries,
            Act::ManageExperiments => Scope::Experiments,
            Act::EvaluateFlags => Scope::Flags,
            Act::Review | Act::CreateApp | Act::ReadAudit | Act::ManageMembers | Act::KeepSecrets => Scope::Admin,
        }
    }
}

/// Whoever sent a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) account: Account,
    /// The token it came with; a person at the console has none.
    pub(crate) token: Option<ActorToken>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActorToken {
    pub(crate) id: String,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) expires_ms: Option<i64>,
}

impl Actor {
    /// Whether the way the request came allows the act.
    pub(crate) fn has_scope(&self, scope: Scope) -> bool {
        self.token.as_ref().is_none_or(|token| token.scopes.contains(&scope))
    }

    /// `role`: that of the account in the organisation it is about.
    pub(crate) fn may(&self, act: Act, role: Option<Role>) -> bool {
        self.has_scope(act.scope()) && (self.account.is_operator || role.is_some_and(|role| act.is_allowed_to(role)))
    }
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiToken {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) created_ms: i64,
    pub(crate) expires_ms: Option<i64>,
    pub(crate) used_ms: Option<i64>,
}

/// An address one can write to, as far as its form tells; lower case, since nobody has two that differ in that.
pub(crate) fn email(text: &str) -> Option<String> {
    const LENGTH_MAX: usize = 254;
    let text = text.trim().to_lowercase();
    let (name, domain) = text.rsplit_once('@')?;
    let is_plain = text.chars().all(|letter| !letter.is_whitespace() && !letter.is_control());
    let fits = !name.is_empty() && domain.len() >= 2 && !domain.starts_with('.') && !domain.ends_with('.');
    (is_plain && fits && text.len() <= LENGTH_MAX).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTS: [Act; 11] = [
        Act::View,
        Act::Publish,
        Act::Release,
        Act::Review,
        Act::CreateApp,
        Act::ReadAudit,
        Act::ManageEntries,
        Act::ManageExperiments,
        Act::EvaluateFlags,
        Act::ManageMembers,
        Act::KeepSecrets,
    ];

    fn actor(is_operator: bool, scopes: Option<&[Scope]>) -> Actor {
        let account = Account { id: "a".into(), email: "a@b.c".into(), name: "A".into(), is_operator };
        let token = scopes.map(|scopes| ActorToken { id: "t".into(), scopes: scopes.to_vec(), expires_ms: None });
        Actor { account, token }
    }

    #[test]
    fn what_each_role_may_do() {
        let allowed = |role: Option<Role>| -> Vec<Act> {
            ACTS.into_iter().filter(|act| actor(false, None).may(*act, role)).collect()
        };
        let of_admin = [
            Act::View,
            Act::Publish,
            Act::Release,
            Act::CreateApp,
            Act::ReadAudit,
            Act::ManageEntries,
            Act::ManageExperiments,
            Act::EvaluateFlags,
            Act::ManageMembers,
            Act::KeepSecrets,
        ];
        assert_eq!(allowed(Some(Role::Admin)), of_admin);
        let of_marketer = [Act::View, Act::ManageEntries, Act::ManageExperiments, Act::EvaluateFlags];
        assert_eq!(allowed(Some(Role::Marketer)), of_marketer);
        let of_developer =
            [Act::View, Act::Publish, Act::ManageEntries, Act::ManageExperiments, Act::EvaluateFlags, Act::KeepSecrets];
        assert_eq!(allowed(Some(Role::Developer)), of_developer);
        for role in [Role::Analyst, Role::Support] {
            assert_eq!(allowed(Some(role)), [Act::View, Act::EvaluateFlags], "{role}");
        }
        assert_eq!(allowed(None), []);
        assert!(ACTS.into_iter().all(|act| actor(true, None).may(act, None)));
    }

    #[test]
    fn a_token_never_does_more_than_its_scopes() {
        let operator = actor(true, Some(&[Scope::Read, Scope::Publish]));
        let allowed: Vec<Act> = ACTS.into_iter().filter(|act| operator.may(*act, Some(Role::Admin))).collect();
        assert_eq!(allowed, [Act::View, Act::Publish]);
        assert!(!actor(false, Some(Scope::ALL)).may(Act::View, None));
    }

    #[test]
    fn addresses_are_recognised_by_their_form() {
        assert_eq!(email(" Ann@Example.COM ").as_deref(), Some("ann@example.com"));
        assert_eq!(email("a@localhost").as_deref(), Some("a@localhost"));
        for text in ["", "a", "@b.c", "a@", "a@.b", "a b@c.d", "a@b.c\n d@e.f", &format!("{}@b.c", "a".repeat(300))] {
            assert_eq!(email(text), None, "{text}");
        }
    }
}

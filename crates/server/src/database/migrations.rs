//! The tables and how they came to be: one step a file, forward only, and none changes once it was released.
//!
//! In: a pool. Out: tables that are up to date. Must not: lose a row.

use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Acquire, SqlSafeStr as _};

use super::DatabaseError;

/// Number, name and text of each step. The same text serves both databases.
const STEPS: &[(i64, &str, &str)] = &[
    (1, "identity and registry", include_str!("../../migrations/0001_identity_and_registry.sql")),
    (2, "people and secrets", include_str!("../../migrations/0002_people_and_secrets.sql")),
    (3, "sign in", include_str!("../../migrations/0003_sign_in.sql")),
    (4, "entries", include_str!("../../migrations/0004_entries.sql")),
    (5, "discovery", include_str!("../../migrations/0005_discovery.sql")),
    (6, "experiments", include_str!("../../migrations/0006_experiments.sql")),
    (7, "privacy", include_str!("../../migrations/0007_privacy.sql")),
    (
        8,
        "mail codes and outside identities",
        include_str!("../../migrations/0008_mail_codes_and_outside_identities.sql"),
    ),
    (9, "previews", include_str!("../../migrations/0009_previews.sql")),
    (10, "phone numbers", include_str!("../../migrations/0010_phone_numbers.sql")),
    (11, "credentials of people", include_str!("../../migrations/0011_person_credentials.sql")),
    (12, "notices of people", include_str!("../../migrations/0012_person_notices.sql")),
    (13, "programs that need somebody signed in", include_str!("../../migrations/0013_needs_sign_in.sql")),
    (14, "segments of releases", include_str!("../../migrations/0014_release_segments.sql")),
    (15, "live traffic", include_str!("../../migrations/0015_live_traffic.sql")),
];

/// The number of the last step this server knows.
pub(super) fn newest() -> i64 {
    STEPS.last().map_or(0, |(version, _, _)| *version)
}

/// Takes every step up to a number that was not taken yet.
pub(super) async fn run<'a, A>(pool: A, last: i64) -> Result<(), DatabaseError>
where
    A: Acquire<'a>,
    <A::Connection as std::ops::Deref>::Target: Migrate,
{
    let migration = |&(version, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    let steps = STEPS.iter().filter(|(version, _, _)| *version <= last).map(migration).collect();
    match Migrator::with_migrations(steps).run(pool).await {
        Err(MigrateError::VersionMissing(version)) => Err(DatabaseError::Newer { version }),
        other => other.map_err(DatabaseError::Migration),
    }
}

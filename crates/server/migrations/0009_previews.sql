-- Versions that are not released, opened by those who make and try them.

-- The one version that testers of a program get.
CREATE TABLE trial (
    app_id TEXT NOT NULL PRIMARY KEY REFERENCES app (id),
    version_id TEXT NOT NULL REFERENCES version (id)
);

-- Whoever has the secret opens such a version, until it ends.
CREATE TABLE preview_pass (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    stage TEXT NOT NULL,
    -- Without one: the version that is on trial at the time.
    version_id TEXT REFERENCES version (id),
    expires_ms BIGINT NOT NULL
);
CREATE INDEX preview_pass_by_app ON preview_pass (app_id);

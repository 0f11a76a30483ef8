-- Experiments: who takes part, what each arm gives, and who was shown which.

-- Experiments of one layer exclude each other; layers know nothing of one another.
CREATE TABLE experiment_layer (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    name TEXT NOT NULL,
    salt TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    UNIQUE (app_id, name)
);

-- People of a program who are in no experiment.
CREATE TABLE experiment_holdout (
    app_id TEXT NOT NULL PRIMARY KEY REFERENCES app (id),
    salt TEXT NOT NULL,
    percent BIGINT NOT NULL
);

CREATE TABLE experiment (
    -- Letters that stand in the cookie of whoever came into it.
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    layer_id TEXT NOT NULL REFERENCES experiment_layer (id),
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    salt TEXT NOT NULL,
    -- Conditions and arms as JSON. Nothing of it changes once people were assigned.
    definition TEXT NOT NULL,
    share_percent BIGINT NOT NULL,
    -- Buckets of the layer it has, such as `0-999,4000-4999`; none before it starts and after it ends.
    buckets TEXT NOT NULL,
    -- The arm that everybody gets.
    promoted TEXT,
    created_ms BIGINT NOT NULL,
    started_ms BIGINT,
    ended_ms BIGINT
);
CREATE INDEX experiment_by_app ON experiment (app_id, created_ms);

-- People who are given an arm to look at it, and are not counted.
CREATE TABLE experiment_tester (
    experiment_id TEXT NOT NULL REFERENCES experiment (id),
    openid TEXT NOT NULL,
    arm TEXT NOT NULL,
    PRIMARY KEY (experiment_id, openid)
);

-- An arm that was shown at a launch. Rows are only added. `unit`: the hash of a browser's random name.
CREATE TABLE experiment_exposure (
    id TEXT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    app_id TEXT NOT NULL,
    experiment_id TEXT NOT NULL,
    arm TEXT NOT NULL,
    unit TEXT NOT NULL,
    entry_id TEXT,
    version_id TEXT NOT NULL
);
CREATE INDEX experiment_exposure_by_experiment ON experiment_exposure (experiment_id, at_ms);
CREATE INDEX experiment_exposure_by_unit ON experiment_exposure (unit);

-- The same by who was shown it: what is counted.
CREATE TABLE experiment_unit (
    experiment_id TEXT NOT NULL,
    unit TEXT NOT NULL,
    arm TEXT NOT NULL,
    exposures BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, unit, arm)
);
CREATE INDEX experiment_unit_by_unit ON experiment_unit (unit);

-- The random name of the browser somebody signed in with first, which his other browsers take over: releases under way and
-- experiments tell people apart by it.
ALTER TABLE app_user ADD COLUMN visitor TEXT;

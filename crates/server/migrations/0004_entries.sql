-- Ways into a program, and how often each is gone.

CREATE TABLE entry (
    -- Letters of its address.
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    kind TEXT NOT NULL,
    -- For whoever looks after it.
    name TEXT NOT NULL,
    -- Empty: the start page.
    page TEXT NOT NULL,
    -- As it stands in an address, without its question mark.
    query TEXT NOT NULL,
    -- Entries that lead to the same and are asked for again are one: the SHA-256 of what they say.
    sameness TEXT UNIQUE,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT,
    closed_ms BIGINT
);
CREATE INDEX entry_by_app ON entry (app_id, created_ms);

-- One visit that began by an entry. Rows are only added.
CREATE TABLE entry_launch (
    id TEXT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    app_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    version_id TEXT NOT NULL,
    -- The random name of a browser, where it has one.
    visitor TEXT
);
CREATE INDEX entry_launch_by_entry ON entry_launch (entry_id, at_ms);

-- Launches by day (UTC, days since 1970). `entry_id` is empty for the program's own addresses.
CREATE TABLE launches_by_day (
    app_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    entry_id TEXT NOT NULL,
    launches BIGINT NOT NULL,
    PRIMARY KEY (app_id, day, entry_id)
);

-- Files of the launch log whose lines are in the tables above.
CREATE TABLE launch_log_file (
    name TEXT NOT NULL PRIMARY KEY,
    read_ms BIGINT NOT NULL
);

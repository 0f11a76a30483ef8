-- How programs are found and shown. Times are milliseconds since 1970, truth is 0 or 1, absent text is NULL.

-- What a version says of its program, and which of its pages may be found (its sitemap.json): JSON, as its build told it.
CREATE TABLE version_face (
    version_id TEXT NOT NULL PRIMARY KEY REFERENCES version (id),
    name TEXT,
    description TEXT,
    category TEXT,
    -- JSON, a list of texts.
    keywords TEXT,
    icon_digest TEXT,
    sitemap TEXT NOT NULL
);

-- What the program's people say instead; NULL is: as the released version says.
CREATE TABLE app_face (
    app_id TEXT NOT NULL PRIMARY KEY REFERENCES app (id),
    name TEXT,
    description TEXT,
    category TEXT,
    keywords TEXT,
    icon_digest TEXT,
    is_listed BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX app_face_by_change ON app_face (changed_ms);

-- Who keeps an index of what is released asks what has changed since it last looked.
CREATE INDEX release_by_time ON release (created_ms);

-- Pictures that were drawn, by what they are drawn from.
CREATE TABLE drawn_card (
    source_digest TEXT NOT NULL PRIMARY KEY,
    picture_digest TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

-- What people hold against a program. Rows are only added, and name nobody.
CREATE TABLE report (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    version_id TEXT NOT NULL,
    path TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX report_by_app ON report (app_id, id);

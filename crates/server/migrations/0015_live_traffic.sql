-- What happens now: launches of the last two days by the minute (since 1970), each counted with those of its day.
CREATE TABLE launches_by_minute (
    app_id TEXT NOT NULL,
    minute BIGINT NOT NULL,
    -- Empty: by an address of the program itself.
    entry_id TEXT NOT NULL,
    version_id TEXT NOT NULL,
    launches BIGINT NOT NULL,
    PRIMARY KEY (app_id, minute, entry_id, version_id)
);
CREATE INDEX launches_by_minute_by_time ON launches_by_minute (minute);

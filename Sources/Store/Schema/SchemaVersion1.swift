/// The tables of the first version.
///
/// What is documented stands in two tables each: `_now` holds what is so since revision `since`,
/// `_past` what was so in `[since, until)`. So the present stays dense however long history grows.
enum SchemaVersion1 {
    static let statements = identity + log + versioned + pending + unversioned

    /// Keys and the small integers that stand for them; nothing is ever deleted from these tables, so
    /// that no integer is given out twice.
    private static let identity = [
        """
        CREATE TABLE meta (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            store_id BLOB NOT NULL,
            revision INTEGER NOT NULL,
            chain BLOB NOT NULL,
            log_floor INTEGER NOT NULL,
            history_floor INTEGER NOT NULL
        )
        """,
        """
        INSERT INTO meta VALUES
            (1, randomblob(16), 0, x'00000000000000000000000000000000', 0, 0)
        """,
        "CREATE TABLE organization (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
        "CREATE TABLE tenant (id INTEGER PRIMARY KEY, entra_id BLOB NOT NULL UNIQUE)",
        """
        CREATE TABLE object (
            id INTEGER PRIMARY KEY,
            tenant INTEGER NOT NULL,
            type INTEGER NOT NULL,
            entra_id BLOB NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX object_entra_id ON object (tenant, entra_id)",
        "CREATE INDEX object_tenant ON object (tenant)",
        // Members that no stream describes are few: they are found without passing through the rest.
        "CREATE INDEX object_other ON object (tenant, entra_id) WHERE type NOT IN (1, 2, 3)",
        """
        CREATE TABLE asset (
            id INTEGER PRIMARY KEY,
            organization INTEGER NOT NULL,
            object INTEGER UNIQUE,
            public_id BLOB NOT NULL UNIQUE
        )
        """,
        "CREATE INDEX asset_organization ON asset (organization)",
        """
        CREATE TABLE contact (
            id INTEGER PRIMARY KEY,
            organization INTEGER NOT NULL,
            external_id TEXT NOT NULL,
            UNIQUE (organization, external_id)
        )
        """,
        """
        CREATE TABLE configuration (
            id INTEGER PRIMARY KEY,
            organization INTEGER NOT NULL,
            external_id TEXT NOT NULL,
            UNIQUE (organization, external_id)
        )
        """,
    ]

    /// Revisions and what each changed.
    private static let log = [
        """
        CREATE TABLE revision (
            rev INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            cause INTEGER NOT NULL,
            cause_id INTEGER,
            actor TEXT NOT NULL,
            organization INTEGER,
            policy INTEGER NOT NULL,
            chain BLOB NOT NULL
        )
        """,
        "CREATE INDEX revision_at ON revision (at_ms)",
        """
        CREATE TABLE organization_revision (
            organization INTEGER NOT NULL,
            rev INTEGER NOT NULL,
            PRIMARY KEY (organization, rev)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE change (
            rev INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            organization INTEGER NOT NULL,
            asset INTEGER NOT NULL,
            mask INTEGER NOT NULL,
            PRIMARY KEY (rev, seq)
        ) WITHOUT ROWID
        """,
    ]

    private static let versioned =
        ["object", "contact", "configuration", "facts", "row", "match"].flatMap(blobPair)
        + [
            """
            CREATE TABLE policy_now (
                key BLOB NOT NULL PRIMARY KEY, since INTEGER NOT NULL, value BLOB NOT NULL
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE policy_past (
                key BLOB NOT NULL,
                since INTEGER NOT NULL,
                until INTEGER NOT NULL,
                value BLOB NOT NULL,
                PRIMARY KEY (key, since)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE member_now (
                group_id INTEGER NOT NULL,
                member INTEGER NOT NULL,
                since INTEGER NOT NULL,
                PRIMARY KEY (group_id, member)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE member_past (
                group_id INTEGER NOT NULL,
                member INTEGER NOT NULL,
                since INTEGER NOT NULL,
                until INTEGER NOT NULL,
                PRIMARY KEY (group_id, member, since)
            ) WITHOUT ROWID
            """,
        ]

    private static func blobPair(_ name: String) -> [String] {
        [
            """
            CREATE TABLE \(name)_now (
                id INTEGER PRIMARY KEY, since INTEGER NOT NULL, value BLOB NOT NULL
            )
            """,
            """
            CREATE TABLE \(name)_past (
                id INTEGER NOT NULL,
                since INTEGER NOT NULL,
                until INTEGER NOT NULL,
                value BLOB NOT NULL,
                PRIMARY KEY (id, since)
            ) WITHOUT ROWID
            """,
        ]
    }

    /// Where Graph is ahead of what may be documented.
    private static let pending = [
        "CREATE TABLE pending_object (id INTEGER PRIMARY KEY, value BLOB NOT NULL)",
        """
        CREATE TABLE pending_member (
            group_id INTEGER NOT NULL,
            member INTEGER NOT NULL,
            is_member INTEGER NOT NULL,
            PRIMARY KEY (group_id, member)
        ) WITHOUT ROWID
        """,
    ]

    /// What no reply about documentation depends on.
    private static let unversioned = [
        "CREATE TABLE tenant_state (tenant INTEGER PRIMARY KEY, value BLOB NOT NULL)",
        """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            tenant INTEGER NOT NULL,
            started_ms INTEGER NOT NULL,
            value BLOB NOT NULL
        )
        """,
        "CREATE INDEX run_tenant ON run (tenant)",
        """
        CREATE TABLE run_item (
            run INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            asset INTEGER,
            mask INTEGER NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (run, seq)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE activity (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at_ms INTEGER NOT NULL,
            rev INTEGER,
            organization INTEGER,
            asset INTEGER,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            address TEXT NOT NULL
        )
        """,
        "CREATE INDEX activity_organization ON activity (organization)",
        """
        CREATE TRIGGER activity_update BEFORE UPDATE ON activity
        BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END
        """,
        """
        CREATE TRIGGER activity_delete BEFORE DELETE ON activity
        BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END
        """,
        "CREATE TABLE credential (key TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID",
        """
        CREATE TABLE list_view (
            principal TEXT NOT NULL,
            list INTEGER NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (principal, list)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE token_use (
            token TEXT NOT NULL PRIMARY KEY, used_ms INTEGER NOT NULL
        ) WITHOUT ROWID
        """,
    ]
}

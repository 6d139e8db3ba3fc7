import GRDB

/// The main file's schema: every version of it, and the step to each from the one before.
///
/// A step that was ever released never changes; a new version adds a step.
enum Schema {
    /// "MSTR": tells this program's files from those of others.
    static let applicationID = 0x4D53_5452
    static let version = 4

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            for statement in SchemaVersion1.statements {
                try database.execute(sql: statement)
            }
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: "PRAGMA user_version = 1")
        }
        migrator.registerMigration("2") { database in
            for statement in SchemaVersion2.statements {
                try database.execute(sql: statement)
            }
            try database.execute(sql: "PRAGMA user_version = 2")
        }
        migrator.registerMigration("3") { database in
            for statement in SchemaVersion3.statements {
                try database.execute(sql: statement)
            }
            try database.execute(sql: "PRAGMA user_version = 3")
        }
        migrator.registerMigration("4") { database in
            for statement in SchemaVersion4.statements {
                try database.execute(sql: statement)
            }
            try database.execute(sql: "PRAGMA user_version = 4")
        }
        return migrator
    }
}

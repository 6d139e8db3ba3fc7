/// The fourth version: the activity log keeps what was so before and after, and is found by group and by time.
enum SchemaVersion4 {
    static let statements = [
        // Empty for acts that changed no field, and for those of earlier versions.
        "ALTER TABLE activity ADD COLUMN changes BLOB NOT NULL DEFAULT x''",
        "CREATE INDEX activity_asset ON activity (asset) WHERE asset IS NOT NULL",
        "CREATE INDEX activity_at ON activity (at_ms)",
    ]
}

/// The third version: how large the change log is, so that it can be kept within bounds of number and size.
enum SchemaVersion3 {
    static let statements = [
        // Running totals up to and with each revision since this version; older ones go by their age alone.
        """
        CREATE TABLE log_size (
            rev INTEGER PRIMARY KEY,
            changes INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        )
        """
    ]
}

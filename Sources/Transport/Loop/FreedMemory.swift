internal import CLinux

/// Memory that has been freed, and that the allocator keeps for later.
///
/// It keeps what lies between things that are still in use. A long import leaves more of that than it uses in the end: each
/// step makes new pieces of the read model, and the loops drop the old ones later.
public enum FreedMemory {
    /// Gives it back to the system: some milliseconds for each gigabyte.
    public static func giveBack() { _ = malloc_trim(0) }
}

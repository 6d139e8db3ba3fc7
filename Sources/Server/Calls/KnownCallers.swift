import Access
import Cryptography
import Directory

/// The callers that a loop has authenticated under its present snapshot, by the header that each sent.
///
/// A service calls again and again with one token: its digest and its rights are worked out once a snapshot. Headers are
/// compared in constant time, and whatever a publish could change is forgotten with the snapshot.
struct KnownCallers {
    /// Few enough that looking through all of them costs less than one digest.
    static let countMax = 8

    private struct Known {
        var header: ArraySlice<UInt8>
        var caller: Caller
        var expires: Timestamp?
    }

    /// The one that was added last stands first.
    private var known: [Known] = []

    /// The caller who sent exactly this header before and whose token still counts.
    func caller(sending header: ArraySlice<UInt8>, at now: Timestamp) -> Caller? {
        let found = known.first { constantTimeEquals($0.header.span, header.span) }
        guard let found, found.expires.map({ $0 > now }) ?? true else { return nil }
        return found.caller
    }

    /// Keeps a caller that was authenticated by `header`, in place of the one that was added first.
    mutating func remember(
        _ caller: Caller,
        sending header: ArraySlice<UInt8>,
        until expires: Timestamp?
    ) {
        if known.count == Self.countMax { known.removeLast() }
        known.insert(
            Known(header: ArraySlice(Array(header)), caller: caller, expires: expires),
            at: 0
        )
    }
}

/// The faults that are armed, and how far each has come: a request goes in, a fault or none comes out.
///
/// Nothing but the plan, the requests and their times decides, so that a seed brings the same
/// faults again.
public struct FaultPlan: Sendable {
    private struct Armed {
        let fault: Fault
        /// The requests that fitted.
        var callCount = 0
        /// The requests that were hit.
        var hitCount = 0
    }

    private var armed: [Armed] = []
    private var lostLinks = LostLinks()

    public init() {}

    /// The faults in the order in which they were armed, and how often each has hit.
    public var faults: [(fault: Fault, hitCount: Int)] {
        armed.map { ($0.fault, $0.hitCount) }
    }

    public mutating func arm(_ fault: Fault) { armed.append(Armed(fault: fault)) }

    /// Ends every fault, and what follows from earlier ones.
    public mutating func disarm() { self = FaultPlan() }

    /// The fault that hits a request; the one that was armed first goes before the others.
    mutating func decide(_ subject: FaultSubject, atSeconds seconds: Int64) -> Fault? {
        var chosen: Fault?
        for place in armed.indices {
            let fault = armed[place].fault
            guard fault.fits(subject, atSeconds: seconds) else { continue }
            armed[place].callCount += 1
            guard chosen == nil, armed[place].callCount >= fault.call,
                armed[place].hitCount < fault.count ?? .max,
                SeededHash(seed: fault.seed).fraction(.fault, place, armed[place].callCount)
                    < fault.probability
            else { continue }
            armed[place].hitCount += 1
            chosen = fault
        }
        if chosen?.mode == .pageTokenLostAfterRetry { lostLinks.refuse(subject.target) }
        guard chosen == nil, lostLinks.isLost(subject.target) else { return chosen }
        var lost = Fault(.pageTokenLostAfterRetry)
        lost.value = LostLinks.mark
        return lost
    }

    /// Notes the next link of a good answer.
    mutating func answered(_ subject: FaultSubject, nextTarget: String?) {
        lostLinks.answered(subject.target, next: nextTarget)
    }
}

/// Which next links lead nowhere because they came with the answer to a repeated request.
struct LostLinks: Sendable {
    /// The value of a fault that says: this link is lost.
    static let mark = -1

    private var refused: Set<String> = []
    private var lost: Set<String> = []

    mutating func refuse(_ target: String) { refused.insert(target) }

    func isLost(_ target: String) -> Bool { lost.contains(target) }

    /// A page that is read anew, without a failure before, makes its next link good again.
    mutating func answered(_ target: String, next: String?) {
        let wasRefused = refused.remove(target) != nil
        guard let next else { return }
        if wasRefused {
            lost.insert(next)
        } else {
            lost.remove(next)
        }
    }
}

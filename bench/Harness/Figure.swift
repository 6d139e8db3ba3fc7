/// One measured figure beside its baseline and its target.
struct Figure: Codable, Sendable {
    /// The row of the table of targets, such as `P6`; empty when none names it.
    var target: String
    var scenario: String
    var name: String
    var size: String
    var unit: String
    /// The median of the rounds, and the least and the greatest of them.
    var value: Double
    var lowest: Double
    var highest: Double
    var baseline: Baseline?
    /// What is compared with the limit: how many times better than the baseline, how many times the
    /// baseline, or the value itself.
    var compared: Double?
    var limit: Limit?

    struct Baseline: Codable, Sendable {
        var name: String
        var value: Double
    }

    enum Limit: Codable, Sendable {
        case atLeast(Double)
        case atMost(Double)
    }

    /// Whether the target is met; `nil` when there is none.
    var isMet: Bool? {
        guard let limit, let compared else { return nil }
        switch limit {
        case .atLeast(let bound): return compared >= bound
        case .atMost(let bound): return compared <= bound
        }
    }
}

/// A size of paper, in points.
public enum Paper: Hashable, Sendable, CaseIterable {
    case a4
    case letter

    public var width: Double {
        switch self {
        case .a4: 595.28
        case .letter: 612
        }
    }

    public var height: Double {
        switch self {
        case .a4: 841.89
        case .letter: 792
        }
    }
}

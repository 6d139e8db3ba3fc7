/// A colour on white paper.
public enum Ink: Hashable, Sendable {
    case black
    /// What is said beside the data: headings of columns, footers.
    case soft
    /// The lines of tables.
    case hairline
    case link
    case grey
    case green
    case yellow
    case red

    /// Red, green and blue, from 0 to 1.
    var components: (red: Double, green: Double, blue: Double) {
        switch self {
        case .black: (0.10, 0.10, 0.12)
        case .soft: (0.38, 0.40, 0.44)
        case .hairline: (0.82, 0.83, 0.85)
        case .link: (0.05, 0.33, 0.65)
        case .grey: (0.55, 0.57, 0.60)
        case .green: (0.13, 0.58, 0.27)
        case .yellow: (0.90, 0.68, 0.05)
        case .red: (0.79, 0.15, 0.15)
        }
    }
}

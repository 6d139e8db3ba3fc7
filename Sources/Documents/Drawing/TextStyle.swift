/// The sizes and weights that documents are set in.
enum TextStyle: Int, CaseIterable {
    case coverTitle
    case title
    case heading
    case body
    case label
    case cell
    case columnTitle
    case small

    /// As Pango reads it; the family falls back to whatever font has the script.
    var description: String {
        switch self {
        case .coverTitle: "Noto Sans, sans-serif Bold 26"
        case .title: "Noto Sans, sans-serif Bold 18"
        case .heading: "Noto Sans, sans-serif Bold 12"
        case .body: "Noto Sans, sans-serif 10"
        case .label: "Noto Sans, sans-serif 9"
        case .cell: "Noto Sans, sans-serif 8.5"
        case .columnTitle: "Noto Sans, sans-serif Bold 8"
        case .small: "Noto Sans, sans-serif 8"
        }
    }
}

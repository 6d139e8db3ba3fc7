/// What happened, in a few words.
struct ChangePhrase: Equatable {
    /// Which way it went.
    enum Sign: Equatable {
        case came
        case went
        case changed
        case present

        var text: String {
            switch self {
            case .came: "+"
            case .went: "−"
            case .changed: "~"
            case .present: "="
            }
        }

        var paint: Paint? {
            switch self {
            case .came: .green
            case .went: .red
            case .changed: .yellow
            case .present: nil
            }
        }
    }

    var sign: Sign
    var text: String

    init(_ sign: Sign, _ text: String) {
        self.sign = sign
        self.text = text
    }
}

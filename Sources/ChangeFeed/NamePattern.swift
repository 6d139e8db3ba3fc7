import Directory

/// A pattern for whole names, in any case: `*` stands for any characters, `?` for one.
public struct NamePattern: Hashable, Sendable {
    private let folded: [UInt8]

    public init(_ text: String) {
        var folded: [UInt8] = []
        CaseFolding.appendFolded(text, to: &folded)
        self.folded = folded
    }

    /// Whether the whole of `name` fits.
    public func matches(_ name: String) -> Bool {
        var text: [UInt8] = []
        CaseFolding.appendFolded(name, to: &text)
        return matches(folded: text)
    }

    private static let anyCharacters = UInt8(ascii: "*")
    private static let oneCharacter = UInt8(ascii: "?")

    /// Goes on from the last `*` with one more character in it whenever the rest does not fit.
    private func matches(folded text: [UInt8]) -> Bool {
        var place = 0
        var pattern = 0
        var afterStar: Int?
        var retry = 0
        while place < text.count {
            if pattern < folded.count, folded[pattern] == Self.anyCharacters {
                pattern += 1
                afterStar = pattern
                retry = place
            } else if pattern < folded.count, folded[pattern] == Self.oneCharacter {
                pattern += 1
                place = Self.next(text, after: place)
            } else if pattern < folded.count, folded[pattern] == text[place] {
                pattern += 1
                place += 1
            } else if let star = afterStar {
                retry = Self.next(text, after: retry)
                place = retry
                pattern = star
            } else {
                return false
            }
        }
        return folded[pattern...].allSatisfy { $0 == Self.anyCharacters }
    }

    /// Where the character after the one at `place` begins.
    private static func next(_ text: [UInt8], after place: Int) -> Int {
        var next = place + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}

/// A piece of a document, in the order in which it is read.
public enum Block: Hashable, Sendable {
    /// Begins on a new page.
    case section(Section)
    case heading(String)
    case fields([Field])
    /// The columns of the rows that follow; they stand again on every further page.
    case table([Column])
    /// One text a column.
    case row([String])
    /// A sentence.
    case note(String)

    /// What a section is about: a title, and the state of its subject.
    public struct Section: Hashable, Sendable {
        public var title: String
        /// Above the title, small.
        public var kicker: String
        public var status: Status?

        public init(title: String, kicker: String = "", status: Status? = nil) {
            self.title = title
            self.kicker = kicker
            self.status = status
        }
    }

    /// A coloured dot with its meaning.
    public struct Status: Hashable, Sendable {
        public var ink: Ink
        public var text: String

        public init(_ ink: Ink, _ text: String) {
            self.ink = ink
            self.text = text
        }
    }

    /// A value with its name, and what it opens.
    public struct Field: Hashable, Sendable {
        public var label: String
        public var value: String
        public var link: LinkTarget?

        public init(_ label: String, _ value: String, link: LinkTarget? = nil) {
            self.label = label
            self.value = value
            self.link = link
        }
    }

    /// A column of a table.
    public struct Column: Hashable, Sendable {
        public var title: String
        /// Its part of the page's width; the shares of a table are 1 together.
        public var share: Double

        public init(_ title: String, _ share: Double) {
            self.title = title
            self.share = share
        }
    }
}

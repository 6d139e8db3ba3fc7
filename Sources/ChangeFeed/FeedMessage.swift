import Directory
import Wire

/// Puts what is encoded already into a message of the stream.
enum FeedMessage {
    /// Where the stream stands once a message is applied.
    struct Standing {
        var complete: Revision
        var policy: Revision
        var chain: [UInt8]

        /// Nothing is complete: a snapshot is still to come.
        static let nothing = Standing(complete: .none, policy: .none, chain: [])
    }

    /// The kinds of messages, by their field in the contract.
    enum Kind: Int {
        case opened = 4
        case snapshot = 5
        case snapshotEnd = 6
        case changes = 7
        case bookmark = 8
        case reset = 9
        case closing = 10
    }

    static func encode(_ kind: Kind, _ body: [UInt8], _ standing: Standing) -> [UInt8] {
        var writer = WireWriter(reserving: body.count + 64)
        if standing.complete > .none {
            writer.tag(1, .varint)
            writer.varint(standing.complete.number)
        }
        if standing.policy > .none {
            writer.tag(2, .varint)
            writer.varint(standing.policy.number)
        }
        if !standing.chain.isEmpty {
            writer.tag(3, .lengthDelimited)
            writer.lengthDelimited(standing.chain)
        }
        writer.tag(kind.rawValue, .lengthDelimited)
        writer.lengthDelimited(body)
        return writer.bytes
    }
}

extension [UInt8] {
    /// Appends `content` as one element of the repeated message field `number`.
    mutating func appendRecord(_ number: Int, _ content: [UInt8]) {
        var writer = WireWriter(reserving: content.count + 8)
        writer.tag(number, .lengthDelimited)
        writer.lengthDelimited(content)
        append(contentsOf: writer.bytes)
    }
}

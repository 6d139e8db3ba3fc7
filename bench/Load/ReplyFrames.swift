/// What a server sends, frame by frame, as far as a load generator must know it.
///
/// Header fields are not read: that a reply is right shows in the number of its bytes, which was learned from one that
/// was read whole.
struct ReplyFrames {
    enum Event: Equatable {
        /// Content of a stream, its gRPC prefix included.
        case data(stream: UInt32, byteCount: Int)
        case ended(stream: UInt32)
        case reset(stream: UInt32)
        case settings
        case ping([UInt8])
        case goAway
    }

    private var head: [UInt8] = []
    private var payload: [UInt8] = []
    private var left = 0

    /// Takes bytes in, in pieces of any length, and says what they mean.
    mutating func read(_ bytes: UnsafeRawBufferPointer, _ handle: (Event) -> Void) {
        var place = 0
        while place < bytes.count {
            if head.count < 9 {
                let end = min(bytes.count, place + 9 - head.count)
                head.append(contentsOf: bytes[place..<end])
                place = end
                guard head.count == 9 else { return }
                left = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
                payload.removeAll(keepingCapacity: true)
            }
            let end = min(bytes.count, place + left)
            // Only a ping's content is told again.
            if head[3] == 6 { payload.append(contentsOf: bytes[place..<end]) }
            left -= end - place
            place = end
            guard left == 0 else { return }
            tell(handle)
            head.removeAll(keepingCapacity: true)
        }
    }

    private func tell(_ handle: (Event) -> Void) {
        let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
        let flags = head[4]
        let stream = head[5...8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        switch head[3] {
        case 0:
            handle(.data(stream: stream, byteCount: length))
            if flags & 1 != 0 { handle(.ended(stream: stream)) }
        case 1 where flags & 1 != 0: handle(.ended(stream: stream))
        case 3: handle(.reset(stream: stream))
        case 4 where flags & 1 == 0: handle(.settings)
        case 6 where flags & 1 == 0: handle(.ping(payload))
        case 7: handle(.goAway)
        default: break
        }
    }
}

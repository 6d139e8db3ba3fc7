extension CallStream {
    /// True when nothing follows the current message but the status.
    var isEnding: Bool { endsOK || endStatus != nil }

    /// Frames `length` bytes of the current message.
    func writeMessage(_ length: Int, to output: OutputBuffer, copyBelow: Int) {
        guard let message else { return }
        var left = length
        var pointsAtMessage = false
        let prefixCount = isFramed ? MessageDecoder.prefixByteCount : 0
        if sentCount < prefixCount {
            let count = min(left, prefixCount - sentCount)
            writePrefix(message.count, from: sentCount, count: count, to: output)
            left -= count
        }
        switch message.pieces {
        case .one(let bytes):
            let start = sentCount + (length - left) - prefixCount
            if left > 0 {
                bytes.withUnsafeBufferPointer {
                    pointsAtMessage = Self.write($0, start, left, to: output, copyBelow)
                }
            }
        case .many(let slices):
            while left > 0 {
                let slice = slices[sliceIndex]
                let count = min(left, slice.count - sliceOffset)
                slice.withUnsafeBufferPointer {
                    if Self.write($0, sliceOffset, count, to: output, copyBelow) {
                        pointsAtMessage = true
                    }
                }
                left -= count
                sliceOffset += count
                if sliceOffset == slice.count {
                    sliceIndex += 1
                    sliceOffset = 0
                }
            }
        }
        if pointsAtMessage { output.keep(message) }
        sentCount += length
        if sentCount == message.count + prefixCount { self.message = nil }
    }

    /// Copies a short piece, points at a long one; true when it points.
    ///
    /// The pointer outlives the closure it comes from: `OutputBuffer.keep` retains the array until the write is
    /// done, and an array that is retained and never changed does not move.
    private static func write(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ offset: Int,
        _ count: Int,
        to output: OutputBuffer,
        _ copyBelow: Int
    ) -> Bool {
        guard count > 0, let start = bytes.baseAddress else { return false }
        guard count >= copyBelow else {
            output.append(start + offset, count: count)
            return false
        }
        output.point(at: start + offset, count: count)
        return true
    }

    private func writePrefix(_ byteCount: Int, from start: Int, count: Int, to output: OutputBuffer)
    {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: MessageDecoder.prefixByteCount) {
            prefix in
            guard let base = prefix.baseAddress else { return }
            MessageDecoder.writePrefix(messageByteCount: byteCount, to: base)
            output.append(base + start, count: count)
        }
    }
}

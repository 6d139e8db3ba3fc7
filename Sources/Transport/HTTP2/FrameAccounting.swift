/// Counts the frames that cost the sender little and us something, and says which ones are too many.
///
/// Rules that relate a count to honest work (streams opened, DATA sent) need no clock; the rest is left to the
/// fault budget, which refills.
package struct FrameAccounting: Sendable {
    /// One incoming frame, as its nine-byte header tells.
    package struct Frame: Sendable {
        package var type: UInt8
        package var flags: UInt8
        package var length: Int
        package var streamID: Int32

        package init(type: UInt8, flags: UInt8, length: Int, streamID: Int32) {
            self.type = type
            self.flags = flags
            self.length = length
            self.streamID = streamID
        }

        var endsStream: Bool { flags & 1 != 0 }
        var isAcknowledgement: Bool { flags & 1 != 0 }
    }

    /// What a frame amounts to.
    package enum Verdict: Equatable, Sendable {
        case ordinary
        case fault(FaultCause)
        /// Beyond any honest use: the connection is closed whatever its budget.
        case close(FaultCause)
    }

    private let limits: FaultLimits
    private var streamsOpened = 0
    private var dataFramesSent = 0
    private var windowUpdates = 0
    private var priorities = 0
    private var consecutiveEmpty = 0
    private var paddingBytes = 0
    private var payloadBytes = 0
    private var settingsFree: Int
    private var settingsMinute: Instant

    package init(limits: FaultLimits, now: Instant) {
        self.limits = limits
        settingsFree = limits.settingsPerMinute
        settingsMinute = now
    }

    package mutating func openedStream() { streamsOpened += 1 }
    package mutating func sentData() { dataFramesSent += 1 }

    /// Judges one frame by its header.
    package mutating func received(_ frame: Frame, now: Instant) -> Verdict {
        switch frame.type {
        case 0 where frame.length == 0 && !frame.endsStream, 1 where frame.length == 0:
            consecutiveEmpty += 1
            if consecutiveEmpty > limits.consecutiveEmptyFramesMax { return .close(.emptyFrame) }
            return .fault(.emptyFrame)
        case 0, 1, 5, 6, 7, 9:
            consecutiveEmpty = 0
            return .ordinary
        case 3:
            return .fault(.peerReset)
        case 2:
            priorities += 1
            let allowed = limits.prioritiesPerStream * (1 + streamsOpened)
            return priorities > allowed ? .close(.priority) : .ordinary
        case 4:
            return frame.isAcknowledgement ? .ordinary : receivedSettings(now: now)
        case 8:
            windowUpdates += 1
            let allowed = 5 + 2 * (streamsOpened + limits.windowUpdatesPerData * dataFramesSent)
            return windowUpdates > allowed ? .fault(.windowUpdate) : .ordinary
        default:
            return .fault(.unknownFrame)
        }
    }

    /// Judges the padding of one DATA frame.
    package mutating func receivedData(payload: Int, padding: Int) -> Verdict {
        payloadBytes += payload
        paddingBytes += padding
        let excess = paddingBytes > limits.paddingBytesFree && paddingBytes > 10 * payloadBytes
        return excess ? .close(.padding) : .ordinary
    }

    private mutating func receivedSettings(now: Instant) -> Verdict {
        if now.nanoseconds(since: settingsMinute) >= 60_000_000_000 {
            settingsMinute = now
            settingsFree = limits.settingsPerMinute
        }
        guard settingsFree == 0 else {
            settingsFree -= 1
            return .ordinary
        }
        return .fault(.settings)
    }
}

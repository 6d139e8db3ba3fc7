public import Directory

/// How much of a tenant is held back, as the last round found it.
public struct HoldSummary: Hashable, Sendable {
    /// The last round whose differences are among them.
    public var run: RunID
    /// Documented groups that would be orphaned, and how many there are.
    public var groupsOrphaned: UInt64
    public var groupCount: UInt64
    /// Memberships of documented groups that would be removed, and how many there are.
    public var membershipsRemoved: UInt64
    public var membershipCount: UInt64
    /// The groups that would lose most, at most `samplesMax` of them.
    public var samples: [Sample]

    /// Enough to recognize what happened.
    public static let samplesMax = 20

    public init(
        run: RunID,
        groupsOrphaned: UInt64 = 0,
        groupCount: UInt64 = 0,
        membershipsRemoved: UInt64 = 0,
        membershipCount: UInt64 = 0,
        samples: [Sample] = []
    ) {
        self.run = run
        self.groupsOrphaned = groupsOrphaned
        self.groupCount = groupCount
        self.membershipsRemoved = membershipsRemoved
        self.membershipCount = membershipCount
        self.samples = samples
    }

    /// One group that would lose something.
    public struct Sample: Hashable, Sendable {
        public var group: ObjectID
        public var isOrphaned: Bool
        public var membershipsRemoved: UInt64

        public init(group: ObjectID, isOrphaned: Bool, membershipsRemoved: UInt64) {
            self.group = group
            self.isOrphaned = isOrphaned
            self.membershipsRemoved = membershipsRemoved
        }
    }
}

extension HoldSummary {
    func write(to writer: inout ByteWriter) {
        writer.interned(run)
        writer.number(groupsOrphaned)
        writer.number(groupCount)
        writer.number(membershipsRemoved)
        writer.number(membershipCount)
        writer.number(samples.count)
        for sample in samples {
            writer.interned(sample.group)
            writer.flag(sample.isOrphaned)
            writer.number(sample.membershipsRemoved)
        }
    }

    init(from reader: inout ByteReader) {
        self.init(run: reader.interned(as: RunID.self))
        groupsOrphaned = reader.number()
        groupCount = reader.number()
        membershipsRemoved = reader.number()
        membershipCount = reader.number()
        let count = reader.count()
        for _ in 0..<count {
            let group = reader.interned(as: ObjectID.self)
            let isOrphaned = reader.flag()
            samples.append(
                Sample(
                    group: group,
                    isOrphaned: isOrphaned,
                    membershipsRemoved: reader.number()
                )
            )
        }
    }
}

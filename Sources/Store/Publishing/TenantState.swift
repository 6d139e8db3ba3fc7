public import Directory

/// Where the sync of one tenant stands, between rounds.
public struct TenantState: Hashable, Sendable {
    public var users: StreamState
    public var devices: StreamState
    public var groups: StreamState
    /// The first import has not ended: memberships are not documented yet.
    public var isImporting: Bool
    /// Since when the tenant's differences are held back; `nil` while they are not.
    public var heldSince: Timestamp?
    /// How much is held back; `nil` while nothing is.
    public var hold: HoldSummary?
    /// When the last good round ended.
    public var lastSuccess: Timestamp?
    /// When the last good round began: whatever Graph showed before then is in.
    public var watermark: Timestamp?
    /// The last good round.
    public var lastRun: RunID?
    /// Permissions of the application that are missing for something that was seen, sorted.
    public var missingPermissions: [String]
    /// How far the search for what delta queries have lost has come.
    public var sampling: Sampling
    /// Grows when what waited was dropped: a round that began before then has compared with it, and does not count.
    public var epoch: UInt64
    /// Bytes that the sync keeps for itself.
    public var notes: [UInt8]

    public init(
        users: StreamState = StreamState(),
        devices: StreamState = StreamState(),
        groups: StreamState = StreamState(),
        isImporting: Bool = true,
        heldSince: Timestamp? = nil,
        hold: HoldSummary? = nil,
        lastSuccess: Timestamp? = nil,
        watermark: Timestamp? = nil,
        lastRun: RunID? = nil,
        missingPermissions: [String] = [],
        sampling: Sampling = Sampling(),
        epoch: UInt64 = 0,
        notes: [UInt8] = []
    ) {
        self.users = users
        self.devices = devices
        self.groups = groups
        self.isImporting = isImporting
        self.heldSince = heldSince
        self.hold = hold
        self.lastSuccess = lastSuccess
        self.watermark = watermark
        self.lastRun = lastRun
        self.missingPermissions = missingPermissions
        self.sampling = sampling
        self.epoch = epoch
        self.notes = notes
    }

    /// When everything was last read again; `nil` while any stream never was.
    public var lastFullRound: Timestamp? {
        let times = DirectoryStream.allCases.compactMap { self[$0].lastFullRound }
        return times.count == DirectoryStream.allCases.count ? times.min() : nil
    }

    public subscript(stream: DirectoryStream) -> StreamState {
        get {
            switch stream {
            case .users: users
            case .devices: devices
            case .groups: groups
            }
        }
        set {
            switch stream {
            case .users: users = newValue
            case .devices: devices = newValue
            case .groups: groups = newValue
            }
        }
    }
}

/// The three delta streams of a tenant, in the order in which they are published.
public enum DirectoryStream: UInt8, Hashable, Sendable, CaseIterable {
    case users = 1
    case devices = 2
    case groups = 3
}

/// Where one delta stream stands.
public struct StreamState: Hashable, Sendable {
    /// The link that the next round begins with; `nil` asks for a full round.
    public var deltaLink: String?
    /// When Graph gave that link: it expires some days later.
    public var issued: Timestamp?
    /// When the last full round ended.
    public var lastFullRound: Timestamp?

    public init(
        deltaLink: String? = nil,
        issued: Timestamp? = nil,
        lastFullRound: Timestamp? = nil
    ) {
        self.deltaLink = deltaLink
        self.issued = issued
        self.lastFullRound = lastFullRound
    }
}

extension StreamState {
    func write(to writer: inout ByteWriter) {
        writer.text(deltaLink)
        writer.timestamp(issued)
        writer.timestamp(lastFullRound)
    }

    init(from reader: inout ByteReader) {
        self.init()
        deltaLink = reader.optionalText()
        issued = reader.optionalTimestamp()
        lastFullRound = reader.optionalTimestamp()
    }
}

/// Where the rotating comparison of groups with their own lists of members stands.
public struct Sampling: Hashable, Sendable {
    public var lastSample: Timestamp?
    /// The last group that was compared.
    public var last: GUID?
    /// Groups that differed when they were compared, and are looked at once more after the next round.
    public var suspects: [GUID]

    public init(lastSample: Timestamp? = nil, last: GUID? = nil, suspects: [GUID] = []) {
        self.lastSample = lastSample
        self.last = last
        self.suspects = suspects
    }
}

extension Sampling {
    func write(to writer: inout ByteWriter) {
        writer.timestamp(lastSample)
        writer.flag(last != nil)
        if let last { writer.guid(last) }
        writer.number(suspects.count)
        for suspect in suspects { writer.guid(suspect) }
    }

    init(from reader: inout ByteReader) {
        self.init()
        lastSample = reader.optionalTimestamp()
        last = reader.flag() ? reader.guid() : nil
        let count = reader.count()
        for _ in 0..<count { suspects.append(reader.guid()) }
    }
}

extension TenantState: StoredValue {
    static var codingVersion: UInt8 { 2 }

    func write(to writer: inout ByteWriter) {
        for stream in DirectoryStream.allCases { self[stream].write(to: &writer) }
        writer.flag(isImporting)
        writer.timestamp(heldSince)
        writer.timestamp(lastSuccess)
        writer.blob(notes)
        writer.flag(hold != nil)
        hold?.write(to: &writer)
        writer.timestamp(watermark)
        writer.flag(lastRun != nil)
        if let lastRun { writer.interned(lastRun) }
        writer.texts(missingPermissions)
        sampling.write(to: &writer)
        writer.number(epoch)
    }

    static func read(from reader: inout ByteReader) -> TenantState {
        var state = TenantState()
        for stream in DirectoryStream.allCases { state[stream] = StreamState(from: &reader) }
        state.isImporting = reader.flag()
        state.heldSince = reader.optionalTimestamp()
        state.lastSuccess = reader.optionalTimestamp()
        state.notes = reader.blob()
        guard reader.version >= 2 else { return state }
        if reader.flag() { state.hold = HoldSummary(from: &reader) }
        state.watermark = reader.optionalTimestamp()
        state.lastRun = reader.flag() ? reader.interned(as: RunID.self) : nil
        state.missingPermissions = reader.texts()
        state.sampling = Sampling(from: &reader)
        state.epoch = reader.number()
        return state
    }
}

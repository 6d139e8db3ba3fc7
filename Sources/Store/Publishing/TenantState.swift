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
    public var lastSuccess: Timestamp?
    /// Bytes that the sync keeps for itself.
    public var notes: [UInt8]

    public init(
        users: StreamState = StreamState(),
        devices: StreamState = StreamState(),
        groups: StreamState = StreamState(),
        isImporting: Bool = true,
        heldSince: Timestamp? = nil,
        lastSuccess: Timestamp? = nil,
        notes: [UInt8] = []
    ) {
        self.users = users
        self.devices = devices
        self.groups = groups
        self.isImporting = isImporting
        self.heldSince = heldSince
        self.lastSuccess = lastSuccess
        self.notes = notes
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

extension TenantState: StoredValue {
    func write(to writer: inout ByteWriter) {
        for stream in DirectoryStream.allCases { self[stream].write(to: &writer) }
        writer.flag(isImporting)
        writer.timestamp(heldSince)
        writer.timestamp(lastSuccess)
        writer.blob(notes)
    }

    static func read(from reader: inout ByteReader) -> TenantState {
        var state = TenantState()
        for stream in DirectoryStream.allCases { state[stream] = StreamState(from: &reader) }
        state.isImporting = reader.flag()
        state.heldSince = reader.optionalTimestamp()
        state.lastSuccess = reader.optionalTimestamp()
        state.notes = reader.blob()
        return state
    }
}

/// A small integer that stands for one thing of this store; `Kind` keeps different things apart.
///
/// Given out once, in order, and never reused. It means nothing outside its store.
public struct Interned<Kind>: Hashable, Comparable, Sendable {
    public let rawValue: UInt32

    public init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A user, group, device or other object of a tenant's directory.
public typealias ObjectID = Interned<ObjectProperties>
/// A documented group.
public typealias AssetID = Interned<AssetFacts>
/// A client whose directory is documented.
public typealias OrganizationID = Interned<Organization>
/// A tenant that an integration manages.
public typealias TenantID = Interned<Tenant>
/// A person's record of the platform.
public typealias ContactID = Interned<Contact>
/// A machine's record of the platform.
public typealias ConfigurationID = Interned<Configuration>

/// The number of a publish: global, without gaps, 0 before the first.
public struct Revision: Hashable, Comparable, Sendable {
    public let number: UInt64

    public init(_ number: UInt64) {
        self.number = number
    }

    public static let none = Revision(0)

    public var next: Revision { Revision(number + 1) }

    public static func < (left: Revision, right: Revision) -> Bool {
        left.number < right.number
    }
}

/// A moment in milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

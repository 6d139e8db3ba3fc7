/// One page of a delta query, whole and validated.
///
/// Nothing of it is to be trusted to be new, in order or unique: it says how things stand, not what
/// happened.
public struct DeltaPage: Sendable, Equatable {
    public enum Objects: Sendable, Equatable {
        case users([GraphUser])
        case devices([GraphDevice])
        case groups([GraphGroup])

        public var count: Int {
            switch self {
            case .users(let users): users.count
            case .devices(let devices): devices.count
            case .groups(let groups): groups.count
            }
        }
    }

    public var objects: Objects
    public var links: DeltaLinks
    /// Graph's name for this answer, for support cases.
    public var requestID: String?
    /// What the request cost of the tenant's quota, where Graph said so.
    public var resourceUnits: Int?
    /// 1 where the first attempt succeeded; the next link of any other page may not be valid.
    public var attemptCount = 1

    public init(objects: Objects, links: DeltaLinks) {
        self.objects = objects
        self.links = links
    }
}

/// The links at the end of a page; opaque, to be requested byte for byte.
public struct DeltaLinks: Sendable, Equatable {
    public var nextLink: String?
    public var deltaLink: String?

    public init(nextLink: String? = nil, deltaLink: String? = nil) {
        self.nextLink = nextLink
        self.deltaLink = deltaLink
    }
}

extension DeltaPage {
    /// Parses the body of a page of `stream`.
    init(_ stream: DeltaStream, body: consuming [UInt8]) throws(JSONError) {
        let document = try JSONDocument(parsing: body)
        try self.init(stream, document, document.root)
    }

    /// Reads a page of `stream` that is a part of `document`.
    init(
        _ stream: DeltaStream,
        _ document: borrowing JSONDocument,
        _ page: JSONDocument.Node
    ) throws(JSONError) {
        guard let value = document.value(of: "value", in: page) else {
            throw .unexpected("a page has no value")
        }
        let objects: Objects =
            switch stream {
            case .users:
                .users(
                    try document.objects(in: value) { document, node throws(JSONError) in
                        try document.user(node)
                    }
                )
            case .devices:
                .devices(
                    try document.objects(in: value) { document, node throws(JSONError) in
                        try document.device(node)
                    }
                )
            case .groups:
                .groups(
                    try document.objects(in: value) { document, node throws(JSONError) in
                        try document.group(node)
                    }
                )
            }
        let links = DeltaLinks(
            nextLink: try document.link("@odata.nextLink", of: page),
            deltaLink: try document.link("@odata.deltaLink", of: page)
        )
        self.init(objects: objects, links: links)
    }
}

extension JSONDocument {
    /// A link of the page that is the whole document.
    func link(_ key: String) throws(JSONError) -> String? { try link(key, of: root) }

    /// A link of a page; the key is compared exactly, as OData writes it.
    func link(_ key: String, of page: Node) throws(JSONError) -> String? {
        guard let node = value(of: key, in: page) else { return nil }
        guard let link = string(node), !link.isEmpty else {
            throw .unexpected("\(key) is not a link")
        }
        return link
    }
}

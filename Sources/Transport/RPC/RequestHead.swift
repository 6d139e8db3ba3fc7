internal import Glibc

/// What one request's header block says, reduced while it arrives to what the call needs.
///
/// Nothing is stored but the metadata the application asked for; every field counts towards the caps, kept or not.
package struct RequestHead {
    enum HTTPMethod { case absent, get, head, post, other }
    enum ContentType { case absent, grpc, other }
    enum Encoding { case identity, unsupported }

    /// What becomes of a request once its headers are complete.
    package enum Acceptance: Equatable, Sendable {
        case call(methodIndex: Int)
        case infoPage(isHead: Bool)
        case httpStatus(Int)
        case status(StatusCode, String)
    }

    private var httpMethod = HTTPMethod.absent
    private var contentType = ContentType.absent
    private(set) var timeout = CallTimeout.absent
    private(set) var encoding = Encoding.identity
    private var methodIndex: Int?
    private var isRootPath = false
    private var hasOtherTE = false
    private var hasMalformedBinary = false
    private var fieldCount = 0
    private var byteCount = 0
    private var metadataBytes: [UInt8] = []
    private var metadataFields: [(nameIndex: Int, range: Range<Int>)] = []

    package init() {}

    /// Makes the head ready for the next request, keeping its small buffers.
    package mutating func reset() {
        httpMethod = .absent
        contentType = .absent
        timeout = .absent
        encoding = .identity
        methodIndex = nil
        isRootPath = false
        hasOtherTE = false
        hasMalformedBinary = false
        fieldCount = 0
        byteCount = 0
        if !metadataFields.isEmpty {
            metadataBytes.removeAll(keepingCapacity: metadataBytes.capacity <= 4096)
            metadataFields.removeAll(keepingCapacity: true)
        }
    }

    /// Takes one field; false when the block exceeds a cap and must be refused.
    package mutating func received(
        name: UnsafeBufferPointer<UInt8>,
        value: UnsafeBufferPointer<UInt8>,
        rules: HeadRules
    ) -> Bool {
        fieldCount += 1
        byteCount += name.count + value.count + 32
        guard fieldCount <= rules.fieldsMax, byteCount <= rules.bytesMax else { return false }
        switch name.count {
        case 2 where name.equals("te"):
            hasOtherTE = hasOtherTE || !value.equals("trailers")
        case 5 where name.equals(":path"):
            methodIndex = rules.methods.index(of: value)
            isRootPath = value.equals("/")
        case 7 where name.equals(":method"):
            httpMethod =
                if value.equals("POST") { .post } else if value.equals("GET") {
                    .get
                } else if value.equals("HEAD") { .head } else { .other }
        case 12 where name.equals("content-type"):
            contentType = Self.isGRPC(value) ? .grpc : .other
        case 12 where name.equals("grpc-timeout"):
            timeout = CallTimeout(parsing: value)
        case 13 where name.equals("grpc-encoding"):
            encoding = value.isEmpty || value.equals("identity") ? .identity : .unsupported
        default:
            receivedMetadata(name: name, value: value, rules: rules)
        }
        return true
    }

    /// Judges the complete block; the order of the checks is part of the protocol.
    package func acceptance() -> Acceptance {
        if isRootPath, httpMethod == .get || httpMethod == .head {
            return .infoPage(isHead: httpMethod == .head)
        }
        guard contentType == .grpc else { return .httpStatus(415) }
        guard httpMethod == .post else { return .httpStatus(405) }
        guard !hasOtherTE else { return .httpStatus(400) }
        guard let methodIndex else { return .status(.unimplemented, "unknown method") }
        guard timeout != .malformed else {
            return .status(.internalError, "malformed grpc-timeout")
        }
        guard !hasMalformedBinary else {
            return .status(.internalError, "malformed base64 in binary metadata")
        }
        guard timeout != .nanoseconds(0) else { return .status(.deadlineExceeded, "no time left") }
        return .call(methodIndex: methodIndex)
    }

    /// The first value of a kept field.
    func metadata(nameIndex: Int) -> ArraySlice<UInt8>? {
        for field in metadataFields where field.nameIndex == nameIndex {
            return metadataBytes[field.range]
        }
        return nil
    }

    /// Every value of a kept field, in the order received.
    func metadataValues(nameIndex: Int) -> [ArraySlice<UInt8>] {
        metadataFields.filter { $0.nameIndex == nameIndex }.map { metadataBytes[$0.range] }
    }

    private mutating func receivedMetadata(
        name: UnsafeBufferPointer<UInt8>,
        value: UnsafeBufferPointer<UInt8>,
        rules: HeadRules
    ) {
        if name.count > 4, name.hasSuffix("-bin"), !name.hasPrefix("grpc-") {
            hasMalformedBinary = hasMalformedBinary || Base64.decodeList(Array(value)) == nil
        }
        guard let nameIndex = rules.keptIndex(of: name),
            metadataBytes.count + value.count <= rules.metadataBytesMax
        else { return }
        let start = metadataBytes.count
        metadataBytes.append(contentsOf: value)
        metadataFields.append((nameIndex, start..<metadataBytes.count))
    }

    /// `application/grpc`, alone or followed by `+` or `;`; `application/grpc-web` is another protocol.
    private static func isGRPC(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        guard value.count >= 16,
            UnsafeBufferPointer(rebasing: value[..<16]).equals("application/grpc")
        else { return false }
        return value.count == 16 || value[16] == UInt8(ascii: "+") || value[16] == UInt8(ascii: ";")
    }
}

/// What every request of a server is read by; shared by reference, because it is consulted for each field.
package final class HeadRules: Sendable {
    package let methods: MethodTable
    package let keptNames: [[UInt8]]
    package let fieldsMax: Int
    package let bytesMax: Int
    package let metadataBytesMax: Int

    package init(methods: MethodTable, keptNames: [String], limits: Limits) {
        self.methods = methods
        self.keptNames = keptNames.map { Array($0.utf8) }
        fieldsMax = limits.headerFieldsMax
        bytesMax = limits.headerBytesMax
        metadataBytesMax = limits.metadataBytesMax
    }
}

extension HeadRules {
    /// The place of a field among those that are kept.
    func keptIndex(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        for index in keptNames.indices where keptNames[index].count == name.count {
            let isEqual = keptNames[index].withUnsafeBufferPointer { kept in
                kept.indices.allSatisfy { kept[$0] == name[$0] }
            }
            if isEqual { return index }
        }
        return nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    func hasSuffix(_ text: StaticString) -> Bool {
        let textCount = text.utf8CodeUnitCount
        guard count >= textCount else { return false }
        return UnsafeBufferPointer(rebasing: self[(count - textCount)...]).equals(text)
    }

    func hasPrefix(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        return UnsafeBufferPointer(rebasing: self[..<text.utf8CodeUnitCount]).equals(text)
    }

    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount, let baseAddress else { return false }
        return memcmp(baseAddress, text.utf8Start, count) == 0
    }
}

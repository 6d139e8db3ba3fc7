/// Bytes that are not a message of their type: what is wrong, and in which field of which message.
public struct WireError: Error, Equatable, Sendable {
    public var fault: Fault
    /// The full name of the message being read, for instance `muster.v1.GroupRow`.
    public var message: String
    /// The field being read; empty when the fault is not inside a field that the message knows.
    public var field: String

    /// An error in `field` of `message`.
    public init(_ fault: Fault, message: String = "", field: String = "") {
        self.fault = fault
        self.message = message
        self.field = field
    }

    /// What can be wrong with bytes.
    public enum Fault: String, Equatable, Sendable, CaseIterable {
        /// The bytes end inside a field.
        case truncated
        /// A varint of more than ten bytes.
        case overlongVarint
        /// A field number of 0, or above 2^29 - 1.
        case invalidFieldNumber
        /// Wire type 6 or 7.
        case invalidWireType
        /// A group that ends without having begun, or with another number.
        case unmatchedGroup
        /// Messages or groups within one another beyond `WireLimits.depthMax`.
        case tooDeep
        /// More than `WireLimits.messageBytesMax`.
        case tooLarge
        case invalidUTF8
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        switch (message.isEmpty, field.isEmpty) {
        case (true, _): fault.rawValue
        case (false, true): "\(message): \(fault.rawValue)"
        case (false, false): "\(message).\(field): \(fault.rawValue)"
        }
    }
}

internal import CLinux
internal import Glibc

/// The address of the other end of a connection.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64
    private let isIPv6: Bool
    public let port: UInt16

    init(_ storage: inout sockaddr_storage) {
        var bytes = [UInt8](repeating: 0, count: 16)
        isIPv6 = storage.ss_family == sa_family_t(AF_INET6)
        let isIPv6 = isIPv6
        port = withUnsafeBytes(of: &storage) { raw in
            let start = isIPv6 ? 8 : 4
            for index in 0..<(isIPv6 ? 16 : 4) { bytes[index] = raw[start + index] }
            return UInt16(raw[2]) << 8 | UInt16(raw[3])
        }
        high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The same address without the port.
    var host: PeerAddress { PeerAddress(high: high, low: low, isIPv6: isIPv6, port: 0) }

    private init(high: UInt64, low: UInt64, isIPv6: Bool, port: UInt16) {
        self.high = high
        self.low = low
        self.isIPv6 = isIPv6
        self.port = port
    }

    /// The address in the usual notation, without the port.
    public var address: String {
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64($0))) }
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * UInt64($0))) }
        var text = [CChar](repeating: 0, count: 64)
        inet_ntop(isIPv6 ? AF_INET6 : AF_INET, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    public var description: String { isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
}

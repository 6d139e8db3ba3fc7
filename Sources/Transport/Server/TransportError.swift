internal import Glibc

/// Why a server could not start.
public enum TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    case portInUse(address: String, port: UInt16)
    case permissionDenied(address: String, port: UInt16)
    /// The address is not of this machine, or not an address at all.
    case addressUnavailable(address: String, port: UInt16)
    case systemCall(String, errno: Int32)
    /// The HTTP/2 library lacks a protection that the server relies on.
    case libraryTooOld(String)

    public var description: String {
        switch self {
        case .portInUse(let address, let port): "\(address) port \(port) is in use"
        case .permissionDenied(let address, let port):
            "no permission to listen on \(address) port \(port)"
        case .addressUnavailable(let address, let port):
            "cannot listen on \(address) port \(port): no such address"
        case .systemCall(let name, let code): "\(name): \(String(cString: strerror(code)))"
        case .libraryTooOld(let missing): "libnghttp2 is too old: it has no \(missing)"
        }
    }
}

public import Cryptography
public import Store
public import Transport

/// Why the service did not start; each says what is wrong and what to do.
public enum ServiceError: Error, Sendable, CustomStringConvertible {
    case settings(SettingsError)
    case store(StoreError)
    case certificate(TLSError)
    case transport(TransportError)
    case cryptography(CryptographyError)

    public var description: String {
        switch self {
        case .settings(let error): error.description
        case .store(let error): error.description
        case .certificate(let error):
            "tls.certificate, tls.key: \(error); correct the file and start again"
        case .transport(.portInUse(let address, let port)):
            "listen: \(address) port \(port) is in use; stop what uses it, or choose another port"
        case .transport(.permissionDenied(let address, let port)):
            "listen: no permission for \(address) port \(port); choose a port from 1024 upwards"
        case .transport(.addressUnavailable(let address, let port)):
            "listen: \(address) port \(port) is no address of this machine; choose one that is"
        case .transport(let error): "listen: \(error)"
        case .cryptography(let error): "sealing-key: \(error); check the key"
        }
    }
}

/// Turns the store's errors into the service's.
func wrapping<Value>(_ body: () throws(StoreError) -> Value) throws(ServiceError) -> Value {
    do throws(StoreError) {
        return try body()
    } catch {
        throw .store(error)
    }
}

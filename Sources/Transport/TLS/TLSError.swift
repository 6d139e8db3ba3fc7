/// Why a certificate or key could not be used, naming the file.
public enum TLSError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(file: String, reason: String)
    case notPEM(file: String)
    case keyDoesNotMatch(keyFile: String, certificateFile: String)
    case library(operation: String)

    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
        case .notPEM(let file): "\(file) does not hold the expected PEM block"
        case .keyDoesNotMatch(let keyFile, let certificateFile):
            "the key in \(keyFile) does not belong to the certificate in \(certificateFile)"
        case .library(let operation): "OpenSSL failed in \(operation)"
        }
    }
}

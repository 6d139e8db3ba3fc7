/// Where a server listens, and whether TLS is spoken there.
///
/// Written as `http://host:port`, `https://host:port` or `host:port`. Without a scheme, TLS is spoken
/// to every host but this machine itself, so that a token never crosses a network in the clear by accident.
public struct ServerAddress: Hashable, Sendable {
    public let host: String
    public let port: UInt16
    public let isSecure: Bool

    public init(host: String, port: UInt16, isSecure: Bool) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
    }

    /// Reads an address as people write it; `nil` when it is not one.
    public init?(_ text: String) {
        var rest = Substring(text)
        var scheme: Bool?
        if rest.hasPrefix("https://") {
            scheme = true
            rest = rest.dropFirst(8)
        } else if rest.hasPrefix("http://") {
            scheme = false
            rest = rest.dropFirst(7)
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard let (host, portText) = Self.split(rest) else { return nil }
        guard !host.isEmpty, !host.contains(where: { "/@ ".contains($0) }) else { return nil }

        let port: UInt16
        if let portText {
            guard portText.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = UInt16(portText), number > 0
            else {
                return nil
            }
            port = number
        } else {
            guard let scheme else { return nil }
            port = scheme ? 443 : 80
        }
        self.init(
            host: host,
            port: port,
            isSecure: scheme ?? !Self.isLoopback(host)
        )
    }

    /// Whether the host is this machine itself, by its name or by its address.
    public var isLoopback: Bool { Self.isLoopback(host) }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The host and the port's text; an IPv6 address stands in brackets.
    private static func split(_ text: Substring) -> (host: String, port: Substring?)? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let host = String(text[text.index(after: text.startIndex)..<end])
            let after = text[text.index(after: end)...]
            if after.isEmpty { return (host, nil) }
            guard after.hasPrefix(":") else { return nil }
            return (host, after.dropFirst())
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return (String(parts[0]), nil)
        case 2: return (String(parts[0]), parts[1])
        default: return nil
        }
    }
}

extension ServerAddress: CustomStringConvertible {
    /// The address with its scheme, as it can be written again.
    public var description: String { "\(isSecure ? "https" : "http")://\(authority)" }

    /// The value of `:authority`.
    var authority: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// Scheme, host and port of an absolute URL: what has to be equal before a token is sent.
///
/// Reading is strict. Whatever two readers could understand differently (user names, backslashes,
/// spaces, bytes beyond ASCII) has no origin at all.
struct URLOrigin: Equatable, Sendable {
    /// In lower case.
    let scheme: String
    /// In lower case; an IPv6 address keeps its brackets.
    let host: String
    let port: UInt16

    init?(_ url: String) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            let mark = url.firstRange(of: "://")
        else { return nil }
        let scheme = url[..<mark.lowerBound].lowercased()
        let rest = url[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { return nil }
        let host: Substring
        let portText: Substring
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[...close]
            portText = authority[authority.index(after: close)...]
        } else {
            host = authority.prefix { $0 != ":" }
            portText = authority[host.endIndex...]
        }
        guard let defaultPort = URLOrigin.defaultPort(scheme) else { return nil }
        if portText.isEmpty {
            port = defaultPort
        } else {
            guard portText.first == ":", portText.dropFirst().allSatisfy(\.isNumber),
                let number = UInt16(portText.dropFirst())
            else { return nil }
            port = number
        }
        guard !host.isEmpty, host.allSatisfy(URLOrigin.isHostCharacter) else { return nil }
        self.scheme = scheme
        self.host = host.lowercased()
    }

    /// The origin as a URL without path, and without a port where the scheme implies it.
    var text: String {
        let isImplied = port == URLOrigin.defaultPort(scheme)
        return isImplied ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    private static func defaultPort(_ scheme: String) -> UInt16? {
        switch scheme {
        case "https": 443
        case "http": 80
        default: nil
        }
    }

    private static func isHostCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "-._[]:".contains(character)
    }
}

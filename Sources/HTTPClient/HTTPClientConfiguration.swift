/// How the client connects, and every bound it enforces.
public struct HTTPClientConfiguration: Sendable {
    public enum Proxy: Sendable {
        /// What `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` say.
        case environment
        case none
        case url(String)
    }

    public var proxy: Proxy = .environment
    /// A PEM file of the authorities to trust in place of the system's.
    public var certificateAuthorityFile: String?
    public var userAgent = "muster"

    /// HTTP/2 carries many requests on one connection; where there is only HTTP/1.1, this is how
    /// many requests of all tenants run at once.
    public var connectionsPerHostMax = 16
    /// All hosts together; the rest of the requests wait.
    public var connectionsMax = 32
    /// Under way and waiting; a request beyond it fails at once.
    public var requestsMax = 1024

    /// To the end of the TLS handshake.
    public var connectMillisecondsMax = 10_000
    /// From the first byte out to the last byte in, waiting for a connection included.
    public var totalMillisecondsMax = 120_000
    /// Slower than this for `lowSpeedSecondsMax` on end is a stalled transfer.
    public var lowSpeedBytesPerSecond = 64
    public var lowSpeedSecondsMax = 30

    /// Counted after decompression: a page of 200 groups or 500 member links has about 200 KB.
    public var bodyBytesMax = 32 * 1024 * 1024
    /// All header lines of one response.
    public var headerBytesMax = 256 * 1024

    public init() {}
}

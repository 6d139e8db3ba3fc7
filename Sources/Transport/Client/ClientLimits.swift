/// Every bound the client side enforces.
public enum ClientLimits {
    /// What clients in every language accept by default; the server's messages are far smaller.
    public static let messageBytesMax = 4 * 1024 * 1024
    /// What one stream may send before its reader has asked for more.
    public static let streamWindowBytes = 1024 * 1024
    /// What all streams together may send ahead; above the stream window, so that one idle reader does
    /// not stop the others.
    public static let connectionWindowBytes = 64 * 1024 * 1024
    /// Request bytes that wait for the server's window; `send` blocks above it.
    public static let pendingRequestBytesMax = 256 * 1024
    /// The server's headers and trailers stay under 8 KiB; the rest is room for proxies.
    public static let headerListBytesMax: UInt32 = 16 * 1024
    /// Read from the socket at once.
    public static let readBytes = 64 * 1024
    /// A server that accepts no connection for this long is as good as absent.
    public static let connectSecondsMax = 10
}

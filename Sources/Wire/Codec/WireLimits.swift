/// Every bound of the codec.
public enum WireLimits {
    /// The bound of the official runtimes; our own messages nest four deep.
    public static let depthMax = 100
    /// The contract keeps messages under 1 MiB; the rest is for servers that are not ours.
    public static let messageBytesMax = 16 * 1024 * 1024
    /// A list message is closed before it would pass this: clients refuse 4 MiB, and flow control likes less.
    public static let replyBytesTarget = 256 * 1024
}

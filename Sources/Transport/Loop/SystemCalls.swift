internal import CLinux
internal import Glibc

/// The system calls of a loop, so that a test can fail any one of them.
///
/// Each returns what the kernel returned, or the negated errno.
package struct SystemCalls: Sendable {
    package var read: @Sendable (CInt, UnsafeMutableRawPointer, Int) -> Int
    package var write: @Sendable (CInt, UnsafeRawPointer, Int) -> Int
    package var writeVector: @Sendable (CInt, UnsafeRawPointer, CInt) -> Int
    package var accept:
        @Sendable (CInt, UnsafeMutableRawPointer, UnsafeMutablePointer<UInt32>) -> Int
    package var setOption: @Sendable (CInt, CInt, CInt, CInt) -> Int
    package var shutdownWrites: @Sendable (CInt) -> Int
    package var close: @Sendable (CInt) -> Int
    package var epollWait: @Sendable (CInt, UnsafeMutableRawPointer, CInt, CInt) -> Int
    package var epollControl: @Sendable (CInt, CInt, CInt, UInt32, UInt64) -> Int

    /// The kernel's.
    package static let live = SystemCalls(
        read: { result(Glibc.read($0, $1, $2)) },
        write: { result(send($0, $1, $2, CInt(MSG_NOSIGNAL))) },
        writeVector: { descriptor, vector, count in
            var message = msghdr()
            message.msg_iov = UnsafeMutablePointer(
                mutating: vector.assumingMemoryBound(to: iovec.self)
            )
            message.msg_iovlen = Int(count)
            return result(sendmsg(descriptor, &message, CInt(MSG_NOSIGNAL)))
        },
        accept: { listener, address, length in
            result(
                Int(shim_accept4(listener, address.assumingMemoryBound(to: sockaddr.self), length))
            )
        },
        setOption: { descriptor, level, name, value in
            var value = value
            return result(
                Int(setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<CInt>.size)))
            )
        },
        shutdownWrites: { result(Int(shutdown($0, CInt(SHUT_WR)))) },
        close: { result(Int(Glibc.close($0))) },
        epollWait: { epoll, events, count, timeout in
            result(
                Int(
                    epoll_wait(
                        epoll,
                        events.assumingMemoryBound(to: epoll_event.self),
                        count,
                        timeout
                    )
                )
            )
        },
        epollControl: { epoll, operation, descriptor, mask, data in
            var event = epoll_event(events: mask, data: epoll_data_t(u64: data))
            return result(Int(epoll_ctl(epoll, operation, descriptor, &event)))
        }
    )

    private static func result(_ value: Int) -> Int { value < 0 ? -Int(errno) : value }
}

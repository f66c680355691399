import CLinux
import Glibc

/// A listener's or client's address in the file system, for programs on the same machine.
enum SocketFile {
    private static let type = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

    /// A socket bound to the path, which this user alone may connect to.
    ///
    /// A file that a killed program has left behind is replaced; one that somebody listens at is not.
    static func bind(_ path: String) throws(SystemError) -> FileDescriptor {
        let descriptor = FileDescriptor(owning: try system("socket") { socket(AF_UNIX, type, 0) })
        do throws(SystemError) {
            _ = try connect(path)
            throw SystemError(call: "bind", code: EADDRINUSE)
        } catch {
            switch error.code {
            case ENOENT: break
            case ECONNREFUSED: unlink(path)
            default: throw error
            }
        }
        let raw = descriptor.raw
        try withAddress(path) { (address, length) throws(SystemError) in
            try system("bind") { Glibc.bind(raw, address, length) }
        }
        // Nobody can connect before it listens, so that it is never open to others.
        try system("chmod") { chmod(path, 0o600) }
        return descriptor
    }

    /// A socket connected to whoever listens at the path, which takes no time.
    static func connect(_ path: String) throws(SystemError) -> FileDescriptor {
        let descriptor = FileDescriptor(owning: try system("socket") { socket(AF_UNIX, type, 0) })
        let raw = descriptor.raw
        try withAddress(path) { (address, length) throws(SystemError) in
            try system("connect") { Glibc.connect(raw, address, length) }
        }
        return descriptor
    }

    @discardableResult
    private static func withAddress<Result>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemError(call: "bind", code: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return try withUnsafePointer(to: &address) { (pointer) throws(SystemError) in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { (pointer) throws(SystemError) in
                try body(pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

extension Connection {
    /// Connects to whoever listens at a socket file; loop's thread only.
    package static func connect(toSocketFile path: String, on loop: EventLoop) throws(SystemError) -> Connection {
        Connection(try SocketFile.connect(path), peer: .local, on: loop)
    }
}

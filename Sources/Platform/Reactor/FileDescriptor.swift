import Glibc

/// Owns one open descriptor and closes it exactly once; it cannot be copied, so it cannot have two owners.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number the system knows it by, valid as long as this value lives.
    package let raw: CInt

    /// Takes over a descriptor that nobody else will close.
    package init(owning raw: CInt) { self.raw = raw }

    deinit { _ = Glibc.close(raw) }
}

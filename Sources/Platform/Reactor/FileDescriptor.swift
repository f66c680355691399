import Glibc

/// Owns one open descriptor and closes it exactly once; it cannot be copied, so it cannot have two owners.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number the system knows it by, valid as long as this value lives.
    package let raw: CInt

    /// Takes over a descriptor that nobody else will close.
    package init(owning raw: CInt) { self.raw = raw }

    /// Gives the descriptor up without closing it: whoever has the number owns it now.
    package consuming func release() -> CInt {
        let raw = raw
        discard self
        return raw
    }

    deinit { _ = Glibc.close(raw) }
}

/// Why a text is not JSON, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte at which reading stopped, from 0.
    package var offset: Int
    /// What is wrong there, as a clause without a full stop.
    package var reason: String

    /// Makes an error at a byte offset.
    package init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    /// One sentence for whoever sent the text.
    package var description: String { "Not JSON at byte \(offset): \(reason)." }
}

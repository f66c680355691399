/// Why a profile is refused: every fault with its file and line.
package struct ProfileError: Error, Sendable, CustomStringConvertible {
    /// One fault of a profile.
    package struct Fault: Sendable, Equatable, CustomStringConvertible {
        /// As it was read: `webhooks/twilio/profile.json`.
        package let file: String
        /// From 1.
        package let line: Int
        /// One sentence.
        package let detail: String
        /// As compilers write it, so that an editor can jump there.
        package var description: String { "\(file):\(line): \(detail)" }
    }

    /// Never empty.
    package let faults: [Fault]
    /// One line for each fault.
    package var description: String { faults.map(\.description).joined(separator: "\n") }
}

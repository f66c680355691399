/// Why a message was refused: the server answers with `status` and closes, for the framing can no longer be trusted.
package struct HTTPError: Error, Sendable, Hashable {
    /// What to answer: 400, 414, 417, 431, 501 or 505.
    package let status: Status
    /// One sentence for the log and the answer's detail.
    package let reason: String

    /// A refusal with its answer.
    package init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    static func bad(_ reason: String) -> HTTPError { HTTPError(.badRequest, reason) }
}

/// How much of a head, a chunk line or a trailer section is read before it is refused.
package struct HTTPLimits: Sendable, Hashable {
    /// Start line and fields together; beyond it 431.
    package var headBytes = 16_384
    /// The start line alone; beyond it 414.
    package var startLineBytes = 8_192
    /// Fields in a head; beyond it 431.
    package var fields = 100
    /// Empty lines before a start line; beyond it 400.
    package var leadingEmptyLines = 2
    /// A chunk's size with its extensions; beyond it 400.
    package var chunkLineBytes = 256
    /// Chunk extensions of one whole body, so that they cannot outweigh it; beyond it 400.
    package var chunkExtensionBytes = 16_384
    /// The trailer section, which is checked and dropped; beyond it 431.
    package var trailerBytes = 8_192

    /// The defaults.
    package init() {}
}

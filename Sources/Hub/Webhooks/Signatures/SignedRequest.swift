import Domain
import HTTP

/// A request as a signature scheme sees it: bytes as they arrived, and the address that the provider signed.
package struct SignedRequest: Sendable {
    /// How the body is read.
    package enum Content: Sendable {
        /// No body: the names and values are in the query.
        case none
        case form(FormBody)
        case json
    }

    /// As received.
    package let method: Method
    /// The whole address as the provider has it: our public base and the request target, byte for byte.
    package let url: [UInt8]
    /// As received.
    package let headers: Headers
    /// As received; signatures are made over these bytes.
    package let body: [UInt8]
    /// How the body was read.
    package let content: Content
    /// By our clock.
    package let receivedAt: Timestamp
    /// Whether the request opens a WebSocket.
    package let isUpgrade: Bool

    /// A request to be verified.
    package init(
        method: Method, url: [UInt8], headers: Headers, body: [UInt8], content: Content, receivedAt: Timestamp,
        isUpgrade: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.content = content
        self.receivedAt = receivedAt
        self.isUpgrade = isUpgrade
    }
}

/// What a signature scheme says of a request.
package enum Verdict: Sendable, Equatable {
    /// The signature is right.
    case accepted
    /// It is not to be believed, and why.
    case refused(Refusal)

    static func refused(_ reason: Refusal.Reason, _ detail: String) -> Verdict {
        .refused(Refusal(reason: reason, detail: detail))
    }
}

/// Why a webhook was not believed; never holds a secret or a signature.
package struct Refusal: Sendable, Equatable {
    /// The kinds that are counted.
    package enum Reason: String, Sendable, CaseIterable {
        /// The account has no secret that is valid now.
        case noSecret = "no-secret"
        /// The header with the signature is not there.
        case missingHeader = "missing-header"
        /// The header is there, but is no signature.
        case malformedHeader = "malformed-header"
        /// An algorithm that the scheme does not have.
        case unknownAlgorithm = "unknown-algorithm"
        /// Nothing that was signed covers the body.
        case unboundBody = "unbound-body"
        /// The body is not the one that was signed.
        case bodyMismatch = "body-mismatch"
        /// The signature is of another message or by another secret.
        case signatureMismatch = "signature-mismatch"
        /// Signed too long ago or in the future.
        case stale = "stale"
        /// Neither a form nor JSON, or not well formed.
        case unreadable
        /// The signature is right and the content is well formed, but something that is needed is not in it.
        case incomplete
    }

    /// What is counted.
    package let reason: Reason
    /// One or two sentences for whoever sets the account up.
    package let detail: String

    /// A refusal with its sentence.
    package init(reason: Reason, detail: String) {
        self.reason = reason
        self.detail = detail
    }
}

import ModuleKit
import OpenSSL

/// Addresses that let anybody hear one recording for a while: signed over company, recording and end, so that none of the
/// three can be exchanged.
struct AudioLinks: Sendable {
    /// The key that signs, and those that signed before and still count.
    private let keys: [[UInt8]]

    /// - Parameter secrets: The hub's signing keys, the present one first; links have a key of their own derived from each.
    init(secrets: [[UInt8]]) {
        keys = secrets.map { HMAC.authenticate(.sha256, key: $0, Array("switchboard recording links, 1".utf8)) }
    }

    /// Path and query of a link that ends at `end`, a whole second.
    func target(_ recording: RecordingID, of company: CompanyID, until end: Timestamp) -> String {
        let seconds = end.milliseconds / 1000
        let signature = keys.first.map { Self.signature($0, recording, company, seconds) } ?? ""
        return "/audio/\(company)/\(recording)?expires=\(seconds)&signature=\(signature)"
    }

    /// - Parameter expires: Seconds since 1970.
    /// - Throws: ``RecordingsError/linkInvalid``, or ``RecordingsError/linkEnded(_:)`` for one that was good once.
    func check(
        _ recording: RecordingID, of company: CompanyID, expires: Int64, signature: String, at now: Timestamp
    ) throws {
        // Every key is tried, so that the time does not tell which one it was.
        let isGood = keys.reduce(false) { found, key in
            constantTimeEquals(Self.signature(key, recording, company, expires), signature) || found
        }
        guard isGood else { throw RecordingsError.linkInvalid }
        let end = Timestamp(milliseconds: expires * 1000)
        guard now < end else { throw RecordingsError.linkEnded(end) }
    }

    private static func signature(
        _ key: [UInt8], _ recording: RecordingID, _ company: CompanyID, _ seconds: Int64
    ) -> String {
        Base64.encodeURL(HMAC.authenticate(.sha256, key: key, Array("\(company)\n\(recording)\n\(seconds)".utf8)))
    }
}

import HTTP
import OpenSSL

/// What a sender shows that signs nothing: the proof is of who it is, not of what it says.
struct Credentials {
    let header: String
    let authorization: String

    /// `Basic` and the base64 of `name:password` (RFC 7617).
    func basic(_ secrets: [SigningSecret]) -> Verdict {
        guard let word = Self.word(after: "Basic", in: authorization), let shown = Base64.decode(word.utf8) else {
            return .refused(.malformedHeader, "\(header) is not `Basic` and the base64 of a name and a password.")
        }
        return verdict(Array(shown), secrets, "the name and the password")
    }

    /// `Bearer` and the shared word (RFC 6750).
    func bearer(_ secrets: [SigningSecret]) -> Verdict {
        guard let word = Self.word(after: "Bearer", in: authorization) else {
            return .refused(.malformedHeader, "\(header) is not `Bearer` and a word.")
        }
        return verdict(Array(word.utf8), secrets, "the word")
    }

    private func verdict(_ shown: [UInt8], _ secrets: [SigningSecret], _ what: String) -> Verdict {
        // Every secret is compared, so that the time does not tell which one was near.
        let matches = secrets.count { constantTimeEquals($0.bytes, shown) }
        return matches > 0
            ? .accepted
            : .refused(
                .signatureMismatch,
                "In \(header), \(what) is none of the \(secrets.count) that the account has; is it the same there?")
    }

    /// The one word after a scheme's name, whose case does not count (RFC 9110 §11.1).
    static func word(after scheme: String, in text: String) -> Substring? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == scheme.lowercased() else { return nil }
        return parts[1]
    }
}

/// `…/<secret>/<hook>`: the last part but one of the address.
struct PathSecret {
    let request: SignedRequest

    func verdict(_ secrets: [SigningSecret]) -> Verdict {
        let target = request.url.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let parts = target.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 2 else { return .refused(.missingHeader, "The address carries no secret.") }
        let shown = Array(parts[parts.count - 2])
        let matches = secrets.count { constantTimeEquals($0.bytes, shown) }
        return matches > 0
            ? .accepted
            : .refused(
                .signatureMismatch,
                "The part of the address before the hook is none of the account's \(secrets.count) secrets.")
    }
}

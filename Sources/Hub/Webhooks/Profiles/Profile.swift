/// A provider as data: how it signs, where its fields are, what its words mean (protocol §6).
package struct Profile: Sendable {
    /// The name in the path of its webhooks.
    package let provider: String
    /// The name for people.
    package let title: String
    /// How its webhooks are signed.
    package let scheme: SignatureScheme
    /// The header that carries the signature.
    package let header: String
    /// How it is answered.
    package let dialect: Dialect
    /// Where the provider names its own account; recorded, never trusted.
    package let account: [Place]
    /// Its addresses by name.
    package let hooks: [String: Hook]
    /// What its API tells of itself, in the order in which it is read.
    package let records: [RecordList]
    /// How a transcript reads that is fetched from an address; nil: none is.
    let transcript: TranscriptPage?
    let names: NameTable

    /// One address at which the provider reports.
    package struct Hook: Sendable {
        /// The name in the path.
        package let name: String
        /// Whether the provider waits for a document.
        package let answers: Bool
        /// What must be there, and the texts it may be; no texts: anything but blank.
        let requirements: [Requirement]
        /// The first that fits counts; the last fits always.
        let variants: [Variant]
        /// What makes two reports the same event.
        package let dedupe: [Place]
        /// What makes two deliveries the same attempt.
        package let transport: Place?
    }

    /// What one kind of report says, where a provider sends several kinds to one address.
    struct Variant: Sendable {
        let event: EventKind
        let conditions: [Requirement]
        let rules: [FieldRule]
    }

    struct Requirement: Sendable {
        let place: Place
        /// Texts that may stand there; none: anything but blank; nil: it must be blank or absent.
        let values: [String]?
    }

    /// Where one field comes from: the first place that has it, and what its words mean.
    struct FieldRule: Sendable {
        let field: EventField
        let places: [Place]
        let map: WordMap?
        let format: FieldFormat?
    }

    /// A provider's words and ours; nil: as if absent.
    struct WordMap: Sendable {
        let words: [(theirs: String, ours: String?)]

        /// nil: the word is not listed.
        subscript(_ word: String) -> String?? {
            for (theirs, ours) in words where theirs == word { return .some(ours) }
            return nil
        }
    }
}

/// Where a text is in a request.
package enum Place: Sendable, Hashable {
    /// In the body, by JSON Pointer (RFC 6901): a slot of the name table for the first name, and the names below it.
    case body(slot: Int, name: String, below: [String])
    /// `header:Name`.
    case header(String)
    /// `query:name`.
    case query(String)
    /// `path:account`, `path:hook`.
    case path(PathPart)
    /// `=text`: the same in every request.
    case constant(String)

    /// What the path names.
    package enum PathPart: String, Sendable, CaseIterable { case account, hook }

    var isConstant: Bool { if case .constant = self { true } else { false } }

    /// As a profile writes it.
    package var text: String {
        switch self {
        case .body(_, let name, let below):
            ([name] + below).map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
        case .header(let name): "header:\(name)"
        case .query(let name): "query:\(name)"
        case .path(let part): "path:\(part.rawValue)"
        case .constant(let text): "=\(text)"
        }
    }
}

/// What a hook reports; the set is closed.
package enum EventKind: String, Sendable, CaseIterable {
    /// How a call or leg is, and what our own steps brought.
    case call
    /// A recording, and how far it is.
    case recording
    /// Words that were spoken.
    case transcript
    /// A text message, and how far it is.
    case message
    /// All of them but messages: for providers that have one address for everything.
    case any
    /// Nothing that the hub has a use for: acknowledged, so that the provider does not come again.
    case none
}

/// How a text is written that is no plain text; the set is closed.
package enum FieldFormat: String, Sendable, CaseIterable {
    /// `2025-10-14T09:15:16.014203Z`; the usual one for times.
    case rfc3339
    /// `Tue, 14 Oct 2025 09:15:01 +0000`.
    case rfc2822
    case epochSeconds = "epoch-seconds"
    case epochMilliseconds = "epoch-milliseconds"
    /// The usual one for durations.
    case seconds
    case milliseconds
    /// A duration as `PT2M11.02S` (ISO 8601).
    case iso8601 = "iso8601"
    /// A time that names no zone and is India's.
    case india = "rfc3339+05:30"
    /// A number that is international without its plus: `12025550143`.
    case international
    /// A text with `%20` and the like in it, which is decoded once.
    case percentEncoded = "percent-encoded"
    /// What stands behind the first colon: `channel:1760433301.42`.
    case afterColon = "after-colon"
    /// A text within double quotes.
    case quoted

    /// Whether a field of that kind can be written so.
    func fits(_ kind: EventField.Kind) -> Bool {
        switch (self, kind) {
        case (.rfc3339, .time), (.rfc2822, .time), (.epochSeconds, .time), (.epochMilliseconds, .time), (.india, .time):
            true
        // A time can stand for the number in a row that a provider does not count.
        case (.rfc3339, .integer), (.epochMilliseconds, .integer): true
        case (.seconds, .duration), (.milliseconds, .duration), (.iso8601, .duration): true
        case (.international, .party), (.percentEncoded, .party), (.afterColon, .party), (.percentEncoded, .text),
            (.quoted, .text),
            (.afterColon, .text):
            true
        default: false
        }
    }
}

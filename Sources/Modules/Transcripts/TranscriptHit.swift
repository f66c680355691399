import Calls
import ModuleKit

/// An utterance that was found.
struct TranscriptHit: Sendable, JSONEncodable {
    var segment: SegmentID
    var call: CallID
    var providerCallID: String
    var speaker: Speaker
    var at: Timestamp
    /// Where to play from: milliseconds from the beginning of the sound, or of the call where the source says no time; the
    /// text of a recording without times begins at 0.
    var offsetMs: Int64
    var endMs: Int64?
    var snippet: Snippet
    var source: TranscriptSource
    var direction: CallDirection
    var startedAt: Timestamp
    var line: LineID?
    var outcome: String?
    var contact: ContactID?
    var contactName: String?

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("segment", segment)
            $0.member("call", call)
            $0.member("providerCallId", providerCallID)
            $0.member("speaker", speaker)
            $0.member("at", at)
            $0.member("offsetMs", offsetMs)
            $0.member("endMs", endMs)
            $0.member("snippet", snippet)
            $0.member("source", source)
            $0.member("direction", direction)
            $0.member("startedAt", startedAt)
            $0.member("line", line)
            $0.member("outcome", outcome)
            if let contact {
                $0.object("contact") {
                    $0.member("id", contact)
                    $0.member("name", contactName)
                }
            }
        }
    }

    static let schema: Schema = .object([
        .required("segment", SegmentID.schema), .required("call", CallID.schema),
        .required("providerCallId", .string()),
        .required("speaker", .enumeration(Speaker.self)), .required("at", .string()),
        .required(
            "offsetMs", .integer(min: 0),
            "Where to play from: of the sound, or of the call by the clock where the source says no time."),
        .optional("endMs", .integer(min: 0)), .required("snippet", Snippet.schema),
        .required("source", TranscriptSource.schema), .required("direction", .enumeration(CallDirection.self)),
        .required("startedAt", .string(), "When the call began."), .optional("line", LineID.schema),
        .optional("outcome", .string()),
        .optional("contact", .object([.required("id", ContactID.schema), .optional("name", .string())])),
    ])
}

/// A piece of what was said with the places of what was looked for: plain text, never markup.
struct Snippet: Sendable, Equatable, JSONEncodable {
    /// A stretch of the text.
    struct Mark: Sendable, Equatable, JSONEncodable {
        /// In UTF-16 code units, as JavaScript counts.
        var start: Int
        var length: Int

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("start", start)
                $0.member("length", length)
            }
        }
    }

    var text = ""
    var marks: [Mark] = []
    /// Whether more was said before it, and after it.
    var isCutBefore = false
    var isCutAfter = false

    /// Texts that the database puts around what it found; made for one search, so that nobody can have said them.
    struct Fence: Sendable {
        let open: String
        let close: String
        let cut: String

        init() {
            let secret = String(UInt64.random(in: 0...UInt64.max), radix: 36)
            // Control characters at both ends: no accent of the text can join them.
            (open, close, cut) = ("\u{1}\(secret)(\u{2}", "\u{1}\(secret))\u{2}", "\u{1}\(secret)/\u{2}")
        }
    }

    /// Reads what the database made with the fence.
    init(_ fenced: String, _ fence: Fence) {
        var rest = Substring(fenced)
        var start: Int?
        while let next = rest.firstRange(of: fence.open.prefix(fence.open.count - 2)) {
            text += rest[..<next.lowerBound]
            rest = rest[next.lowerBound...]
            switch rest.dropFirst(fence.open.count - 2).first {
            case "(": start = text.utf16.count
            case ")":
                if let begun = start { marks.append(Mark(start: begun, length: text.utf16.count - begun)) }
                start = nil
            default: if text.isEmpty { isCutBefore = true } else { isCutAfter = true }
            }
            rest = rest.dropFirst(fence.open.count)
        }
        text += rest
    }

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("text", text)
            $0.member("marks", marks)
            if isCutBefore { $0.member("cutBefore", true) }
            if isCutAfter { $0.member("cutAfter", true) }
        }
    }

    static let schema: Schema = .object([
        .required("text", .string(), "Plain text: escape it as you would any."),
        .required(
            "marks",
            .array(of: .object([.required("start", .integer(min: 0)), .required("length", .integer(min: 1))])),
            "What was looked for, in UTF-16 code units of the text."),
        .optional("cutBefore", .boolean, "More was said before it."),
        .optional("cutAfter", .boolean, "More was said after it."),
    ])
}

import Domain
import JSON
import SQLite

/// Where a version of a call's transcript comes from: `live`, or a name that whoever posts it chooses.
///
/// A call has one version for each source, and each is a whole transcript: no word of one is a word of another.
package struct TranscriptSource: RawRepresentable, Hashable, Sendable, JSONEncodable, SQLBindable {
    /// 1…60 characters.
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// What a provider hears while the call goes on.
    package static let live = Self(rawValue: "live")
    /// What agents, people or programs, report of their call.
    package static let reported = Self(rawValue: "reported")
    /// What a provider makes of a recording afterwards, such as by Twilio's `<Record transcribe>`.
    package static let recording = Self(rawValue: "recording")
    /// What is posted without another name.
    package static let posted = Self(rawValue: "posted")

    /// How good a version is taken to be until somebody says otherwise, 0…100; the best is shown.
    package var usualQuality: Int64 {
        switch self {
        case .live: 40
        case .reported: 30
        case .recording: 20
        default: 50
        }
    }

    /// The shape on the wire.
    package static let schema: Schema = .string(
        min: 1, max: 60, pattern: "^[a-z0-9][a-z0-9._-]*$",
        saying: "a name of lower-case letters, digits, `.`, `_` and `-`, such as `whisper-large`")
}

import Domain
import JSON

/// A company's phone number at a provider account, and how calls to it are treated.
package struct Line: Sendable, JSONEncodable {
    /// When a caller whom nobody knows becomes a contact.
    package enum AutoCreate: String, Sendable, CaseIterable, JSONEncodable { case always, answered, never }

    package var id: LineID
    package var account: AccountID
    /// E.164, or the SIP name that was called.
    package var number: String
    package var name: String?
    /// Reads national numbers; two upper-case letters.
    package var region: String
    package var autoCreate: AutoCreate
    package var recording: Bool
    package var transcription: Bool
    /// A leg silent longer than this is closed by the sweeper.
    package var maxCallHours: Int64
    /// 0 is the default plan.
    package var planVersion: Int64
    /// False while the line was made by a call and nobody has looked at it.
    package var configured: Bool
    package var createdAt: Timestamp
    package var version: Int64

    package func encode(to json: inout JSONWriter) {
        json.object { encodeMembers(to: &$0) }
    }

    func encodeMembers(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("account", account)
        json.member("number", number)
        json.member("name", name)
        json.member("region", region)
        json.member("autoCreate", autoCreate)
        json.member("recording", recording)
        json.member("transcription", transcription)
        json.member("maxCallHours", maxCallHours)
        json.member("configured", configured)
        json.member("createdAt", createdAt)
        json.member("version", version)
    }

    static let properties: [Schema.Property] = [
        .required("id", .string()), .required("account", .string()), .required("number", .string()),
        .optional("name", .string()), .required("region", .string(min: 2, max: 2)),
        .required("autoCreate", .enumeration(AutoCreate.self)), .required("recording", .boolean),
        .required("transcription", .boolean), .required("maxCallHours", .integer(min: 1, max: 48)),
        .required("configured", .boolean), .required("createdAt", .string()), .required("version", .integer(min: 1)),
    ]

    /// The shape of a line on the wire.
    package static let schema: Schema = .object(properties)
}

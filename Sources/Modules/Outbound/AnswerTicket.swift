import Calls
import ModuleKit
import OpenSSL
import Webhooks

/// What the provider is to do when the first party has picked up, sealed into the address that it fetches that from.
///
/// Whoever has the address may read the document and nothing else; it says whom to connect to, and is good for a day.
struct AnswerTicket: Sendable {
    private static let lifetime = Duration.seconds(86_400)
    private static let context = Array("outbound/answer".utf8)
    /// Not a step of any line's plan, so that its end ends the call.
    private static let step = "outbound-connect-0"

    let dialect: Dialect
    /// E.164 of who is dialled.
    let number: String
    /// E.164 that they see.
    let callerID: String
    let record: Bool
    let hooks: String
    let at: Timestamp

    init(dialect: Dialect, number: String, callerID: String, record: Bool, hooks: String, at: Timestamp) {
        (self.dialect, self.number, self.callerID) = (dialect, number, callerID)
        (self.record, self.hooks, self.at) = (record, hooks, at)
    }

    /// Letters, digits, `-` and `_`.
    func token(_ key: [UInt8]) throws -> String {
        let json: JSONValue = [
            "d": .string(dialect.rawValue), "n": .string(number), "c": .string(callerID), "r": .bool(record),
            "h": .string(hooks), "t": .integer(at.milliseconds),
        ]
        return Base64.encodeURL(try AEAD.seal(json.jsonBytes, key: key, context: Self.context))
    }

    /// nil: not ours, or too old.
    init?(token: String, _ key: [UInt8], now: Timestamp) {
        guard token.utf8.count <= 2000, let sealed = Base64.decodeURL(token),
            let plain = try? AEAD.open(sealed, key: key, context: Self.context),
            let json = try? JSONParser.parse(plain), let at = json["t"].int64.map({ Timestamp(milliseconds: $0) }),
            let dialect = json["d"].string.flatMap(Dialect.init(rawValue:)), now < at + Self.lifetime
        else { return nil }
        self.init(
            dialect: dialect, number: json["n"].string ?? "", callerID: json["c"].string ?? "",
            record: json["r"].bool ?? false, hooks: json["h"].string ?? "", at: at)
    }

    /// The document that dials.
    func document() throws -> AnswerDocument {
        let plan = try CallPlan(json: [
            "steps": [
                [
                    "id": .string(Self.step), "do": "dial", "numbers": [.string(number)], "callerId": .string(callerID),
                    "record": .bool(record), "timeoutSec": 45,
                ]
            ]
        ])
        return dialect.document(plan, at: plan.start, AnswerContext(hooks: hooks))
    }
}

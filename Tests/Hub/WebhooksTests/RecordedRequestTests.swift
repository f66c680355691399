import Calls
import Domain
import Foundation
import HTTP
import JSON
import Testing
import Webhooks

/// A pair of files in `webhooks/<provider>/`: a request as received, and what must become of it.
struct RecordedRequest: Sendable, CustomTestStringConvertible {
    let provider: String
    let name: String
    var testDescription: String { "\(provider)/\(name)" }

    static let all: [RecordedRequest] = {
        let providers = (try? FileManager.default.contentsOfDirectory(atPath: "\(Fixtures.root)/webhooks")) ?? []
        return providers.sorted().flatMap { provider in
            Fixtures.names(in: "webhooks/\(provider)", ending: ".http").map {
                RecordedRequest(provider: provider, name: $0)
            }
        }
    }()

    static let profiles = Result {
        try Profiles.load(embedded: [], folder: "\(Fixtures.root)/webhooks")
    }

    static let account = AccountID(wire: "acc_1s4v0k2m3n000") ?? AccountID(1)
    static let call = CallID(wire: "cal_1s4v0k2m3n001") ?? CallID(1)
    static let contact = ContactID(wire: "con_1s4v0k2m3n002") ?? ContactID(1)

    /// Leaves every number as the provider wrote it; reading numbers is the Directory's work, and tested there.
    static let rawParty: @Sendable (String) -> Party = { Party(raw: $0, kind: .unknown) }

    var expected: JSONValue {
        get throws { try Fixtures.json("webhooks/\(provider)/\(name).json") }
    }

    func received(_ expected: JSONValue) throws -> (IncomingWebhook, Profile, Profile.Hook) {
        let (head, body) = try Fixtures.request("webhooks/\(provider)/\(name).http")
        let profile = try #require(try Self.profiles.get().byName[provider])
        let hookName = String(head.pathText.split(separator: "/").last ?? "")
        let hook = try #require(profile.hooks[hookName])
        let base = expected["publicUrl"].string ?? "https://hub.example.com"
        let now = try #require(expected["now"].string.map { TimestampParser.parse($0) } ?? Timestamp(milliseconds: 0))
        let webhook = IncomingWebhook(
            head: head, body: body, url: Array(base.utf8) + head.targetBytes, account: Self.account,
            secrets: [SigningSecret(try #require(expected["secret"].string))], receivedAt: now)
        return (webhook, profile, hook)
    }

    /// Where the account's hooks are: with the secret before them, for who signs nothing.
    func hooks(_ expected: JSONValue) throws -> String {
        let hooks = "https://hub.example.com/webhooks/\(provider)/\(Self.account.wire)/"
        let isInPath = try Self.profiles.get().byName[provider]?.scheme == .pathSecret
        return isInPath ? "\(hooks)\(expected["secret"].string ?? "")/" : hooks
    }

    func applied(_ expected: JSONValue, isNew: Bool) throws -> AppliedEvent {
        AppliedEvent(
            call: Self.call, contact: Self.contact, line: nil,
            plan: try expected["plan"].isNull ? .unconfigured : CallPlan(json: expected["plan"]),
            recordingOn: expected["recordingOn"].bool ?? false,
            transcriptionOn: expected["transcriptionOn"].bool ?? false,
            isNew: isNew, changed: isNew, from: Party(raw: "", kind: .unknown), to: Party(raw: "", kind: .unknown))
    }
}

@Suite struct RecordedRequestTests {
    private static let providers = [
        "africastalking", "asterisk", "bandwidth", "exotel", "freeswitch", "generic", "plivo", "signalwire", "telnyx",
        "twilio", "vonage",
    ]

    @Test func theBuiltInProvidersAreThere() throws {
        #expect(Set(try RecordedRequest.profiles.get().byName.keys).isSuperset(of: Self.providers))
        #expect(RecordedRequest.all.count >= 160)
    }

    @Test(arguments: RecordedRequest.all)
    func aRecordedRequestBecomesWhatItsFileSays(recorded: RecordedRequest) throws {
        let expected = try recorded.expected
        let (webhook, profile, hook) = try recorded.received(expected)
        switch webhook.outcome(profile, hook, party: RecordedRequest.rawParty) {
        case .unsupportedMediaType: Issue.record("Neither a form nor JSON.")
        case .refused(let refusal):
            #expect(expected["verdict"] == "refused", "\(refusal.detail)")
            #expect(expected["reason"].string == refusal.reason.rawValue)
            #expect(!refusal.detail.contains(expected["secret"].string ?? "?"))
        case .message(let message, _):
            #expect(expected["verdict"] == "accepted")
            #expect(expected["events"] == .array([EventJSON.value(message)]), "\(EventJSON.value(message).jsonText)")
        case .ignored: #expect(expected["verdict"] == "accepted" && expected["events"] == [])
        case .accepted(let event, _):
            #expect(expected["verdict"] == "accepted")
            #expect(expected["events"] == .array([EventJSON.value(event)]), "\(EventJSON.value(event).jsonText)")
            // The first time and again: a provider that repeats itself must hear the same.
            for isNew in [true, false] {
                let answer = Answering(dialect: profile.dialect, hook: hook, query: webhook.head.queryBytes)
                    .document(
                        event, try recorded.applied(expected, isNew: isNew),
                        hooks: try recorded.hooks(expected),
                        credentials: profile.scheme == .basic ? expected["secret"].string : nil)
                let file = expected["answer"].string
                let wanted = try file.map { try Fixtures.bytes("webhooks/\(recorded.provider)/\($0)") } ?? []
                #expect(String(decoding: answer.bytes, as: UTF8.self) == String(decoding: wanted, as: UTF8.self))
            }
        }
    }
}

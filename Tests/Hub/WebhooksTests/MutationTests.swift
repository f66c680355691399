import Calls
import Domain
import HTTP
import TestTools
import Testing
import Webhooks

/// Payloads that were changed on the way; each seed gives the same ones in every run.
@Suite struct MutationTests {
    @Test(arguments: RecordedRequest.all)
    func aChangedRequestIsRefusedOrReadAndNeverCrashes(recorded: RecordedRequest) throws {
        let expected = try recorded.expected
        let (webhook, profile, hook) = try recorded.received(expected)
        var random = SeededGenerator(seed: 17)
        for _ in 0..<100 {
            var body = webhook.body
            for _ in 0..<Int.random(in: 1...4, using: &random) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &random)
                body[place] = UInt8.random(in: 0...255, using: &random)
            }
            let changed = IncomingWebhook(
                head: webhook.head, body: body, url: webhook.url, account: webhook.account, secrets: webhook.secrets,
                receivedAt: webhook.receivedAt)
            _ = changed.outcome(profile, hook, party: RecordedRequest.rawParty)
        }
    }

    /// The reader behind the signature, with signatures that are right for whatever the body has become.
    @Test(arguments: RecordedRequest.all.filter { $0.provider == "generic" })
    func aChangedBodyWithARightSignatureNeverCrashes(recorded: RecordedRequest) throws {
        let expected = try recorded.expected
        let (webhook, profile, hook) = try recorded.received(expected)
        var random = SeededGenerator(seed: 23)
        var read = 0
        for _ in 0..<300 {
            var body = webhook.body
            let place = Int.random(in: 0..<body.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: body[place] = UInt8.random(in: 0x20...0x7E, using: &random)
            case 1: body.remove(at: place)
            default: body.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: place)
            }
            let signed = try Signing.generic(body, at: 1_763_629_267, secret: "hub-fixture-generic-secret-01")
            let changed = IncomingWebhook(
                head: signed, body: body, url: webhook.url, account: webhook.account,
                secrets: [SigningSecret("hub-fixture-generic-secret-01")],
                receivedAt: Timestamp(milliseconds: 1_763_629_267_000))
            switch changed.outcome(profile, hook, party: RecordedRequest.rawParty) {
            case .accepted(let event, _):
                read += 1
                #expect(!event.providerCallID.isEmpty)
            case .ignored, .message: Issue.record("The generic provider sends nothing that is of no use.")
            case .refused(let refusal):
                #expect([.unreadable, .incomplete].contains(refusal.reason), "\(refusal.detail)")
            case .unsupportedMediaType: Issue.record("The media type was not changed.")
            }
        }
        #expect(read > 0 || expected["verdict"] == "refused")
    }
}

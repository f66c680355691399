import JSON
import TestTools
import Testing
import Webhooks

@Suite struct ProfileTests {
    private static func faults(_ text: String, folder: String = "acme") -> [String] {
        do {
            _ = try Profiles.load(embedded: [("webhooks/\(folder)/profile.json", Array(text.utf8))], folder: nil)
            return []
        } catch let error as ProfileError {
            return error.faults.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    private static func profile(_ hook: String, scheme: String = "generic", dialect: String = "json", more: String = "")
        -> String
    {
        """
        {
          "provider": "acme",
          "signature": {"scheme": "\(scheme)"},
          "dialect": "\(dialect)",\(more)
          "hooks": {
            "event": {
              \(hook)
            }
          }
        }
        """
    }

    private static let fields = #""fields": {"providerCallId": "/call"}"#

    @Test func aSmallProfileIsEnough() {
        #expect(Self.faults(Self.profile(Self.fields)) == [])
    }

    @Test(arguments: [
        (
            profile(fields, scheme: "rot13"),
            "acme/profile.json:3: There is no scheme `rot13`; there is twilio, generic, signalwire, telnyx, vonage, plivo, basic, "
                + "bearer, path-secret, stripe, sendgrid, paystack, paypal."
        ),
        (
            profile(fields, dialect: "klingon"),
            "acme/profile.json:4: There is no dialect `klingon`; there is "
                + "twiml, cxml, texml, ncco, plivo, bxml, africastalking, httapi, json."
        ),
        (
            profile(fields, more: "\n  \"colour\": 1,"),
            "acme/profile.json:5: A profile has no `colour`; it has provider, title"
        ),
        (
            profile("\"event\": \"visit\",\n" + fields),
            ":7: There is no event `visit`; there is call, recording, transcript, message, any, none."
        ),
        (
            profile(
                "\"event\": \"recording\",\n\"fields\": {\n\"providerCallId\": \"/c\",\n\"transcript.text\": \"/t\"}"),
            ":10: The event `recording` has no field `transcript.text`; it has providerCallId"
        ),
        (
            profile("\"fields\": {\"providerCallId\": \"CallSid\"}"),
            ":7: `CallSid` is no place: write /pointer, header:Name"
        ),
        (profile("\"fields\": {\"from\": \"/from\"}"), ":6: There is no field `providerCallId`"),
        (
            profile(
                "\"fields\": {\"providerCallId\": \"/c\", \"status\": \"/s\"},\n\"map\": {\"status\": {\n\"a\": \"ringing\",\n\"b\": \"rings\"}}"
            ),
            ":10: `rings` is no `status`; there is queued, ringing, in-progress"
        ),
        (
            profile(
                "\"fields\": {\"providerCallId\": \"/c\", \"occurredAt\": \"/t\"},\n\"format\": {\"occurredAt\": \"stardate\"}"
            ),
            ":8: There is no format `stardate`; there is rfc3339, rfc2822"
        ),
        (
            profile(
                "\"fields\": {\"providerCallId\": \"/c\", \"occurredAt\": \"/t\"},\n\"format\": {\"occurredAt\": \"seconds\"}"
            ),
            ":8: `occurredAt` cannot be written as seconds."
        ),
        (
            profile(fields + ",\n\"map\": {\"direction\": {}}"),
            ":8: It speaks of `direction`, which is not among the `fields`."
        ),
        (profile(fields + ",\n\"answers\": \"yes\""), ":8: `answers` must be true or false."),
        (profile(fields + ",\n\"variants\": [{\"fields\": {}}]"), ":8: A variant says `when` it counts"),
        (
            profile(fields).replacing("\"acme\"", with: "\"other\""),
            ":2: The provider is `other`, but its folder is `acme`."
        ),
        ("{\"provider\": \"acme\",\n\"hooks\": }", ":2: This is not JSON"),
        ("[]", ":1: `A profile` must be an object."),
    ])
    func whatIsNotKnownIsRefusedWithItsLine(text: String, message: String) {
        let faults = Self.faults(text)
        #expect(faults.contains { $0.contains(message) }, "\(faults)")
    }

    @Test func aFolderOfTheOperatorReplacesABuiltInProfile() throws {
        let built = Self.profile(Self.fields, more: "\n\"title\": \"Built in\",")
        let own = Self.profile(Self.fields, more: "\n\"title\": \"Own\",")
        let profiles = try Profiles.load(
            embedded: [("webhooks/acme/profile.json", Array(built.utf8)), ("own/acme/profile.json", Array(own.utf8))],
            folder: nil)
        #expect(profiles.byName["acme"]?.title == "Own")
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        #expect {
            _ = try Profiles.load(embedded: [], folder: "/nowhere/webhooks")
        } throws: { "\($0)".hasPrefix("/nowhere/webhooks:1: This cannot be read") }
    }

    @Test func mutatedProfilesNeverCrash() throws {
        var random = SeededGenerator(seed: 3)
        let bytes = try Fixtures.bytes("webhooks/generic/profile.json")
        var refused = 0
        for _ in 0..<2_000 {
            var changed = bytes
            let place = Int.random(in: 0..<changed.count, using: &random)
            if Bool.random(using: &random) {
                changed[place] = UInt8.random(in: 0...255, using: &random)
            } else {
                changed.removeSubrange(place..<min(place + Int.random(in: 1...9, using: &random), changed.count))
            }
            refused += Self.faults(String(decoding: changed, as: UTF8.self), folder: "generic").isEmpty ? 0 : 1
        }
        #expect(refused > 1_000)
    }
}

import ModuleKit
import Testing

@testable import Recordings

/// Where sounds are fetched from, and who is told a secret.
@Suite(.timeLimit(.minutes(10))) struct MediaTests {
    @Test(arguments: [
        "ftp://a/b", "https://", "https://user:pass@a/b", "//a/b", "https://a/b c", "https://a/\u{7f}", "javascript:1",
        "",
    ])
    func noAddressOfASound(text: String) { #expect(MediaAddress(text) == nil) }

    @Test(arguments: [
        (
            "https://api.twilio.com/Recordings/RE1", "twilio", 2,
            "https://api.twilio.com/Recordings/RE1.wav?RequestedChannels=2"
        ),
        ("https://api.twilio.com/Recordings/RE1", "twilio", 1, "https://api.twilio.com/Recordings/RE1.wav"),
        ("https://api.twilio.com/Recordings/RE1.mp3", "twilio", 2, "https://api.twilio.com/Recordings/RE1.mp3"),
        ("https://acme.signalwire.com/x/RE1", "signalwire", 2, "https://acme.signalwire.com/x/RE1.wav"),
        ("https://s3.amazonaws.com/x?sig=1", "telnyx", 2, "https://s3.amazonaws.com/x?sig=1"),
    ])
    func theSoundOfAResource(text: String, provider: String, channels: Int64, sound: String) throws {
        let address = try #require(MediaAddress(text))
        #expect(ProviderMedia.of(provider).sound(address, provider: provider, channels: channels).description == sound)
    }

    @Test(
        arguments: [
            ("twilio", "https://api.twilio.com/A/Recordings/RE1", "https://api.twilio.com/A/Recordings/RE1.json"),
            (
                "twilio", "https://api.twilio.com/A/Recordings/RE1.mp3?x=1",
                "https://api.twilio.com/A/Recordings/RE1.json"
            ),
            ("bandwidth", "https://voice.bandwidth.com/r/1/media", "https://voice.bandwidth.com/r/1"),
            ("plivo", "https://media.plivo.com/v1/x.mp3", "https://api.plivo.com/v1/Account/MA1/Recording/id%2F1/"),
            ("asterisk", "http://pbx:8088/ari/recordings/stored/a/file", "http://pbx:8088/ari/recordings/stored/a"),
            ("generic", "https://pbx.example.com/1.wav", nil), ("telnyx", "https://s3.amazonaws.com/x", nil),
        ] as [(String, String, String?)])
    func whatIsDeletedAtAProvider(provider: String, text: String, resource: String?) throws {
        let account = MediaAccount(provider: provider, name: "MA1", secret: "s")
        let address = try #require(MediaAddress(text))
        #expect(ProviderMedia.of(provider).resource(address, id: "id/1", account: account)?.description == resource)
    }

    @Test(arguments: [
        ("twilio", "https://api.twilio.com/x", false, true), ("twilio", "https://media.twilio.com:8443/x", false, true),
        ("twilio", "http://api.twilio.com/x", false, false),
        ("twilio", "https://twilio.com.evil.example/x", false, false),
        ("twilio", "https://eviltwilio.com/x", false, false),
        ("twilio", "https://evil.example/api.twilio.com", false, false),
        ("plivo", "https://media.plivo.com/x", false, true),
        ("bandwidth", "https://voice.bandwidth.com/x", false, false),
        ("signalwire", "https://acme.signalwire.com/x", false, false), ("twilio", "http://10.0.0.5/x", true, true),
        ("vonage", "https://api.nexmo.com/x", false, false),
        ("generic", "https://pbx.example.com/x", false, false), ("generic", "http://10.0.0.5/x", true, true),
    ])
    func aSecretGoesToItsProviderAndToWhomTheOperatorNamed(
        provider: String, text: String, isNamed: Bool, isTold: Bool
    ) throws {
        let account = MediaAccount(provider: provider, name: "AC1", secret: "secret")
        let fields = ProviderMedia.of(provider).proof(
            for: try #require(MediaAddress(text)), account: account, isNamed: isNamed)
        #expect(fields.isEmpty == !isTold)
    }

    @Test(arguments: [
        ("vonage", "https://api-us-1.nexmo.com/v1/files/1", true), ("vonage", "https://s3.example.com/1", false),
        ("telnyx", "https://s3.amazonaws.com/1?sig=x", false), ("twilio", "https://api.twilio.com/RE1", true),
        ("bandwidth", "https://voice.bandwidth.com/r/1/media", true), ("generic", "https://pbx.example.com/1", true),
        ("generic", "http://pbx.example.com/1", false),
    ])
    func aLoginGoesToItsProviderAndToWhereItsAPIIs(provider: String, text: String, isTold: Bool) throws {
        var account = MediaAccount(provider: provider, name: "AC1", secret: "secret")
        (account.authorization, account.origin) = ("Bearer token", "https://pbx.example.com")
        let fields = ProviderMedia.of(provider).proof(
            for: try #require(MediaAddress(text)), account: account, isNamed: false)
        #expect(fields.map(\.1) == (isTold ? ["Bearer token"] : []))
    }

    @Test func aRecordingAtTelnyxIsDeletedWithALoginOnly() throws {
        var account = MediaAccount(provider: "telnyx", name: nil, secret: "public key")
        let address = try #require(MediaAddress("https://s3.amazonaws.com/1.mp3?sig=x"))
        #expect(ProviderMedia.of("telnyx").resource(address, id: "rec-1", account: account) == nil)
        account.authorization = "Bearer key"
        let resource = ProviderMedia.of("telnyx").resource(address, id: "rec-1", account: account)
        #expect(resource?.description == "https://api.telnyx.com/v2/recordings/rec-1")
    }

    @Test(
        arguments: [
            ("RIFF....WAVE", AudioType.wav), ("OggS", .ogg), ("fLaC", .flac), ("....ftypM4A ", .m4a), ("#!AMR\n", .amr),
            ("ID3", .mp3), ("<html>", nil), ("RIFF....AVI ", nil), ("", nil),
        ] as [(String, AudioType?)])
    func aSoundIsKnownByHowItBegins(text: String, type: AudioType?) { #expect(AudioType(Array(text.utf8)) == type) }

    @Test func framesOfMP3AndAACAreToldApart() {
        #expect(AudioType([0xFF, 0xFB, 0x90, 0x00]) == .mp3)
        #expect(AudioType([0xFF, 0xF1, 0x50, 0x80]) == .aac)
    }

    @Test func aLinkIsGoodForItsOwnWordsAndUntilItsEnd() throws {
        let links = AudioLinks(secrets: [[1], [2]])
        let (company, recording) = (CompanyID(5), RecordingID(6))
        let target = links.target(recording, of: company, until: Timestamp(milliseconds: 10_999))
        let signature = String(target.split(separator: "=").last ?? "")
        let before = Timestamp(milliseconds: 9_999)
        try links.check(recording, of: company, expires: 10, signature: signature, at: before)
        // A key that has signed before still counts, and one that is gone does not.
        try AudioLinks(secrets: [[3], [1]]).check(recording, of: company, expires: 10, signature: signature, at: before)
        #expect(throws: RecordingsError.self) {
            try AudioLinks(secrets: [[3]]).check(recording, of: company, expires: 10, signature: signature, at: before)
        }
        #expect(throws: RecordingsError.self) {
            try links.check(
                recording, of: company, expires: 10, signature: signature, at: Timestamp(milliseconds: 10_000))
        }
        #expect(throws: RecordingsError.self) {
            try links.check(RecordingID(7), of: company, expires: 10, signature: signature, at: before)
        }
    }

    @Test func aGateLetsOneThroughAtATimeAndEverybodyInTheEnd() async {
        let gate = AsyncGate()
        let counts = Counts()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await gate.run {
                        await counts.enter()
                        await Task.yield()
                        await counts.leave()
                    }
                }
            }
        }
        let (most, all) = await (counts.most, counts.all)
        #expect(most == 1 && all == 50)
    }

    private actor Counts {
        private(set) var most = 0
        private(set) var all = 0
        private var inside = 0

        func enter() {
            inside += 1
            all += 1
            most = max(most, inside)
        }

        func leave() { inside -= 1 }
    }
}

import Calls
import Foundation
import JSON
import Testing
import Webhooks

/// A plan of `fixtures/answers`, and what each provider is told for it.
struct AnswerExample: Sendable, CustomTestStringConvertible {
    let name: String
    let dialect: Dialect
    var testDescription: String { "\(name) as \(dialect.rawValue)" }

    static let folder = "fixtures/answers"
    static let all = Fixtures.names(in: folder, ending: ".plan.json").flatMap { name in
        Dialect.allCases.filter { $0 != .json }.map { AnswerExample(name: name, dialect: $0) }
    }

    var file: String { "\(Self.folder)/\(name).\(dialect.rawValue).\(dialect == .ncco ? "json" : "xml")" }

    func document() throws -> AnswerDocument {
        let json = try Fixtures.json("\(Self.folder)/\(name).plan.json")
        let plan = try CallPlan(json: json["plan"])
        let context = AnswerContext(
            hooks: "https://hub.example.com/webhooks/\(dialect.rawValue)/acc_1/",
            recordingOn: json["recordingOn"].bool ?? false, transcriptionOn: json["transcriptionOn"].bool ?? false,
            credentials: dialect == .bxml ? "hub-user:a:pass" : nil)
        return dialect.document(plan, at: json["over"].bool == true ? nil : plan.start, context)
    }
}

@Suite struct DialectTests {
    @Test(arguments: AnswerExample.all)
    func aPlanIsToldInEachProvidersLanguage(example: AnswerExample) throws {
        let document = try example.document()
        #expect(document.contentType == (example.dialect == .ncco ? "application/json" : "text/xml; charset=utf-8"))
        let wanted = try Fixtures.bytes(example.file)
        #expect(String(decoding: document.bytes, as: UTF8.self) == String(decoding: wanted, as: UTF8.self))
        if example.dialect == .ncco {
            #expect(try JSONParser.parse(document.bytes).array != nil)
        } else {
            _ = try XMLReader.read(document.bytes)
        }
    }

    @Test(arguments: Dialect.allCases)
    func aStepIsSaidOrRefusedAndNeverJustLost(dialect: Dialect) throws {
        for step in PlanSamples.steps {
            let plan = try CallPlan(json: ["steps": [step, ["id": "z", "do": "hangup"]]])
            let bare = try CallPlan(json: ["steps": [["id": "z", "do": "hangup"]]])
            let context = AnswerContext(hooks: "https://hub.example.com/")
            let isSaid =
                dialect.document(plan, at: plan.start, context) != dialect.document(bare, at: bare.start, context)
            #expect(isSaid || !dialect.refusals(of: plan).isEmpty, "\(step.jsonText)")
        }
    }

    @Test func theRefusalNamesTheField() throws {
        let plan = try CallPlan(json: [
            "steps": [
                ["id": "a", "do": "gather", "input": "speech"],
                ["id": "b", "do": "relay", "url": "wss://x.example.com"],
                ["id": "c", "do": "dial", "numbers": ["+13125550177"], "clients": ["alice"], "otherwise": "d"],
                ["id": "d", "do": "voicemail", "transcribe": true],
            ]
        ])
        #expect(
            Dialect.africastalking.refusals(of: plan).map(\.field) == [
                "steps[0].input", "steps[1].do", "steps[2].clients", "steps[2].otherwise", "steps[3].transcribe",
            ])
        #expect(
            Dialect.ncco.refusals(of: plan).map(\.detail) == [
                "Vonage has no relay: use a stream.", "Vonage calls one party at a time.",
            ])
        #expect(Dialect.twiml.refusals(of: plan).isEmpty && Dialect.json.refusals(of: plan).isEmpty)
    }

    @Test func aSwitchOfALineIsRefusedWhereItWouldDoNothing() {
        func fields(_ dialect: Dialect) -> [String] {
            dialect.refusals(of: nil, recording: true, transcription: true).map(\.field)
        }
        #expect(fields(.twiml) == [] && fields(.texml) == [] && fields(.bxml) == [] && fields(.json) == [])
        #expect(fields(.plivo) == ["transcription"] && fields(.ncco) == ["transcription"])
        #expect(fields(.africastalking) == ["recording", "transcription"])
        #expect(Dialect.africastalking.refusals(of: nil) == [])
    }

    @Test func whatCannotBeSaidIsPassedOverAsIfItHadComeToNothing() throws {
        let plan = try CallPlan(json: [
            "steps": [
                [
                    "id": "ask", "do": "gather", "input": "speech", "choices": ["yes": "ask"], "otherwise": "ring",
                    "attempts": 3,
                ],
                ["id": "ring", "do": "dial", "clients": ["alice"], "otherwise": "agent"],
                ["id": "agent", "do": "relay", "url": "wss://x.example.com", "next": "end"],
                ["id": "end", "do": "say", "text": "Bye."],
            ]
        ])
        let bytes = Dialect.bxml.document(plan, at: plan.start, AnswerContext(hooks: "https://h.example.com/")).bytes
        let root = try XMLReader.read(bytes)
        #expect(root.children.map(\.name) == ["SpeakSentence", "Hangup"])
    }

    @Test func aRoundOfStepsThatCannotBeSaidEnds() throws {
        let plan = try CallPlan(json: [
            "steps": [
                ["id": "a", "do": "gather", "input": "speech", "otherwise": "b"],
                ["id": "b", "do": "goto", "step": "a"],
            ]
        ])
        for dialect in Dialect.allCases {
            #expect(dialect.document(plan, at: plan.start, AnswerContext(hooks: "https://h/")).bytes.count < 2_000)
        }
    }

    @Test func aLongTextIsSaidInPiecesWhereAProviderTakesNoMore() throws {
        let text = (0..<300).map { "word\($0)" }.joined(separator: " ")
        let plan = try CallPlan(json: ["steps": [["id": "a", "do": "say", "text": .string(text)]]])
        let bytes = Dialect.ncco.document(plan, at: plan.start, AnswerContext(hooks: "https://h/")).bytes
        let parts = (try JSONParser.parse(bytes).array ?? []).compactMap { $0["text"].string }
        #expect(parts.count == 2 && parts.joined() == text && parts.allSatisfy { $0.count <= 1500 })
    }

    @Test(arguments: 0..<40)
    func anyTextComesBackAsItWas(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let (said, value, secret) = (random.text(200), random.text(60), random.text(40))
        let plan = try CallPlan(json: [
            "steps": [
                ["id": "a", "do": "say", "text": .string(said)],
                [
                    "id": "b", "do": "stream", "url": "wss://x.example.com/?a=1&b='2'",
                    "parameters": ["k": .string(value)],
                ],
                [
                    "id": "c", "do": "gather", "say": .string(said),
                    "hints": [.string(secret.replacing(",", with: "."))],
                ],
            ]
        ])
        for dialect in Dialect.allCases {
            let context = AnswerContext(hooks: "https://hub.example.com/a&b/", credentials: "u:\(secret)")
            let bytes = dialect.document(plan, at: plan.start, context).bytes
            if dialect == .ncco || dialect == .json {
                let steps = try JSONParser.parse(bytes)
                let texts = (steps.array ?? steps["data"]["plan"].array ?? []).compactMap {
                    $0["text"].string ?? $0["say"].string
                }
                #expect(texts == [said, said])
            } else {
                let strings = try XMLReader.read(bytes).strings
                let readable = SeededText.readable(said)
                #expect(strings.filter { $0 == readable }.count == 2, "\(dialect)")
            }
        }
    }
}

/// One step of each kind.
private enum PlanSamples {
    static let steps: [JSONValue] = [
        ["id": "a", "do": "say", "text": "A"], ["id": "a", "do": "play", "url": "https://x.example.com/a.mp3"],
        ["id": "a", "do": "pause", "seconds": 1], ["id": "a", "do": "gather", "input": "keys"],
        ["id": "a", "do": "gather", "input": "speech"], ["id": "a", "do": "record"],
        ["id": "a", "do": "record", "scope": "call"], ["id": "a", "do": "transcribe"],
        ["id": "a", "do": "dial", "numbers": ["+13125550177"]], ["id": "a", "do": "dial", "clients": ["alice"]],
        ["id": "a", "do": "dial", "sip": ["sip:a@x.example.com"]],
        ["id": "a", "do": "stream", "url": "wss://x.example.com"],
        ["id": "a", "do": "stream", "url": "wss://x.example.com", "twoWay": true],
        ["id": "a", "do": "relay", "url": "wss://x.example.com"],
        ["id": "a", "do": "voicemail", "say": "Speak.", "next": "z"],
    ]
}

/// Text of every awkward kind, the same for the same seed.
private struct SeededText {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    private static let pieces = [
        "&", "<", ">", "\"", "'", "]]>", "<!--", "-->", "&amp;", "&#0;", "\u{0}", "\u{1}", "\u{B}", "\u{1F}", "\u{7F}",
        "\u{85}", "\t", "\n", "\r", "\r\n", "\u{FFFE}", "\u{FFFF}", "\u{FFFD}", "\u{2028}", "\u{1F600}", "\u{10FFFF}",
        "é",
        "ọ̀", "العربية", "\\", "\\u0041", "{", "}", "%00", "${x}", " ", "a", "b", "1", "/", "?",
    ]

    mutating func text(_ count: Int) -> String {
        var text = "x"
        while text.count < count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += Self.pieces[Int(state >> 33) % Self.pieces.count]
        }
        return String(text.prefix(count))
    }

    /// What of a text XML can say (XML 1.0 §2.2).
    static func readable(_ text: String) -> String {
        var readable = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...0x10FFFF: readable.append(scalar)
            default: break
            }
        }
        return String(readable)
    }
}

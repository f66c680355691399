import Calls
import JSON
import Testing
import Webhooks

@Suite struct TwiMLTests {
    private static let hooks = "https://hub.example.com/webhooks/twilio/acc_1/"

    private static func document(_ steps: JSONValue, _ change: (inout AnswerContext) -> Void = { _ in }) throws
        -> String
    {
        let plan = try CallPlan(json: ["steps": steps])
        var context = AnswerContext(hooks: hooks)
        change(&context)
        let document = Dialect.twiml.document(plan, at: plan.start, context)
        #expect(document.contentType == "text/xml; charset=utf-8")
        let text = String(decoding: document.bytes, as: UTF8.self)
        let head = #"<?xml version="1.0" encoding="UTF-8"?><Response>"#
        #expect(text.hasPrefix(head) && text.hasSuffix("</Response>"))
        return String(text.dropFirst(head.count).dropLast("</Response>".count))
    }

    @Test(arguments: [
        ("Fish & chips <b>\"now\"</b>, it's", "Fish &amp; chips &lt;b&gt;&quot;now&quot;&lt;/b&gt;, it&#39;s"),
        ("a\u{0}b\u{1}c\u{8}d\u{B}e\u{1F}f", "abcdef"),
        ("tab\tline\nend\r", "tab\tline\nend&#13;"),
        ("Ẹ káàárọ̀ 😀 \u{FFFD}", "Ẹ káàárọ̀ 😀 \u{FFFD}"),
        ("x\u{FFFE}y\u{FFFF}z", "xyz"),
        ("]]>", "]]&gt;"),
        ("\u{7F}\u{85}", "\u{7F}\u{85}"),
    ])
    func textIsEscapedByTheLetter(text: String, escaped: String) throws {
        #expect(
            try Self.document([["id": "a", "do": "say", "text": .string(text)]]) == "<Say>\(escaped)</Say><Hangup/>")
    }

    @Test func attributesAreEscapedWithTheirLineEnds() throws {
        let steps: JSONValue = [
            ["id": "a", "do": "relay", "url": "wss://x.example.com/?a=1&b=2", "welcome": "\"Hi\"\n\tyou<"]
        ]
        #expect(
            try Self.document(steps)
                == #"<Connect action="\#(Self.hooks)step?step=a&amp;visit=1" method="POST"><ConversationRelay "#
                + #"url="wss://x.example.com/?a=1&amp;b=2" welcomeGreeting="&quot;Hi&quot;&#10;&#9;you&lt;" "#
                + #"dtmfDetection="true" interruptible="any"/></Connect>"#)
    }

    @Test(
        arguments: [
            ([["id": "a", "do": "hangup"]], "<Hangup/>"),
            ([["id": "a", "do": "reject"]], #"<Reject reason="rejected"/>"#),
            ([["id": "a", "do": "reject", "reason": "busy"]], #"<Reject reason="busy"/>"#),
            ([["id": "a", "do": "pause", "seconds": 3]], #"<Pause length="3"/><Hangup/>"#),
            (
                [["id": "a", "do": "redirect", "url": "https://x.example.com/?a=1&b=2"]],
                #"<Redirect method="POST">https://x.example.com/?a=1&amp;b=2</Redirect>"#
            ),
            (
                [["id": "a", "do": "play", "url": "https://x.example.com/a.mp3", "times": 2]],
                #"<Play loop="2">https://x.example.com/a.mp3</Play><Hangup/>"#
            ),
            (
                [
                    ["id": "a", "do": "goto", "step": "c"], ["id": "b", "do": "say", "text": "B"],
                    ["id": "c", "do": "goto", "step": "d"], ["id": "d", "do": "say", "text": "D", "next": "e"],
                    ["id": "e", "do": "gather", "choices": ["1": "b"]],
                ],
                "<Say>D</Say><Gather input=\"dtmf\" timeout=\"5\" action=\"https://hub.example.com/webhooks/twilio/acc_1/step?step=e&amp;visit=1\" method=\"POST\" actionOnEmptyResult=\"true\"/>"
            ),
            (
                [["id": "a", "do": "stream", "url": "wss://x.example.com/a", "parameters": ["k": "v&w"]]],
                #"<Start><Stream url="wss://x.example.com/a" track="inbound_track" statusCallback="https://hub.example.com/webhooks/twilio/acc_1/stream"><Parameter name="k" value="v&amp;w"/></Stream></Start><Hangup/>"#
            ),
            (
                [["id": "a", "do": "stream", "url": "wss://x.example.com/a", "twoWay": true]],
                #"<Connect action="https://hub.example.com/webhooks/twilio/acc_1/step?step=a&amp;visit=1" method="POST"><Stream url="wss://x.example.com/a"/></Connect>"#
            ),
        ] as [(JSONValue, String)])
    func aStepIsItsVerb(steps: JSONValue, twiml: String) throws {
        #expect(try Self.document(steps) == twiml)
    }

    @Test func theLinesSwitchesStandFirstButNotBeforeAReject() throws {
        func on(_ context: inout AnswerContext) {
            context.recordingOn = true
            context.transcriptionOn = true
        }
        let rejected = try Self.document([["id": "a", "do": "reject"]], on)
        #expect(rejected == #"<Reject reason="rejected"/>"#)
        let said = try Self.document([["id": "a", "do": "say", "text": "A"]], on)
        #expect(said.hasPrefix("<Start><Transcription "))
        #expect(said.contains(#"<Recording channels="dual" recordingStatusCallback="\#(Self.hooks)recording" "#))
        #expect(said.hasSuffix("</Start><Say>A</Say><Hangup/>"))
    }

    @Test func laterAnswersDoNotStartTheSwitchesAgain() throws {
        let plan = try CallPlan(json: ["steps": [["id": "a", "do": "gather", "attempts": 3]]])
        let context = AnswerContext(hooks: Self.hooks, recordingOn: true, transcriptionOn: true)
        let position = try #require(plan.position(step: "a", visit: 2, attempt: 2))
        let text = String(decoding: Dialect.twiml.document(plan, at: position, context).bytes, as: UTF8.self)
        #expect(!text.contains("<Start>"))
        #expect(text.contains("step?step=a&amp;visit=2&amp;attempt=2"))
    }

    @Test func theLargestPlanStaysBelowWhatTwilioReads() throws {
        let text = JSONValue.string(String(repeating: "a", count: 3_000))
        let steps = (0..<10).map { JSONValue.object(["id": .string("s\($0)"), "do": "say", "text": text]) }
        let plan = try CallPlan(json: ["steps": .array(steps)])
        #expect(Dialect.twiml.document(plan, at: plan.start, AnswerContext(hooks: Self.hooks)).bytes.count < 64 << 10)
        #expect(throws: CallPlanError.self) {
            let many = (0..<11).map { JSONValue.object(["id": .string("s\($0)"), "do": "say", "text": text]) }
            _ = try CallPlan(json: ["steps": .array(many)])
        }
    }
}

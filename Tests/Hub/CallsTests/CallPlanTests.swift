import Calls
import JSON
import TestTools
import Testing

@Suite struct CallPlanTests {
    static func plan(_ steps: JSONValue, language: JSONValue = .null) throws -> CallPlan {
        try CallPlan(json: ["language": language, "steps": steps])
    }

    static func problems(_ json: JSONValue) -> [FieldProblem] {
        do {
            _ = try CallPlan(json: json)
            return []
        } catch {
            return error.problems
        }
    }

    static let menu: JSONValue = [
        [
            "id": "menu", "do": "gather", "say": "Sales or workshop?", "input": "both", "digits": 1,
            "choices": ["1": "sales", "sales": "sales", "work shop": "shop"], "attempts": 2, "otherwise": "message",
        ],
        ["id": "sales", "do": "dial", "numbers": ["+14155550119"], "otherwise": "message", "next": "menu"],
        ["id": "shop", "do": "dial", "sip": ["sip:desk@pbx.example.com"], "record": true],
        ["id": "message", "do": "voicemail", "say": "Please leave a message.", "transcribe": true],
    ]

    @Test func aPlanReadsBackAsItWasWritten() throws {
        let everything: JSONValue = [
            ["id": "a", "do": "say", "text": "Good day.", "language": "yo-NG", "voice": "Polly.Amy"],
            ["id": "b", "do": "play", "url": "https://hub.example.com/hold.mp3", "times": 3],
            ["id": "c", "do": "pause", "seconds": 2],
            [
                "id": "d", "do": "gather", "play": "https://hub.example.com/ask.mp3", "digits": 4, "finishOnKey": "#",
                "timeoutSec": 9, "hints": ["sales"], "choices": ["1234": "f"], "attempts": 3,
            ],
            [
                "id": "e", "do": "record", "maximumSec": 30, "silenceSec": 3, "finishOnKey": "*", "beep": false,
                "transcribe": true,
            ],
            ["id": "f", "do": "record", "scope": "call"],
            ["id": "g", "do": "transcribe", "language": "en-NG"],
            [
                "id": "h", "do": "dial", "numbers": ["+14155550119"], "clients": ["alice"], "sip": ["sip:a@b"],
                "callerId": "+14155550100", "timeoutSec": 30, "record": true, "otherwise": "i", "next": "j",
            ],
            [
                "id": "i", "do": "stream", "url": "wss://hub.example.com/a", "track": "both",
                "parameters": ["tenant": "acme"],
            ],
            ["id": "j", "do": "stream", "url": "wss://hub.example.com/b", "twoWay": true],
            [
                "id": "k", "do": "relay", "url": "wss://hub.example.com/c", "welcome": "Hello", "language": "en-US",
                "voice": "x",
                "keys": false, "interruptible": false, "parameters": ["a": "b"],
            ],
            [
                "id": "l", "do": "gather", "input": "speech", "say": "Again?", "language": "en-GB",
                "choices": ["yes": "a", "no": "m"], "otherwise": "n",
            ],
            ["id": "m", "do": "voicemail", "play": "https://hub.example.com/beep.mp3", "next": "o"],
            ["id": "n", "do": "redirect", "url": "https://other.example.com/twiml"],
            ["id": "o", "do": "goto", "step": "p"],
            ["id": "p", "do": "hangup"],
        ]
        let json: JSONValue = ["language": "en-GB", "voice": "Polly.Emma", "steps": everything]
        let plan = try CallPlan(json: json)
        #expect(try JSONParser.parse(plan.jsonBytes) == json)
        #expect(try CallPlan(json: JSONParser.parse(plan.jsonBytes)) == plan)
        #expect(CallPlan.schema.problems(in: json).isEmpty)
    }

    @Test func thePlanOfAnUnconfiguredLineIsSoundAndTakesAMessage() throws {
        let json = try JSONParser.parse(CallPlan.unconfigured.jsonBytes)
        #expect(try CallPlan(json: json) == .unconfigured)
        #expect(CallPlan.unconfigured.steps.map(\.action.word) == ["say", "voicemail"])
    }

    @Test(arguments: [
        // step, visit, attempt, result, the step that follows and its visit and attempt
        ("menu", 1, 1, CallPlan.StepResult.input(digits: "1", speech: nil), "sales", 2, 1),
        ("menu", 1, 1, .input(digits: nil, speech: "Sales, please!"), "sales", 2, 1),
        ("menu", 1, 1, .input(digits: nil, speech: "the WORK shop"), "shop", 2, 1),
        ("menu", 1, 1, .input(digits: nil, speech: "the workshop"), "menu", 2, 2),
        ("menu", 1, 1, .input(digits: "11", speech: nil), "menu", 2, 2),
        ("menu", 1, 1, .nothing, "menu", 2, 2),
        ("menu", 2, 2, .nothing, "message", 3, 1),
        ("menu", 7, 2, .input(digits: "9", speech: nil), "message", 8, 1),
        ("sales", 2, 1, .dialled(answered: false), "message", 3, 1),
        ("sales", 2, 1, .nothing, "message", 3, 1),
        ("sales", 2, 1, .dialled(answered: true), "menu", 3, 1),
        ("shop", 2, 1, .dialled(answered: false), "message", 3, 1),
    ])
    func aResultLeadsOn(
        step: String, visit: Int, attempt: Int, result: CallPlan.StepResult, next: String, nextVisit: Int,
        nextAttempt: Int
    ) throws {
        let plan = try Self.plan(Self.menu)
        let position = try #require(plan.position(step: step, visit: visit, attempt: attempt))
        let following = try #require(plan.next(after: position, result: result))
        #expect(plan.steps[following.step].id == next)
        #expect(following.visit == nextVisit && following.attempt == nextAttempt)
    }

    @Test(arguments: [
        ("shop", CallPlan.StepResult.dialled(answered: true)), ("message", .recorded), ("message", .nothing),
    ])
    func whereNothingFollowsThePlanIsOver(step: String, result: CallPlan.StepResult) throws {
        let plan = try Self.plan(Self.menu)
        let position = try #require(plan.position(step: step, visit: 3, attempt: 1))
        #expect(plan.next(after: position, result: result) == nil)
    }

    @Test func anEndlessMenuIsHungUp() throws {
        let plan = try Self.plan([["id": "a", "do": "gather", "choices": ["1": "a"], "otherwise": "a"]])
        var position: CallPlan.Position? = plan.start
        var visits = 0
        while let here = position {
            visits += 1
            position = plan.next(after: here, result: .nothing)
        }
        #expect(visits == CallPlan.maximumVisits)
    }

    @Test(
        arguments: [
            ([["id": "a", "do": "dance"]], "steps[0].do", "There is no step `dance`; there is say, play"),
            ([["do": "hangup"]], "steps[0].id", "`id` is missing"),
            ([["id": "a b", "do": "hangup"]], "steps[0].id", "letters, digits, - and _ only"),
            ([["id": "a", "do": "say"]], "steps[0].text", "`text` is missing: what is said."),
            (
                [["id": "a", "do": "say", "text": "x", "txt": "y"]], "steps[0].txt",
                "The step `say` has no field `txt`; it has do, id"
            ),
            (
                [["id": "a", "do": "say", "text": "x", "next": "b"]], "steps[0].next",
                "There is no step `b`; the plan has a."
            ),
            ([["id": "a", "do": "gather", "choices": ["1": "x"]]], "steps[0].choices.1", "There is no step `x`"),
            (
                [["id": "a", "do": "dial", "numbers": ["0802 123"]]], "steps[0].numbers[0]",
                "with country code, such as +14155550119"
            ),
            ([["id": "a", "do": "dial"]], "steps[0]", "1 to 10 `numbers`, `clients` and `sip`"),
            ([["id": "a", "do": "relay", "url": "https://x.example.com"]], "steps[0].url", "begins with wss://"),
            (
                [["id": "a", "do": "play", "url": "javascript:alert(1)"]], "steps[0].url",
                "begins with https:// or http://"
            ),
            ([["id": "a", "do": "pause", "seconds": 0]], "steps[0].seconds", "a whole number from 1 to 180"),
            ([["id": "a", "do": "hangup"], ["id": "b", "do": "hangup"]], "steps[1]", "No step leads to `b`"),
            (
                [["id": "a", "do": "pause", "seconds": 1], ["id": "a", "do": "hangup"]], "steps[1].id",
                "Two steps are named `a`"
            ),
            (
                [["id": "a", "do": "pause", "seconds": 1], ["id": "b", "do": "goto", "step": "a"]], "steps[0]",
                "a, b go round without ever waiting"
            ),
            (
                [["id": "a", "do": "pause", "seconds": 1], ["id": "b", "do": "reject"]], "steps[1].do",
                "can only be the first step"
            ),
            ([], "steps", "a list of 1 to 200 steps"),
            ("none", "steps", "a list of 1 to 200 steps"),
        ] as [(JSONValue, String, String)])
    func aFaultIsToldWithItsField(steps: JSONValue, field: String, part: String) throws {
        let problem = try #require(Self.problems(["steps": steps]).first)
        #expect(problem.field == field)
        #expect(problem.detail.contains(part), "\(problem.detail)")
    }

    @Test func allFaultsAreToldAtOnce() {
        let problems = Self.problems([
            "colour": "blue", "steps": [["id": "a", "do": "say"], ["id": "b", "do": "pause", "seconds": "two"], 3],
        ])
        #expect(
            problems.map(\.field) == [
                "colour", "steps[0].text", "steps[1].seconds", "steps[2]", "steps[2].id", "steps[2].do",
            ])
    }

    @Test func aStoredPlanIsReadOnceAndABrokenOneIsTheUnconfigured() throws {
        let cache = CallPlanCache()
        let text = try Self.plan(Self.menu).jsonText
        #expect(try cache.plan(text) == Self.plan(Self.menu))
        #expect(try cache.plan(text) == Self.plan(Self.menu))
        #expect(cache.plan("{") == .unconfigured)
    }

    @Test func mutatedPlansNeverCrash() throws {
        var random = SeededGenerator(seed: 7)
        let bytes = try Self.plan(Self.menu).jsonBytes
        var read = 0
        for _ in 0..<3_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: changed[place] = UInt8.random(in: 0x20...0x7E, using: &random)
                case 1: changed.remove(at: place)
                default: changed.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: place)
                }
            }
            guard let json = try? JSONParser.parse(changed), let plan = try? CallPlan(json: json) else { continue }
            read += 1
            #expect(try CallPlan(json: JSONParser.parse(plan.jsonBytes)) == plan)
        }
        #expect(read > 100)
    }
}

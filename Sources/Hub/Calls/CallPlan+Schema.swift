import JSON

extension CallPlan {
    /// What a plan looks like, for bodies and `/openapi.json`; which field belongs to which step, ``init(json:)`` knows.
    package static let schema = Schema.object([
        .optional("language", language, "Language of what is said and listened to, such as en-GB."),
        .optional("voice", .string(min: 1, max: 100), "The provider's name of a voice, such as Polly.Joanna."),
        .required("steps", .array(of: stepSchema, min: 1, max: maximumSteps), "Begun at the first."),
    ])
    .example([
        "language": "en-GB",
        "steps": [
            [
                "id": "menu", "do": "gather", "say": "For sales press 1.", "digits": 1, "choices": ["1": "sales"],
                "attempts": 2, "otherwise": "message",
            ],
            ["id": "sales", "do": "dial", "numbers": ["+14155550119"], "timeoutSec": 20],
            ["id": "message", "do": "voicemail", "say": "Please leave a message after the tone."],
        ],
    ])

    private static let language = Schema.string(min: 2, max: 35)
    private static let name = Schema.string(
        min: 1, max: 40, pattern: "^[A-Za-z0-9_-]+$", saying: "letters, digits, - and _")
    private static let voice = Schema.string(min: 1, max: 100)
    private static let text = Schema.string(min: 1, max: 3000)
    private static let address = Schema.string(min: 1, max: 2000)

    private static let stepSchema = Schema.object([
        .required("id", name, "The name by which other steps lead here."),
        .required("do", .enumeration(words)),
        .optional("next", name, "The step that follows; else the one below."),
        .optional("text", text, "say: what is said."),
        .optional("say", text, "gather, voicemail: what is said before."),
        .optional("play", address, "gather, voicemail: a sound instead of `say`."),
        .optional("url", address, "play: https; stream and relay: wss, or none for the hub itself; redirect: https."),
        .optional("times", .integer(min: 1, max: 100), "play: how often."),
        .optional("language", language),
        .optional("voice", voice),
        .optional("seconds", .integer(min: 1, max: 180), "pause: how long."),
        .optional("input", .enumeration(["keys", "speech", "both"]), "gather: what counts."),
        .optional("digits", .integer(min: 1, max: 50), "gather: complete after so many keys."),
        .optional("finishOnKey", .string(min: 1, max: 12)),
        .optional("timeoutSec", .integer(min: 1, max: 600), "gather: 1 to 60; dial: 5 to 600."),
        .optional("hints", .array(of: .string(min: 1, max: 100), max: 100), "gather: words that will be said."),
        .optional("choices", .map(of: name, max: 50), "gather: keys or words, and the step they lead to."),
        .optional("otherwise", name, "gather: after the last attempt; dial: when nobody answered."),
        .optional("attempts", .integer(min: 1, max: 10), "gather: how often the prompt is played at most."),
        .optional(
            "scope", .enumeration(["caller", "call"]), "record: the caller's next words, or the call from here on."),
        .optional("maximumSec", .integer(min: 2, max: 14_400)),
        .optional("silenceSec", .integer(min: 1, max: 60)),
        .optional("beep", .boolean),
        .optional("transcribe", .boolean),
        .optional("numbers", .array(of: .string(min: 8, max: 16), max: 10), "dial: numbers in E.164."),
        .optional("clients", .array(of: .string(min: 1, max: 121), max: 10), "dial: browser and app phones."),
        .optional("sip", .array(of: .string(min: 1, max: 255), max: 10), "dial: sip: addresses."),
        .optional("callerId", .string(min: 8, max: 16), "dial: what the called party sees."),
        .optional("record", .boolean, "dial: record what both say."),
        .optional("twoWay", .boolean, "stream: the other end also speaks."),
        .optional("track", .enumeration(Stream.Track.self), "stream: whose sound."),
        .optional("parameters", .map(of: .string(max: 500), max: 20), "stream, relay: handed to the other end."),
        .optional("welcome", .string(min: 1, max: 1000), "relay: said at once."),
        .optional("keys", .boolean, "relay: whether keys are reported."),
        .optional("interruptible", .boolean, "relay: whether the caller can interrupt."),
        .optional("reason", .enumeration(["rejected", "busy"]), "reject: what the caller hears."),
        .optional("step", name, "goto: where to go on."),
    ])
}

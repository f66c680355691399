import JSON

/// One thing that an agent wants done: an object of its answer, or a line of it (README).
struct AgentReply: Sendable, Equatable {
    struct Say: Sendable, Equatable {
        var text: String
        var language: String?
        /// nil: as the plan says.
        var isInterruptible: Bool?
    }

    /// Done in this order.
    var say: Say?
    /// A sound, and how often.
    var play: (url: String, loop: Int64)?
    /// Keys to press; `w` waits.
    var digits: String?
    /// What is spoken and heard from now on.
    var language: (speech: String?, hearing: String?)?
    /// The conversation is over, and what is handed on; nil: it goes on.
    var end: JSONValue?

    /// The longest text of one object, in characters.
    static let mostCharacters = 10_000

    static func == (one: AgentReply, other: AgentReply) -> Bool {
        one.say == other.say && one.play?.url == other.play?.url && one.play?.loop == other.play?.loop
            && one.digits == other.digits && one.language?.speech == other.language?.speech
            && one.language?.hearing == other.language?.hearing && one.end == other.end
    }

    /// Words alone.
    init(saying text: String) { say = Say(text: text) }

    /// - Throws: ``AgentFault`` for what the agent cannot have meant.
    init(_ json: JSONValue) throws(AgentFault) {
        guard json.object != nil else { throw AgentFault("the answer is no JSON object") }
        if let text = json["say"].string {
            guard text.count <= Self.mostCharacters else { throw AgentFault("`say` is too long") }
            say = Say(text: text, language: json["lang"].string, isInterruptible: json["interruptible"].bool)
        }
        if let url = json["play"].string {
            guard url.hasPrefix("https://"), url.utf8.count <= 2_000 else {
                throw AgentFault("`play` is no https address")
            }
            play = (url, min(max(1, json["loop"].int64 ?? 1), 100))
        }
        if let keys = json["digits"].string {
            guard (1...100).contains(keys.utf8.count), keys.allSatisfy({ "0123456789*#wW".contains($0) }) else {
                throw AgentFault("`digits` are none")
            }
            digits = keys
        }
        if json["language"].object != nil {
            language = (json["language"]["speech"].string, json["language"]["hearing"].string)
        }
        if json["end"].bool == true { end = json["data"] }
        let isEmpty = say == nil && play == nil && digits == nil && language == nil && end == nil
        guard !isEmpty || json.object?.isEmpty == true else {
            throw AgentFault("the answer has none of say, play, digits, language and end")
        }
    }

    /// Frames for the relay, but for what is said and the end.
    var frames: [[UInt8]] {
        var frames: [[UInt8]] = []
        if let play {
            frames.append(
                (["type": "play", "source": .string(play.url), "loop": .integer(play.loop)] as JSONValue).jsonBytes)
        }
        if let digits { frames.append((["type": "sendDigits", "digits": .string(digits)] as JSONValue).jsonBytes) }
        if let language {
            var frame: JSONObject = ["type": "language"]
            if let speech = language.speech { frame["ttsLanguage"] = .string(speech) }
            if let hearing = language.hearing { frame["transcriptionLanguage"] = .string(hearing) }
            frames.append(frame.jsonBytes)
        }
        return frames
    }
}

/// Why an agent gave no answer; the end of a sentence.
struct AgentFault: Error, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

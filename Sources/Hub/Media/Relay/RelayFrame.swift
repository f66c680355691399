import JSON

/// What a provider's ConversationRelay says (reference §2.8, §4.4).
enum RelayFrame: Sendable, Equatable {
    case setup(RelaySetup)
    /// What the caller said; `isLast` is false while it is still being heard.
    case prompt(String, language: String?, isLast: Bool)
    /// A key that was pressed.
    case key(String)
    /// The caller spoke into a reply, of which so much was heard.
    case interrupt(heard: String)
    case error(String)
    /// Something that the hub does not ask for.
    case other

    /// - Throws: ``StreamFault`` for what is no frame of a relay.
    init(_ message: [UInt8]) throws(StreamFault) {
        guard let json = try? JSONParser.parse(message), json.object != nil, let type = json["type"].string else {
            throw StreamFault("A frame is one JSON object with `type`.")
        }
        switch type {
        case "setup": self = .setup(try RelaySetup(json))
        case "prompt":
            guard let text = json["voicePrompt"].string else { throw StreamFault("`prompt` has `voicePrompt`.") }
            self = .prompt(text, language: json["lang"].string, isLast: json["last"].bool ?? true)
        case "dtmf":
            guard let digit = json["digit"].string, (1...20).contains(digit.utf8.count) else {
                throw StreamFault("`dtmf` has `digit`.")
            }
            self = .key(digit)
        case "interrupt": self = .interrupt(heard: json["utteranceUntilInterrupt"].string ?? "")
        case "error": self = .error(json["description"].string ?? "")
        default: self = .other
        }
    }
}

/// Whose conversation it is.
struct RelaySetup: Sendable, Equatable {
    /// The provider's name of the session, 1…128 characters.
    let session: String
    /// The leg, by its provider's id.
    let leg: String
    let from: String
    let to: String
    let isOutbound: Bool

    init(_ json: JSONValue) throws(StreamFault) {
        guard let session = json["sessionId"].string, (1...128).contains(session.utf8.count),
            let leg = json["callSid"].string ?? json["callControlId"].string, (1...255).contains(leg.utf8.count)
        else { throw StreamFault("`setup` has `sessionId` and `callSid`.") }
        self.session = session
        self.leg = leg
        from = json["from"].string ?? ""
        to = json["to"].string ?? ""
        isOutbound = json["direction"].string?.hasPrefix("outbound") ?? false
    }
}

/// What the hub says over a ConversationRelay.
enum RelaySpeech {
    /// Words to be spoken; the last of a reply says so.
    static func text(_ say: AgentReply.Say, isLast: Bool) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.member("type", "text")
            $0.member("token", say.text)
            $0.member("last", isLast)
            $0.member("lang", say.language)
            if let interruptible = say.isInterruptible { $0.member("interruptible", interruptible) }
        }
        return json.bytes
    }

    /// Ends the session; the provider asks our `step` hook what comes next.
    ///
    /// - Parameter data: JSON that comes back with that request.
    static func end(_ data: JSONValue) -> [UInt8] {
        (["type": "end", "handoffData": .string(data.jsonText)] as JSONValue).jsonBytes
    }
}

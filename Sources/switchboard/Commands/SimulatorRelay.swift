import Client
import JSON

/// One conversation over Twilio's ConversationRelay, from the provider's side: the hub's words come as text, and what the
/// caller says goes back as prompts.
struct SimulatorRelay: Sendable {
    let socket: WebSocketClient
    let story: CallStory
    let sessionSid: String

    /// What makes a conversation a failure; one sentence.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Speaks until the agent ends it, or the caller has nothing more to say.
    ///
    /// - Parameters:
    ///   - forms: Whose call it is.
    ///   - wait: Lets the time pass that somebody needs to speak.
    /// - Returns: What the agent hands on; nil when the caller hung up.
    func speak(_ forms: TwilioForms, wait: (Double) async -> Void) async throws -> String? {
        try await socket.send(forms.relaySetup(sessionSid).jsonText)
        // Every second line of a story is the caller's.
        let words = story.lines.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
        for text in words.prefix(3) + ["That is all, goodbye."] {
            if let handOff = try await heard(wait) { return handOff }
            await wait(Double(text.count) / 15)
            try await socket.send(Self.prompt(text))
        }
        while true {
            if let handOff = try await heard(wait) { return handOff }
        }
    }

    /// Hears a reply to its end.
    ///
    /// - Returns: What is handed on, when that was the last.
    private func heard(_ wait: (Double) async -> Void) async throws -> String? {
        while case .text(let bytes)? = try await socket.receive() {
            let frame = try JSONParser.parse(bytes)
            switch frame["type"].string {
            case "end": return frame["handoffData"].string ?? ""
            case "text":
                await wait(Double(frame["token"].string?.count ?? 0) / 15)
                if frame["last"] == true { return nil }
            default: continue
            }
        }
        throw Fault(description: "The hub closed a conversation in its middle.")
    }

    private static func prompt(_ text: String) -> String {
        (["type": "prompt", "voicePrompt": .string(text), "lang": "en-US", "last": true] as JSONValue).jsonText
    }
}

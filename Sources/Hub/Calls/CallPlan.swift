/// What the hub does with a call that nobody has picked up: steps, begun at the first and followed by their `next`.
///
/// A plan that was made is sound: every step it names exists, every step can be reached, and it never goes round
/// without waiting for the caller. The database keeps its JSON; ``CallPlanCache`` reads each text once.
package struct CallPlan: Sendable, Hashable {
    /// BCP 47 language of what is said and listened to, where a step does not say otherwise.
    package let language: String?
    /// The provider's name of a voice, such as `Polly.Joanna`, where a step does not say otherwise.
    package let voice: String?
    /// In their written order; a step without `next` is followed by the one below it.
    package let steps: [Step]
    let places: [String: Int]

    init(language: String?, voice: String?, steps: [Step]) {
        self.language = language
        self.voice = voice
        self.steps = steps
        places = Dictionary(steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// One step: its name in the plan, what is done, and what comes after it.
    package struct Step: Sendable, Hashable {
        /// 1…40 of `a-z A-Z 0-9 - _`, so that it can stand in a URL as it is.
        package let id: String
        /// What is done.
        package let action: Action
        /// The step that follows; nil: the one below.
        package let next: String?

        /// A step.
        package init(id: String, action: Action, next: String? = nil) {
            self.id = id
            self.action = action
            self.next = next
        }
    }

    /// What a step does.
    package enum Action: Sendable, Hashable {
        /// Says or plays something, and goes on.
        case prompt(Prompt)
        /// Silence of so many seconds, and goes on.
        case pause(seconds: Int)
        /// Waits for keys or speech.
        case gather(Gather)
        /// Records what the caller says next; the result comes with the recording.
        case record(Record)
        /// Records the whole call from here on, and goes on.
        case recordCall
        /// Transcribes the whole call from here on, and goes on.
        case transcribe(language: String?)
        /// Calls others and connects whoever answers first.
        case dial(Dial)
        /// Sends the call's sound to a WebSocket.
        case stream(Stream)
        /// Lets a program speak with the caller in text (Twilio's ConversationRelay).
        case relay(Relay)
        /// Asks for a message and records it.
        case voicemail(Prompt?, Record)
        /// Ends the call.
        case hangup
        /// Refuses the call without answering it; only as the first step.
        case reject(busy: Bool)
        /// Gives the call away to another program's document.
        case redirect(url: String)
        /// Goes on elsewhere in the plan.
        case goto(String)
    }

    /// Something to hear.
    package enum Prompt: Sendable, Hashable {
        case say(String, language: String?, voice: String?)
        case play(url: String, times: Int)
    }

    /// Keys or speech to wait for, and where they lead.
    package struct Gather: Sendable, Hashable {
        /// Heard before, and again at each attempt.
        package var prompt: Prompt?
        /// Whether keys count.
        package var keys = true
        /// Whether speech counts.
        package var speech = false
        /// After so many keys the input is complete; nil: at `finishOnKey` or the time-out.
        package var digits: Int?
        /// The key that completes the input.
        package var finishOnKey: String?
        /// So long the caller may be silent, 1…60.
        package var timeoutSec = 5
        /// BCP 47; nil: the plan's.
        package var language: String?
        /// Words that will be said, to be heard better.
        package var hints: [String] = []
        /// Keys pressed or words said, and the step they lead to; empty: any input goes on to `next`.
        package var choices: [Choice] = []
        /// Where silence and unknown input lead after the last attempt; nil: the step that follows.
        package var otherwise: String?
        /// How often the prompt is played at most, 1…10.
        package var attempts = 1

        /// Keys or words, and where they lead.
        package struct Choice: Sendable, Hashable {
            /// Keys exactly, or words that occur.
            package let input: String
            /// The step they lead to.
            package let step: String
        }
    }

    /// How a recording of the caller ends.
    package struct Record: Sendable, Hashable {
        /// 2…14,400.
        package var maximumSec = 120
        /// So long a silence ends it, 1…60.
        package var silenceSec = 5
        /// A key that ends it.
        package var finishOnKey = "#"
        /// Whether a tone comes first.
        package var beep = true
        /// Whether the provider also makes a text of it.
        package var transcribe = false
    }

    /// Whom to call; all at once.
    package struct Dial: Sendable, Hashable {
        /// E.164.
        package var numbers: [String] = []
        /// Names of browser and app phones at the provider.
        package var clients: [String] = []
        /// Addresses that begin with `sip:`.
        package var sip: [String] = []
        /// What the called party sees; nil: the caller's own number where the provider allows it.
        package var callerID: String?
        /// So long it rings, 5…600.
        package var timeoutSec = 20
        /// Whether what both say is recorded.
        package var record = false
        /// Where it goes on when nobody answered; nil: the step below.
        package var otherwise: String?
    }

    /// Where the sound goes.
    package struct Stream: Sendable, Hashable {
        /// Begins with `wss://`; nil: the hub itself listens.
        package var url: String?
        /// Whether the other end also speaks: then the plan waits until it closes the socket.
        package var twoWay = false
        /// Whose sound is sent.
        package var track = Track.inbound
        /// Handed to the other end.
        package var parameters: [Parameter] = []

        /// The caller's side, ours, or both.
        package enum Track: String, Sendable, CaseIterable { case inbound, outbound, both }
    }

    /// A name and a value handed to the other end of a stream or relay.
    package struct Parameter: Sendable, Hashable {
        /// 1…80 bytes.
        package let name: String
        /// At most 500 bytes.
        package let value: String
    }

    /// The program that speaks with the caller in text.
    package struct Relay: Sendable, Hashable {
        /// Begins with `wss://`; nil: the hub itself, for the line's agent.
        package var url: String?
        /// Said at once.
        package var welcome: String?
        /// BCP 47; nil: the plan's.
        package var language: String?
        /// The provider's name of a voice; nil: the plan's.
        package var voice: String?
        /// Whether pressed keys are reported.
        package var keys = true
        /// Whether the caller can interrupt what is said.
        package var interruptible = true
        /// Handed to the other end.
        package var parameters: [Parameter] = []
    }
}

extension CallPlan {
    /// The plan of a line that nobody has configured: a polite sentence, and a message.
    package static let unconfigured = CallPlan(
        language: nil, voice: nil,
        steps: [
            Step(id: "greeting", action: .prompt(.say("Thank you for calling.", language: nil, voice: nil))),
            Step(
                id: "voicemail",
                action: .voicemail(
                    .say(
                        "We cannot take your call right now. Please leave a message after the tone.", language: nil,
                        voice: nil), Record())),
        ])

    /// The step of that name.
    package func step(_ id: String) -> Step? { places[id].map { steps[$0] } }

    /// Whether a step sends the call's sound or words to the hub itself.
    package var connectsToHub: Bool {
        steps.contains { step in
            switch step.action {
            case .stream(let stream): stream.url == nil
            case .relay(let relay): relay.url == nil
            default: false
            }
        }
    }

    /// Whether a step lets the line's agent speak.
    package var usesAgent: Bool {
        steps.contains { step in
            if case .relay(let relay) = step.action { relay.url == nil } else { false }
        }
    }
}

import Calls
import ModuleKit
import Webhooks

/// One conversation between a caller and a company's agent: asks, speaks, is interrupted, and writes all of it down.
///
/// Owned by its task; one question is under way at a time.
final class RelayConversation: Sendable {
    /// What all conversations share.
    struct Surroundings: Sendable {
        let relays: RelayService
        let hook: AgentHook
        /// The line's agent, or the company's.
        let agent: @Sendable (LineID?, CompanyID) -> Program?
    }

    private let setup: RelaySetup
    private let opening: MediaOpening
    private let around: Surroundings
    private let send: @Sendable ([UInt8]) -> Void

    init(
        _ setup: RelaySetup, _ opening: MediaOpening, _ around: Surroundings,
        send: @escaping @Sendable ([UInt8]) -> Void
    ) {
        (self.setup, self.opening, self.around, self.send) = (setup, opening, around, send)
    }

    /// Goes on until the socket is closed.
    func run(_ inbox: AsyncStream<RelayFrame>) async {
        let begun: RelayService.Begun
        do {
            begun = try await around.relays.begin(setup, opening)
        } catch {
            // What could not be stored is not spoken about: the call goes on with the plan's next step.
            return send(RelaySpeech.end(["reason": "unavailable"]))
        }
        let notes = RelayNotes(begun, setup, around.relays)
        guard let agent = around.agent(begun.call.line, begun.call.company) else {
            return send(RelaySpeech.end(["reason": "no-agent"]))
        }
        await converse(inbox, begun, agent, notes)
    }

    private func converse(
        _ inbox: AsyncStream<RelayFrame>, _ begun: RelayService.Begun, _ agent: Program, _ notes: RelayNotes
    ) async {
        var turn: AgentTurn?
        var heard: String?
        var count: Int64 = 0
        /// Asks the agent something; whatever it was saying is cut.
        func ask(_ kind: AgentQuestion.Kind, _ fill: (inout AgentQuestion) -> Void = { _ in }) async {
            await turn?.cut(heard: heard)
            var question = AgentQuestion(
                kind: kind, call: begun.call.id, session: setup.session, turn: count, from: begun.call.from,
                to: begun.call.to, line: begun.call.line)
            question.heard = heard
            fill(&question)
            (count, heard) = (count + 1, nil)
            turn = AgentTurn(question, of: agent, around.hook, notes, send: send)
        }
        await ask(.setup) { $0.context = begun.context }
        for await frame in inbox {
            switch frame {
            case .prompt(let text, let language, let isLast):
                guard isLast else {
                    await notes.caller(text, language, isFinal: false)
                    continue
                }
                await turn?.cut(heard: heard)
                await notes.caller(text, language, isFinal: true)
                await ask(.prompt) { ($0.text, $0.language) = (text, language) }
            case .key(let key): await ask(.keys) { $0.text = key }
            case .interrupt(let words):
                heard = words
                await turn?.cut(heard: words)
            case .setup, .error, .other: break
            }
        }
        await turn?.cut(heard: heard)
        guard !Task.isCancelled else { return }
        await ask(.end)
        await turn?.finished()
    }
}

/// One question and what the agent says to it; cut when the caller speaks into it.
private final class AgentTurn: Sendable {
    private let task: Task<Void, Never>
    private let spoken: SpokenReply

    init(
        _ question: AgentQuestion, of agent: Program, _ hook: AgentHook, _ notes: RelayNotes,
        send: @escaping @Sendable ([UInt8]) -> Void
    ) {
        let spoken = SpokenReply(notes, send: send)
        self.spoken = spoken
        task = Task {
            do {
                try await hook.ask(question, of: agent) { reply in
                    try Task.checkCancellation()
                    try await spoken.perform(reply)
                }
                try Task.checkCancellation()
                await spoken.finish()
            } catch {
                // Cut: what was heard is noted by whoever cuts. After the end nobody listens to an apology.
                guard !Task.isCancelled, question.kind != .end else { return }
                await spoken.apologise(agent.apology ?? AgentDraft.usualApology)
            }
        }
    }

    /// Waits for the whole reply.
    func finished() async { await task.value }

    /// Ends the reply where it is, and notes what of it was heard; nothing when it was whole.
    ///
    /// - Parameter heard: As the provider says; nil: all that was said so far.
    func cut(heard: String?) async {
        task.cancel()
        await task.value
        await spoken.cut(heard: heard)
    }
}

/// What an agent says in one turn, as it goes to the caller and into the transcript.
private actor SpokenReply {
    private let notes: RelayNotes
    private let send: @Sendable ([UInt8]) -> Void
    private var text = ""
    private var isOver = false

    init(_ notes: RelayNotes, send: @escaping @Sendable ([UInt8]) -> Void) {
        self.notes = notes
        self.send = send
    }

    func perform(_ reply: AgentReply) async throws {
        guard !isOver else { return }
        if let say = reply.say, !say.text.isEmpty {
            send(RelaySpeech.text(say, isLast: false))
            text += say.text
            await notes.agent(text, isFinal: false)
        }
        for frame in reply.frames { send(frame) }
        if let data = reply.end {
            await finish()
            send(RelaySpeech.end(data.isNull ? ["reason": "agent"] : data))
        }
    }

    /// The reply is whole.
    func finish() async {
        guard !isOver else { return }
        isOver = true
        guard !text.isEmpty else { return }
        send(RelaySpeech.text(AgentReply.Say(text: ""), isLast: true))
        await notes.agent(text, isFinal: true)
    }

    /// The agent failed: the caller hears a sentence, and the call goes on with the plan's next step.
    func apologise(_ apology: String) async {
        guard !isOver else { return }
        let isBegun = !text.isEmpty
        isOver = true
        send(RelaySpeech.text(AgentReply.Say(text: isBegun ? " " + apology : apology), isLast: true))
        await notes.agent(isBegun ? text + " " + apology : apology, isFinal: true)
        send(RelaySpeech.end(["reason": "agent-failed"]))
    }

    func cut(heard: String?) async {
        guard !isOver else { return }
        isOver = true
        let words = heard ?? text
        // The next reply must not be taken for the rest of this one.
        if !text.isEmpty { send(RelaySpeech.text(AgentReply.Say(text: ""), isLast: true)) }
        if !words.isEmpty, !text.isEmpty { await notes.agent(words, isFinal: true) }
    }
}

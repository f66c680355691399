import Calls
import Directory
import ModuleKit
import Webhooks

/// The rules of conversations with an agent: whose call it is, what the agent is told, and what is written down.
struct RelayService: Sendable {
    let database: Database
    let ingest: CallIngest
    let parser: PhoneParser
    /// The context frame of a number, as JSON; nil where it is none.
    let context: @Sendable (_ number: String, LineID?, CompanyID) async throws -> [UInt8]?
    let now: @Sendable () -> Timestamp

    /// What of a call a conversation needs.
    struct CallFacts: Sendable {
        let id: CallID
        let company: CompanyID
        let account: AccountID
        let line: LineID?
        let from: String
        let to: String
        let remote: String
        /// The leg that speaks, by its provider's id.
        let leg: String
        let startedAt: Timestamp

        init(_ call: Call, leg: String, in company: CompanyID) {
            self.leg = leg
            (id, self.company, account, line) = (call.id, company, call.account, call.line)
            (from, to, startedAt) = (call.from.display, call.to.display, call.startedAt)
            remote = (call.direction == .inbound ? call.from : call.to).display
        }
    }

    struct Begun: Sendable {
        let call: CallFacts
        let context: [UInt8]?
    }

    /// Finds the call, which an agent has answered now.
    func begin(_ setup: RelaySetup, _ opening: MediaOpening) async throws -> Begun {
        let (account, at) = (opening.account, now())
        let call = try await database.write(account.company) { tx in
            var leg = setup.leg
            if let known = opening.call {
                let call = try CallService.find(known.wire, in: tx)
                guard call.account == account.id, call.isOpen else { throw StreamFault("That call is over.") }
                leg = call.providerCallID
            }
            var event = ProviderEvent(account: account.id, providerCallID: leg, receivedAt: at)
            event.status = .inProgress
            event.answeredBy = .ai
            event.direction = setup.isOutbound ? .outbound : .inbound
            if !setup.from.isEmpty { event.from = parser.party(setup.from, region: nil) }
            if !setup.to.isEmpty { event.to = parser.party(setup.to, region: nil) }
            return CallFacts(
                try CallService.find(try ingest.apply(event, in: tx).call.wire, in: tx), leg: leg,
                in: account.company)
        }
        // An agent that is told less can still speak.
        return Begun(call: call, context: (try? await context(call.remote, call.line, call.company)) ?? nil)
    }

    /// Takes an utterance into the transcript as any other.
    func note(_ report: ProviderEvent.TranscriptReport, of call: CallFacts) async {
        var event = ProviderEvent(account: call.account, providerCallID: call.leg, receivedAt: now())
        event.transcript = report
        let spoken = event
        // A full disk must not silence a conversation; the words are lost, and `/metrics` counts the refused write.
        _ = try? await database.write(call.company) { [ingest] tx in try ingest.apply(spoken, in: tx) }
    }
}

/// Numbers what is said in one conversation, and hands it on in that order; owned by its task's turns, one at a time.
actor RelayNotes {
    private let call: RelayService.CallFacts
    private let setup: RelaySetup
    private let service: RelayService
    private var last: Int64 = -1
    /// The number of an utterance that is still being heard or said.
    private var open: [Speaker: Int64] = [:]

    init(_ begun: RelayService.Begun, _ setup: RelaySetup, _ service: RelayService) {
        (call, self.setup, self.service) = (begun.call, setup, service)
    }

    func caller(_ text: String, _ language: String?, isFinal: Bool) async {
        await note(text, .caller, track: .inbound, language, isFinal: isFinal)
    }

    func agent(_ text: String, isFinal: Bool) async { await note(text, .ai, track: .outbound, nil, isFinal: isFinal) }

    private func note(_ text: String, _ speaker: Speaker, track: Track, _ language: String?, isFinal: Bool) async {
        guard !text.isEmpty else { return }
        let sequence = open[speaker] ?? next()
        open[speaker] = isFinal ? nil : sequence
        var report = ProviderEvent.TranscriptReport(
            session: "relay:\(setup.session)", sequence: sequence, speaker: speaker, text: text, final: isFinal)
        report.track = track.name
        report.language = language.flatMap { (2...35).contains($0.utf8.count) ? $0 : nil }
        await service.note(report, of: call)
    }

    /// Goes up with the time too, so that a conversation that comes back never meets its earlier numbers.
    private func next() -> Int64 {
        last = max(last + 1, service.now().milliseconds - call.startedAt.milliseconds)
        return last
    }
}

import Calls
import ModuleKit

/// A call rings for which an agent is there; handed on after the commit.
struct RingingCall: Sendable {
    let company: CompanyID
    let call: CallView
}

/// Tells agents who is calling while it still rings, so that they can look things up before they speak.
struct RingingCalls: Sendable {
    let database: Database
    let ingest: CallIngest
    let hook: AgentHook
    let book: ProgramBook
    let context: @Sendable (_ number: String, LineID?, CompanyID) async throws -> [UInt8]?

    /// Costs one look into memory for calls of companies without an agent.
    var reaction: Reaction {
        .within(CallEvent.self) { [book] event, tx in
            guard event.type == CallEvent.ringing, event.call.direction == .inbound,
                book.program(.agent, line: event.call.line, of: tx.company) != nil
            else { return }
            tx.afterCommit(RingingCall(company: tx.company, call: event.call))
        }
    }

    /// Tells the agent, where the call's plan lets it speak; an agent that cannot be told is asked all the same later.
    func tell(_ ringing: RingingCall) async {
        let (call, company) = (ringing.call, ringing.company)
        guard let agent = book.program(.agent, line: call.line, of: company) else { return }
        // What cannot be read now is no reason to fail: `setup` brings the same frame.
        let isWanted = try? await database.read(company) { [ingest] tx in
            try ingest.plan(of: CallService.find(call.id.wire, in: tx), in: tx).usesAgent
        }
        guard isWanted == true else { return }
        var question = AgentQuestion(
            kind: .ringing, call: call.id, from: call.from.display, to: call.to.display, line: call.line)
        question.context = (try? await context(call.from.display, call.line, company)) ?? nil
        try? await hook.ask(question, of: agent) { _ in }
    }
}

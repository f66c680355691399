import Calls
import ModuleKit
import Providers

/// What can be done to a call that goes on, where its provider can.
struct CallControl: Sendable {
    let service: OutboundService
    let calls: CallService

    private struct Grip: Sendable {
        let kind: ProviderKind
        let provider: any CallProvider
        let page: CallPage
    }

    private func grip(_ name: String, _ action: String, by request: Request) async throws -> Grip {
        let page = try await calls.page(name, in: request.company)
        guard page.call.isOpen else { throw OutboundError.over }
        let account = page.call.account
        guard let place = service.surroundings.place(account, request.company) else {
            throw OutboundError.unknownAccount
        }
        return try await service.database.write(request.company) { tx in
            let (kind, provider) = try service.provider(of: account, at: place.provider, in: tx)
            try service.surroundings.audit(action, page.call.id.wire, [:], request, tx)
            return Grip(kind: kind, provider: provider, page: page)
        }
    }

    /// Ends the call; that it has ended is told by the provider's webhook.
    func hangUp(_ name: String, by request: Request) async throws {
        let grip = try await grip(name, "call.hung_up", by: request)
        try await told { () async throws(ProviderFault) in try await grip.provider.hangUp(grip.page.call.providerCallID)
        }
    }

    /// Gives the other side to another number.
    func transfer(_ name: String, to text: String, by request: Request) async throws {
        let grip = try await grip(name, "call.transferred", by: request)
        let call = grip.page.call
        guard let leg = grip.page.otherSide else { throw OutboundError.noSuchLeg }
        let region = service.surroundings.region(request.company)
        guard let number = service.parser.party(text, region: region).number else {
            throw Problem.invalid("to", "`to` is no telephone number of \(region).")
        }
        guard let place = service.surroundings.place(call.account, request.company) else {
            throw OutboundError.unknownAccount
        }
        let callerID = call.localNumber?.e164 ?? number.e164
        let ticket = try AnswerTicket(
            dialect: grip.kind.dialect ?? .json, number: number.e164, callerID: callerID, record: call.recording,
            hooks: place.hooks, at: service.now()
        ).token(service.key)
        let answer = "\(place.base)/outbound/answers/\(ticket)"
        try await told { () async throws(ProviderFault) in
            try await grip.provider.transfer(leg, to: number.e164, answer: answer)
        }
    }

    /// Lets the other side hear nothing of ours, or hear it again.
    func mute(_ name: String, _ on: Bool, by request: Request) async throws {
        let grip = try await grip(name, on ? "call.muted" : "call.unmuted", by: request)
        guard grip.provider.mutes else { throw OutboundError.cannot(provider: grip.kind.rawValue, what: "mute") }
        guard let leg = grip.page.ourSide else { throw OutboundError.noSuchLeg }
        try await told { () async throws(ProviderFault) in try await grip.provider.mute(leg, on) }
    }

    private func told(_ body: () async throws(ProviderFault) -> Void) async throws {
        do { try await body() } catch { throw OutboundError.provider(error) }
    }
}

extension CallPage {
    private var further: String? {
        legs.last { $0.providerCallID != call.providerCallID && $0.endedAt == nil }?.providerCallID
    }

    /// The leg of the person who is not ours: who called in, or whom the agent's phone was connected to.
    var otherSide: String? { call.direction == .inbound ? call.providerCallID : further }

    /// The agent's leg.
    var ourSide: String? { call.direction == .inbound ? further : call.providerCallID }
}

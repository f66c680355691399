import Accounts
import Calls
import Directory
import ModuleKit
import Providers

/// Calls that somebody asks for: click to call, hang up, transfer, mute; owns the tables `outbound_*`.
package struct OutboundModule: Module {
    package static let migrations = OutboundSchema.migrations
    package let routes: [Route]
    private let service: OutboundService

    /// - Parameter secrets: Whose sealing key closes the answers' addresses.
    package init(
        _ platform: Platform, calls: CallService, ingest: CallIngest, secrets: HubSecrets, logins: ProviderLogins,
        parser: PhoneParser = .shared,
        surroundings: OutboundSurroundings
    ) {
        let key = secrets.sealing.bytes
        service = OutboundService(
            database: platform.database, logins: logins, ingest: ingest, parser: parser,
            surroundings: surroundings, key: key, now: platform.now)
        routes = OutboundRoutes(service: service, control: CallControl(service: service, calls: calls)).table
    }

    /// Calls somebody as `POST /api/calls` does: once, and with the same refusals.
    ///
    /// - Parameters:
    ///   - agent: The phone that rings first, in any form of the line's region.
    ///   - timeoutSec: So long it rings, 5…120.
    ///   - request: Who asks; its `Idempotency-Key` counts.
    package func call(
        _ number: PhoneNumber, on line: LineID, agent: String, timeoutSec: Int?, by request: Request
    ) async throws -> CallID {
        let draft = CallDraft(line: line, to: number.e164, agent: agent, timeoutSec: timeoutSec)
        return try await service.place(draft, by: request).call
    }
}

/// What the module needs of others.
package struct OutboundSurroundings: Sendable {
    /// Of a company's account: the provider, where its hooks are, and where the hub is; nil for another company's.
    package typealias Place =
        @Sendable (AccountID, CompanyID) -> (provider: String, hooks: String, base: String)?

    let place: Place
    let region: @Sendable (CompanyID) -> String
    /// Why a number is not to be called; nil: it may be.
    let doNotCall: @Sendable (PhoneNumber, Timestamp, Transaction) throws -> String?
    let audit: AuditWriter

    /// - Parameter doNotCall: Besides what contacts themselves say.
    package init(
        place: @escaping Place, region: @escaping @Sendable (CompanyID) -> String,
        doNotCall: @escaping @Sendable (PhoneNumber, Timestamp, Transaction) throws -> String? = {
            try $2.refusal(of: $0, at: $1)
        },
        audit: @escaping AuditWriter
    ) {
        (self.place, self.region, self.doNotCall, self.audit) = (place, region, doNotCall, audit)
    }
}

extension Transaction {
    /// What people say of being called: those who have withdrawn their consent to calls, are blocked, or have the tag
    /// `do-not-call`.
    package func refusal(of number: PhoneNumber, at now: Timestamp) throws -> String? {
        if try ConsentBook.state(of: number.e164, .call, .service, in: self) == .withdrawn {
            return "the person has withdrawn their consent to calls"
        }
        guard let contact = try ContactDirectory.match(number, at: now, in: self)?.contact else { return nil }
        if contact.status == .blocked { return "the contact is blocked" }
        return contact.tags.contains { $0.lowercased() == "do-not-call" } ? "the contact has the tag do-not-call" : nil
    }
}

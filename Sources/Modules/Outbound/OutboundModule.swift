import Accounts
import Calls
import Client
import Directory
import ModuleKit
import Reactor

/// Calls that somebody asks for: click to call, hang up, transfer, mute; owns the tables `outbound_*`.
package struct OutboundModule: Module {
    package static let migrations = OutboundSchema.migrations
    package let routes: [Route]
    private let service: OutboundService

    /// - Parameter secrets: Whose sealing key closes the logins and the answers' addresses.
    package init(
        _ platform: Platform, calls: CallService, ingest: CallIngest, secrets: HubSecrets,
        parser: PhoneParser = .shared,
        surroundings: OutboundSurroundings
    ) {
        let key = secrets.sealing.bytes
        service = OutboundService(
            database: platform.database, store: OutboundStore(box: LoginBox(key: key)), ingest: ingest, parser: parser,
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

    /// Seals every login with another key; what cannot be opened stays as it is.
    ///
    /// - Returns: How many were sealed again.
    package static func reseal(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws -> Int {
        try OutboundStore(box: LoginBox(key: new)).reseal(from: LoginBox(key: old), in: tx)
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
    private let outside: OutsideClient
    private let inside: OutsideClient

    /// - Parameters:
    ///   - allowed: Addresses that are asked although they are not public, such as the telephone system's; at those, and
    ///     at no others, in the clear too.
    ///   - doNotCall: Besides what contacts themselves say.
    package init(
        on loop: EventLoop, allowing allowed: [AddressRange], place: @escaping Place,
        region: @escaping @Sendable (CompanyID) -> String,
        doNotCall: @escaping @Sendable (PhoneNumber, Timestamp, Transaction) throws -> String? = {
            try $2.refusal(of: $0, at: $1)
        },
        audit: @escaping AuditWriter
    ) throws {
        (self.place, self.region, self.doNotCall, self.audit) = (place, region, doNotCall, audit)
        var options = try ClientOptions.outside(allowing: allowed)
        options.requestPatience = .seconds(15)
        options.connectPatience = .seconds(5)
        options.bodyBytes = 262_144
        outside = OutsideClient(on: loop, options: options)
        options.rules = .only(allowed)
        inside = OutsideClient(on: loop, options: options, allowsPlain: true)
    }

    /// Who asks an API: in the clear only where the operator of the hub allows it.
    func client(_ base: String?) -> OutsideClient {
        base?.lowercased().hasPrefix("http://") == true ? inside : outside
    }
}

extension Transaction {
    /// What contacts say of being called: those that are blocked, or have the tag `do-not-call`.
    package func refusal(of number: PhoneNumber, at now: Timestamp) throws -> String? {
        guard let contact = try ContactDirectory.match(number, at: now, in: self)?.contact else { return nil }
        if contact.status == .blocked { return "the contact is blocked" }
        return contact.tags.contains { $0.lowercased() == "do-not-call" } ? "the contact has the tag do-not-call" : nil
    }
}

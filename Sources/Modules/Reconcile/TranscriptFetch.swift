import Calls
import ModuleKit
import Providers

/// Asks providers for the transcripts of which they have only said where they are.
struct TranscriptFetch: Sendable {
    /// So often it is tried before the words of later calls go first.
    private static let mostAttempts = 8

    let database: Database
    let ingest: CallIngest
    let logins: ProviderLogins
    let surroundings: ReconcileSurroundings
    let now: @Sendable () -> Timestamp

    var reaction: Reaction {
        .on("reconcile.transcripts", [TranscriptDocumentEvent.available]) { try await fetch($0) }
    }

    private func fetch(_ event: LoggedEvent) async throws -> DurableReaction.Writes? {
        let data = try event.parsed()["data"]
        guard let id = data["call"].string.flatMap({ CallID(wire: $0) }), let session = data["session"].string else {
            return nil
        }
        let known = try await database.read(event.company) { tx -> (Call, String, ProviderLogin?)? in
            guard let url = try TranscriptDocumentStore.url(of: session, call: id, in: tx) else { return nil }
            let call = try CallService.find(id.wire, in: tx)
            return (call, url, try logins.login(of: call.account, in: tx))
        }
        guard let (call, url, login) = known, let reader = surroundings.reader(call.account, event.company) else {
            return nil
        }
        let said: [ProviderEvent]
        do throws(ProviderFault) {
            let document = try await document(at: url, reader.provider, login)
            guard let found = reader.utterances(of: document, call: call.providerCallID, session: session, at: now())
            else { throw .refused(code: nil, "The provider's answer is no transcript.") }
            said = found
        } catch {
            guard error.mayPass, event.attempt < Self.mostAttempts else { return given(up: call, session, error) }
            throw error
        }
        return { [ingest] tx in
            for event in said { _ = try ingest.apply(event, in: tx) }
        }
    }

    private func document(
        at url: String, _ provider: String, _ login: ProviderLogin?
    ) async throws(ProviderFault) -> JSONValue {
        guard let kind = ProviderKind(rawValue: provider), let login else {
            throw .login("The account has no login at the provider.")
        }
        let (api, path) = try kind.place(of: url, try logins.api(kind, login))
        return try await api.get(path).json
    }

    private func given(
        up call: Call, _ session: String, _ fault: ProviderFault
    ) -> DurableReaction.Writes {
        let event = TranscriptDocumentEvent(
            TranscriptDocumentEvent.failed, call: call.id, session: session, reason: fault.description)
        return { try $0.publish(event, on: call.topics) }
    }
}

extension ProviderKind {
    /// Ends of the names of hosts other than the API's that keep what it names.
    private var fileHosts: [String] { self == .vonage ? [".nexmo.com", ".vonage.com"] : [] }

    /// Whether a host other than the API's keeps what the provider names.
    ///
    /// A name and nothing else is one: before `?`, `#`, `@` or `:` another could stand, which our login would go to.
    func keepsFiles(at host: Substring) -> Bool {
        let isName = host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        return isName && fileHosts.contains { host.lowercased().hasSuffix($0) }
    }

    /// Who is asked for an address, and its path there: whoever gets our login is the provider and nobody else.
    fileprivate func place(of url: String, _ api: ProviderAPI) throws(ProviderFault) -> (ProviderAPI, path: String) {
        if url.lowercased().hasPrefix("\(api.base.lowercased())/") {
            return (api, String(url.dropFirst(api.base.count)))
        }
        let rest = url.lowercased().hasPrefix("https://") ? url.dropFirst(8) : ""
        let host = rest.prefix { $0 != "/" }
        guard keepsFiles(at: host) else {
            throw .refused(code: nil, "The transcript is not at \(api.base).")
        }
        let other = ProviderAPI(client: api.client, base: "https://\(host)", authorization: api.authorization)
        return (other, String(rest.dropFirst(host.count)))
    }
}

extension ProviderFault {
    /// Whether the same request may be answered later.
    fileprivate var mayPass: Bool {
        switch self {
        case .busy, .unreachable, .undecided: true
        case .login, .refused, .gone: false
        }
    }
}

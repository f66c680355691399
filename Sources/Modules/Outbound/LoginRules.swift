import ModuleKit

extension OutboundService {
    /// Sets how the hub signs in at the provider of an account.
    func setLogin(_ draft: LoginDraft, of account: AccountID, by request: Request) async throws -> ProviderLogin {
        guard let place = surroundings.place(account, request.company) else { throw OutboundError.unknownAccount }
        guard let kind = ProviderKind(rawValue: place.provider) else {
            throw OutboundError.notOffered(provider: place.provider)
        }
        var base = draft.base
        while base?.hasSuffix("/") == true { base?.removeLast() }
        let login = ProviderLogin(
            user: draft.user, secret: draft.secret, base: base, application: draft.application, updatedAt: now())
        let faults = kind.faults(of: login)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return try await database.write(request.company) { tx in
            try store.set(login, of: account, in: tx)
            try surroundings.audit(
                "provider_account.login_set", account.wire, ["user": .string(login.user)], request, tx)
            return login
        }
    }

    func removeLogin(of account: AccountID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            guard try store.removeLogin(of: account, in: tx) else { throw OutboundError.unknownAccount }
            try surroundings.audit("provider_account.login_removed", account.wire, [:], request, tx)
        }
    }
}

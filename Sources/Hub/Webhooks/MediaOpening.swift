import HTTP
import ModuleKit
import OpenSSL

/// Who opens a WebSocket for a call's sound or words: a provider's account, and the call where its address names one.
package struct MediaOpening: Sendable {
    /// Whose signature or ticket was right.
    package let account: ProviderAccount
    /// The call of the ticket; nil where the upgrade was signed, and the first frame names the leg.
    package let call: CallID?
}

/// Lets a provider that signs no upgrade open a WebSocket for one call.
///
/// Our own answer document names the address, so whoever has it was sent it over TLS. It names account and call, and
/// says the same again for a repeated webhook.
struct MediaTickets: Sendable {
    /// The hub's signing keys, the present one first.
    let keys: [[UInt8]]

    /// `cal_…/<code>`, to stand in an address.
    func ticket(_ account: AccountID, _ call: CallID) -> String {
        "\(call)/\(keys.first.map { Self.code(account, call, $0) } ?? "")"
    }

    func isRight(_ code: String, _ account: AccountID, _ call: CallID) -> Bool {
        keys.count { constantTimeEquals(Self.code(account, call, $0), code) } > 0
    }

    private static func code(_ account: AccountID, _ call: CallID, _ key: [UInt8]) -> String {
        let mac = HMAC.authenticate(.sha256, key: key, Array("media/\(account)/\(call)".utf8))
        return Base64.encodeURL(mac.prefix(24))
    }
}

/// Verifies requests that open a WebSocket, before anything that comes over it is believed.
struct MediaOpenings: Sendable {
    let profiles: Profiles
    let accounts: AccountBook
    let refusals: RefusalLog
    let health: AccountHealth
    let address: PublicAddress
    let tickets: MediaTickets
    let now: @Sendable () -> Timestamp

    /// - Parameter kind: `stream` or `relay`, for the log of refusals.
    func opening(_ request: Request, _ kind: String) throws(WebhooksError) -> MediaOpening {
        let provider = request.path("provider") as String
        guard let id = AccountID(wire: request.path("account") as String), let account = accounts.account(id),
            account.provider == provider, let profile = profiles.byName[provider]
        else { throw .noSuchHook("There is no such account at this provider.") }
        let code = request.path("ticket") as String
        guard code.isEmpty == profile.scheme.signsUpgrades else {
            let form = profile.scheme.signsUpgrades ? "<account>/\(kind)" : "<account>/<call>/<ticket>/\(kind)"
            throw .noSuchHook("The addresses of `\(provider)` are /media/\(provider)/\(form).")
        }
        let call = CallID(wire: request.path("call") as String)
        if let refusal = refusal(request, account, profile, code: code, call) {
            refusals.note(refusal, of: account, hook: kind, from: request.remoteAddress, at: now())
            health.refused(account.id, refusal.reason)
            throw .refused(refusal)
        }
        return MediaOpening(account: account, call: call)
    }

    private func refusal(
        _ request: Request, _ account: ProviderAccount, _ profile: Profile, code: String, _ call: CallID?
    ) -> Refusal? {
        guard profile.scheme.signsUpgrades else {
            if let call, tickets.isRight(code, account.id, call) { return nil }
            return Refusal(
                reason: .signatureMismatch, detail: "The ticket in the address is none that we gave for this call.")
        }
        let signed = SignedRequest(
            method: request.method, url: Array(address.base(account, request).utf8) + request.head.targetBytes,
            headers: request.headers, body: [], content: .none, receivedAt: now(), isUpgrade: true)
        let verdict = profile.scheme.verify(signed, header: profile.header, secrets: account.secrets)
        if case .refused(let refusal) = verdict { return refusal }
        return nil
    }
}

import Domain
import Web

/// Under which address the hub is known outside: to sign by, and to be called back at.
///
/// What a client says in Host or X-Forwarded-Host counts only where the program says that the peer is a trusted proxy.
struct PublicAddress: Sendable {
    private let own: @Sendable () -> String
    private let forwarded: @Sendable (Request) -> String?

    /// - Parameters:
    ///   - own: The configured public address, or else the listener's, such as `http://127.0.0.1:8080`.
    ///   - forwarded: What a trusted proxy says, in the same form; nil from anybody else.
    init(own: @escaping @Sendable () -> String, forwarded: @escaping @Sendable (Request) -> String? = { _ in nil }) {
        self.own = own
        self.forwarded = forwarded
    }

    /// The address for an account, and for the request where one is being answered.
    func base(_ account: ProviderAccount, _ request: Request? = nil) -> String {
        if let publicURL = account.publicURL { return publicURL }
        let base = request.flatMap(forwarded) ?? own()
        return base.utf8.last == UInt8(ascii: "/") ? String(base.dropLast()) : base
    }

    /// Where the hooks of an account are, with the slash at the end.
    ///
    /// - Parameter secret: What stands before the hook, for a scheme that has it there.
    func hooks(_ account: ProviderAccount, _ request: Request? = nil, secret: String? = nil) -> String {
        let hooks = "\(base(account, request))/webhooks/\(account.provider)/\(account.id.wire)/"
        return secret.map { "\(hooks)\($0)/" } ?? hooks
    }

    /// Where the streams and relays of an account connect, with the slash at the end: `wss://…/media/twilio/acc_…/`.
    ///
    /// - Parameter ticket: What stands before the last part, for a provider that signs no upgrade.
    func media(_ account: ProviderAccount, _ request: Request? = nil, ticket: String?) -> String {
        let base = base(account, request)
        let scheme = base.hasPrefix("https://") ? "wss" : "ws"
        let host = base.firstRange(of: "://").map { base[$0.upperBound...] } ?? base[...]
        let media = "\(scheme)://\(host)/media/\(account.provider)/\(account.id.wire)/"
        return ticket.map { "\(media)\($0)/" } ?? media
    }

    /// Checks and trims what somebody wrote as a public address.
    ///
    /// - Throws: 422 on `publicUrl`.
    static func checked(_ text: String) throws(Problem) -> String {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
        let rest = scheme.map { text.dropFirst($0.count) } ?? ""
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty, rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalid("publicUrl", "`publicUrl` must be an address such as https://hub.example.com.")
        }
        guard !host.contains("@"), !rest.contains("?"), !rest.contains("#") else {
            throw .invalid("publicUrl", "`publicUrl` must have no credentials, no query and no fragment.")
        }
        return text
    }
}

import HTTP
import ModuleKit
import OpenSSL

/// The parts of an address that a provider names: `https://api.example.com/Recordings/RE1?x=1`.
struct MediaAddress: Sendable, Hashable, CustomStringConvertible {
    let scheme: String
    /// Host and port as written, in lower case.
    let authority: String
    /// Begins with a slash.
    var path: String
    /// Without the question mark; nil where there is none.
    var query: String?

    /// - Returns: nil for anything but http and https, for names and passwords in it, and for control characters.
    init?(_ text: String) {
        guard let separator = text.firstRange(of: "://"), text.utf8.count <= 4096,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        scheme = text[..<separator.lowerBound].lowercased()
        let rest = text[separator.upperBound...].prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        authority = rest[..<end].lowercased()
        guard scheme == "http" || scheme == "https", !authority.isEmpty, !authority.contains("@") else { return nil }
        let mark = rest[end...].firstIndex(of: "?")
        let path = rest[end..<(mark ?? rest.endIndex)]
        self.path = path.isEmpty ? "/" : String(path)
        query = mark.map { String(rest[rest.index(after: $0)...]) }
    }

    /// Where a redirect leads; nil for where nobody follows.
    func resolving(_ location: String) -> MediaAddress? {
        if location.contains("://") { return MediaAddress(location) }
        guard location.hasPrefix("/"), !location.hasPrefix("//") else { return nil }
        return MediaAddress("\(origin)\(location)")
    }

    var origin: String { "\(scheme)://\(authority)" }
    /// Path and query.
    var target: String { path + (query.map { "?\($0)" } ?? "") }
    var description: String { origin + target }

    /// The name of the host without its port.
    var host: Substring {
        authority.hasPrefix("[") ? authority[...] : authority.prefix { $0 != ":" }
    }

    /// Whether the last part of the path names a kind of file.
    var hasExtension: Bool { (path.split(separator: "/").last ?? "").contains(".") }
}

/// What the hub knows to fetch a sound with.
package struct MediaAccount: Sendable {
    /// Name of the profile, such as `twilio`.
    package var provider: String
    /// What the provider calls the account: the name that goes with the secret.
    package var name: String?
    /// The account's own secret, where it is also the API's: Twilio's auth token.
    package var secret: String?
    /// What the account's login proves itself with, as `Authorization` says it; nil: it has none.
    package var authorization: String?
    /// The origin of the login's API, where that is not the provider's usual one.
    package var origin: String?

    package init(provider: String, name: String?, secret: String?) {
        self.provider = provider
        self.name = name
        self.secret = secret
    }
}

/// How each provider hands its recordings out, as far as the providers differ (reference §2.5, §7, §8).
struct ProviderMedia: Sendable {
    /// How the address of a recording's resource follows from that of its sound.
    enum Deletion: Sendable {
        /// `/v2/recordings/<id>` (Telnyx), with a login only.
        case telnyx
        /// `…/Recordings/RE1.json` (Twilio, SignalWire).
        case json
        /// The sound's address without its last part (Bandwidth's `/media`, ARI's `/file`).
        case parent
        /// `/v1/Account/<account>/Recording/<id>/` (Plivo).
        case plivo
        /// There is none, or none for what the account's secret may do.
        case impossible
    }

    /// Ends of the names of hosts that may be told the account's secret.
    var hosts: [String] = []
    /// Whether the account's name and secret are what its API wants (HTTP Basic) where there is no login; others sign
    /// their addresses, or want the login.
    var usesBasic = false
    /// Whether an address without an extension is of the resource, and `.wav` asks for its sound.
    var addsExtension = false
    var deletion = Deletion.impossible

    static func of(_ provider: String) -> ProviderMedia {
        switch provider {
        case "twilio":
            ProviderMedia(hosts: [".twilio.com"], usesBasic: true, addsExtension: true, deletion: .json)
        // Their webhooks are signed with another secret than the API's: only a login is of use there.
        case "signalwire": ProviderMedia(hosts: [".signalwire.com"], addsExtension: true, deletion: .json)
        case "bandwidth": ProviderMedia(hosts: [".bandwidth.com"], deletion: .parent)
        case "plivo": ProviderMedia(hosts: [".plivo.com"], usesBasic: true, deletion: .plivo)
        case "exotel": ProviderMedia(hosts: [".exotel.com"], usesBasic: true)
        case "asterisk": ProviderMedia(usesBasic: true, deletion: .parent)
        case "freeswitch", "generic": ProviderMedia(usesBasic: true)
        // The signature secret is no password there: Vonage wants a token of the login's key.
        case "vonage": ProviderMedia(hosts: [".nexmo.com", ".vonage.com"])
        // Its sounds' addresses are signed.
        case "telnyx": ProviderMedia(hosts: [".telnyx.com"], deletion: .telnyx)
        // Africa's Talking signs its addresses.
        default: ProviderMedia()
        }
    }

    /// Where the sound is.
    func sound(_ address: MediaAddress, provider: String, channels: Int64?) -> MediaAddress {
        guard addsExtension, !address.hasExtension, address.query == nil else { return address }
        var address = address
        address.path += ".wav"
        if provider == "twilio", channels == 2 { address.query = "RequestedChannels=2" }
        return address
    }

    /// What is deleted to delete the sound; nil where the provider has no such thing.
    func resource(_ address: MediaAddress, id: String, account: MediaAccount) -> MediaAddress? {
        var address = address
        address.query = nil
        switch deletion {
        case .impossible: return nil
        case .telnyx:
            guard account.authorization != nil else { return nil }
            return MediaAddress(
                "\(account.origin ?? "https://api.telnyx.com")/v2/recordings/\(PercentCoding.encode(id, .segment))")
        case .json:
            let parts = address.path.split(separator: "/", omittingEmptySubsequences: false)
            guard let last = parts.last, !last.isEmpty else { return nil }
            address.path = (parts.dropLast() + [last.prefix { $0 != "." }]).joined(separator: "/") + ".json"
        case .parent:
            let parts = address.path.split(separator: "/", omittingEmptySubsequences: false)
            guard let last = parts.last, last == "media" || last == "file" else { return nil }
            address.path = parts.dropLast().joined(separator: "/")
        case .plivo:
            guard let name = account.name else { return nil }
            let safe = PercentCoding.encode(id, .segment)
            // Its sounds stand on a host of their own; the one that tells of them is always the same.
            let origin = address.host.hasSuffix(".plivo.com") ? "https://api.plivo.com" : address.origin
            return MediaAddress("\(origin)/v1/Account/\(PercentCoding.encode(name, .segment))/Recording/\(safe)/")
        }
        return address
    }

    /// The fields that prove who asks: only ever for the provider's own hosts, or those that the operator has named.
    ///
    /// The login counts before the secret of the webhooks.
    func proof(for address: MediaAddress, account: MediaAccount, isNamed: Bool) -> [(String, String)] {
        let isOwn =
            address.scheme == "https"
            && (address.origin == account.origin || hosts.contains { address.host.hasSuffix($0) })
        guard isOwn || isNamed else { return [] }
        if let authorization = account.authorization { return [("Authorization", authorization)] }
        guard usesBasic, let name = account.name, let secret = account.secret else { return [] }
        return [("Authorization", "Basic " + Base64.encode(Array("\(name):\(secret)".utf8)))]
    }
}

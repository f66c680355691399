import Client
import HTTP
import ModuleKit

/// Where sounds may be fetched from, and how the hub gets there.
package struct MediaAccess: Sendable {
    /// Whether providers are spoken to at all.
    package var isOn: Bool
    /// Origins such as `http://10.0.0.5:8088` that the operator has named: plain http and private addresses are good there.
    package var origins: Set<String>
    /// Makes a client of an origin; `isNamed` where the operator has named it.
    package var client: @Sendable (_ origin: String, _ isNamed: Bool) async throws -> HTTPClient
    /// The account of a recording; nil where it is gone.
    package var account: @Sendable (AccountID, CompanyID) async throws -> MediaAccount?

    package init(
        isOn: Bool, origins: Set<String>,
        client: @escaping @Sendable (_ origin: String, _ isNamed: Bool) async throws -> HTTPClient,
        account: @escaping @Sendable (AccountID, CompanyID) async throws -> MediaAccount?
    ) {
        self.isOn = isOn
        self.origins = origins
        self.client = client
        self.account = account
    }
}

extension MediaAccess {
    /// The origin of an address; nil for a text that is none.
    package static func origin(of text: String) -> String? { MediaAddress(text)?.origin }

    /// An origin as it is compared; nil for a text that is none, such as one with a path.
    package static func origin(_ text: String) -> String? {
        guard let address = MediaAddress(text), address.target == "/", !text.hasSuffix("/") else { return nil }
        return address.origin
    }
}

/// Where a recording's sound comes from.
struct MediaSource: Sendable {
    let address: MediaAddress
    let providerRecordingID: String
    let channels: Int64?
    let account: MediaAccount
    /// Reported by a person or a key and not by a provider's signed webhook: fetched as anybody could, from public hosts.
    let isHearsay: Bool
}

/// Speaks to providers about recordings.
struct MediaClient: Sendable {
    let access: MediaAccess

    /// Why a provider gave nothing.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
        /// Whether it is of no use to ask again.
        var isFinal = false
        var retryAfterSeconds: Int64?
    }

    /// An answer whose body is still to come; holds the connection.
    struct Opened: Sendable {
        let stream: ClientStream
        let client: HTTPClient
    }

    private static let mostRedirects = 5

    /// Asks for the sound.
    ///
    /// - Parameter range: A Range field to pass on.
    /// - Returns: An answer of status 200 or 206.
    /// - Throws: ``Refusal``.
    func open(_ source: MediaSource, range: String? = nil) async throws -> Opened {
        let media = ProviderMedia.of(source.account.provider)
        var address = media.sound(source.address, provider: source.account.provider, channels: source.channels)
        for _ in 0...Self.mostRedirects {
            var fields = [("Accept", "audio/*, application/octet-stream;q=0.5"), ("User-Agent", "switchboard")]
            if let range { fields.append(("Range", range)) }
            let opened = try await ask(.get, address, source, fields + proof(media, address, source))
            let stream = opened.stream
            switch stream.status.code {
            case 200, 206: return opened
            case 301, 302, 303, 307, 308:
                guard let next = stream.headers["location"].flatMap({ address.resolving($0) }) else {
                    throw Refusal(description: "it redirects to no address.")
                }
                address = next
            default: throw Self.refusal(stream)
            }
        }
        throw Refusal(description: "it redirects more than \(Self.mostRedirects) times.")
    }

    /// Deletes the provider's copy.
    ///
    /// - Returns: false where the provider has no way to do so.
    /// - Throws: ``Refusal``.
    func delete(_ source: MediaSource) async throws -> Bool {
        let media = ProviderMedia.of(source.account.provider)
        guard !source.isHearsay,
            let address = media.resource(source.address, id: source.providerRecordingID, account: source.account)
        else { return false }
        let fields = [("User-Agent", "switchboard")] + proof(media, address, source)
        let stream = try await ask(.delete, address, source, fields).stream
        // What is not there is deleted.
        if stream.status.isSuccess || [404, 410].contains(stream.status.code) { return true }
        throw Self.refusal(stream)
    }

    private func proof(
        _ media: ProviderMedia, _ address: MediaAddress, _ source: MediaSource
    ) -> [(String, String)] {
        guard !source.isHearsay else { return [] }
        return media.proof(
            for: address, account: source.account, isNamed: access.origins.contains(address.origin))
    }

    private func ask(
        _ method: Method, _ address: MediaAddress, _ source: MediaSource, _ fields: [(String, String)]
    ) async throws -> Opened {
        let isNamed = access.origins.contains(address.origin) && !source.isHearsay
        guard isNamed || address.scheme == "https" else {
            throw Refusal(
                description: "\(address.origin) is neither https nor one of --media-origins.", isFinal: true)
        }
        do {
            let client = try await access.client(address.origin, isNamed)
            return Opened(stream: try await client.stream(method, address.target, headers: fields), client: client)
        } catch let error as ClientError {
            throw Refusal(description: "\(error).")
        }
    }

    private static func refusal(_ stream: ClientStream) -> Refusal {
        let status = stream.status
        let wait = stream.headers["retry-after"].flatMap { Int64($0) }.flatMap { (0...86_400).contains($0) ? $0 : nil }
        switch status.code {
        case 401, 403: return Refusal(description: "it does not accept the account's credentials (\(status)).")
        case 410: return Refusal(description: "it is gone there (410).", isFinal: true)
        case 416: return Refusal(description: "the range is outside the sound (416).")
        default: return Refusal(description: "it answered \(status).", retryAfterSeconds: wait)
        }
    }
}

import Calls
import Domain
import HTTP
import JSON

/// One webhook on its way through the loop: its bytes, the account that its path named, and nothing believed yet.
package struct IncomingWebhook: Sendable {
    /// As received.
    package let head: RequestHead
    /// As received.
    package let body: [UInt8]
    /// The whole address as the provider has it.
    package let url: [UInt8]
    /// Named by the path.
    package let account: AccountID
    /// Of the account, the newest first.
    package let secrets: [SigningSecret]
    /// By our clock.
    package let receivedAt: Timestamp

    /// A webhook that nobody has verified yet.
    package init(
        head: RequestHead, body: [UInt8], url: [UInt8], account: AccountID, secrets: [SigningSecret],
        receivedAt: Timestamp
    ) {
        self.head = head
        self.body = body
        self.url = url
        self.account = account
        self.secrets = secrets
        self.receivedAt = receivedAt
    }

    /// What became of it.
    package enum Outcome: Sendable {
        case accepted(ProviderEvent, providerAccount: String?)
        case message(ProviderMessage, providerAccount: String?)
        /// Believed, and of no use to the hub: to be acknowledged.
        case ignored
        /// Not believed, or believed and not understood.
        case refused(Refusal)
        /// Neither a form nor JSON.
        case unsupportedMediaType
    }

    /// Verifies and reads it; nothing of the content is looked at before the signature is right.
    ///
    /// - Parameters:
    ///   - party: See ``Normaliser``.
    ///   - verified: Called between the two, so that each can be timed.
    package func outcome(
        _ profile: Profile, _ hook: Profile.Hook, party: @escaping @Sendable (String) -> Party,
        verified: () -> Void = {}
    ) -> Outcome {
        let content: SignedRequest.Content
        switch self.content {
        case .success(let readable): content = readable
        case .failure(let refusal): return .refused(refusal)
        case nil: return .unsupportedMediaType
        }
        let signed = SignedRequest(
            method: head.method, url: url, headers: head.headers, body: body, content: content, receivedAt: receivedAt,
            isUpgrade: head.asksUpgrade)
        if case .refused(let refusal) = profile.scheme.verify(signed, header: profile.header, secrets: secrets) {
            return .refused(refusal)
        }
        verified()
        do {
            var delivery = try delivery(profile, hook, content)
            let normaliser = Normaliser(account: account, hook: hook, receivedAt: receivedAt, party: party)
            switch try normaliser.event(&delivery) {
            case .call(let event): return .accepted(event, providerAccount: delivery.text(profile.account))
            case .message(let message): return .message(message, providerAccount: delivery.text(profile.account))
            case .nothing: return .ignored
            }
        } catch {
            return .refused(error)
        }
    }

    /// nil: a media type that nobody reads here.
    private var content: Result<SignedRequest.Content, Refusal>? {
        guard head.method != .get else { return .success(.none) }
        guard let type = head.headers.bytes("content-type") else { return body.isEmpty ? .success(.none) : nil }
        if Self.names(type, "application/x-www-form-urlencoded") {
            do {
                return .success(.form(try FormBody(body)))
            } catch {
                return .failure(Refusal(reason: .unreadable, detail: "The body is no form: \(error.reason)"))
            }
        }
        if Self.names(type, "multipart/form-data") {
            let form = MultipartForm.read(body, contentType: String(decoding: type, as: UTF8.self))
            return form.map { .success(.form($0)) }
                ?? .failure(Refusal(reason: .unreadable, detail: "The body is no multipart form."))
        }
        return Self.names(type, "application/json") ? .success(.json) : nil
    }

    private static func names(_ type: ArraySlice<UInt8>, _ wanted: StaticString) -> Bool {
        let count = wanted.utf8CodeUnitCount
        guard type.count >= count else { return false }
        let begins = wanted.withUTF8Buffer { zip($0, type).allSatisfy { $0 == $1 || ($1 | 0x20 == $0 && $1 >= 0x41) } }
        guard begins, let next = type.dropFirst(count).first else { return begins }
        return next == UInt8(ascii: ";") || next == UInt8(ascii: " ") || next == UInt8(ascii: "\t")
    }

    private func delivery(
        _ profile: Profile, _ hook: Profile.Hook, _ content: SignedRequest.Content
    ) throws(Refusal) -> Delivery {
        let query: FormBody
        do {
            query = try head.queryBytes.map { bytes throws(FormError) in try FormBody(bytes) } ?? FormBody()
        } catch {
            throw Refusal(reason: .unreadable, detail: "The query cannot be read: \(error.reason)")
        }
        var form = FormBody()
        var json = JSONValue.null
        switch content {
        case .none: form = query
        case .form(let pairs): form = pairs
        case .json:
            do {
                json = try JSONParser.parse(body)
            } catch {
                throw Refusal(reason: .unreadable, detail: error.description)
            }
        }
        return Delivery(
            profile, form: form, json: json, query: query, headers: head.headers, account: account, hook: hook.name)
    }
}

import Directory
import ModuleKit

/// What a contact wants, at each of its addresses.
struct ConsentService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    func current(of id: ContactID, in company: CompanyID) async throws -> [Consent] {
        try await database.read(company) { try current(of: id, in: $0) }
    }

    func history(
        of id: ContactID, before: Int64?, limit: Int, in company: CompanyID
    ) async throws -> [(id: Int64, consent: Consent)] {
        try await database.read(company) { tx in
            let addresses = try Self.addresses(of: id, in: tx).map(\.text)
            guard !addresses.isEmpty else { return [] }
            return try ConsentBook.history(of: addresses, before: before, limit: limit, in: tx)
        }
    }

    /// Notes what the contact has said, all or nothing; what stands so already stays.
    func record(_ draft: ConsentDraft, of id: ContactID, by request: Request) async throws -> [Consent] {
        let at = now()
        return try await database.write(request.company) { tx in
            let addresses = try Self.addresses(of: id, in: tx)
            for (index, wish) in draft.consents.enumerated() {
                let fitting = addresses.filter {
                    ($0.isEmail == (wish.channel == .email)) && (wish.address?.lowercased() ?? $0.text) == $0.text
                }
                guard !fitting.isEmpty else {
                    let what = wish.channel == .email ? "e-mail address" : "number"
                    throw Problem.invalid(
                        "consents[\(index)].\(wish.address == nil ? "channel" : "address")",
                        "The contact has no such \(what); a number is written as +12025550143.")
                }
                for address in fitting {
                    let consent = Consent(
                        address: address.text, channel: wish.channel, purpose: wish.purpose, state: wish.state,
                        source: .person, note: wish.note, author: request.author, at: at)
                    guard try ConsentBook.record(consent, contact: id, in: tx) else { continue }
                    try audit(
                        "consent.changed", id.wire,
                        [
                            "channel": .string(wish.channel.rawValue), "purpose": .string(wish.purpose.rawValue),
                            "state": .string(wish.state.rawValue),
                        ], request, tx)
                }
            }
            return try current(of: id, in: tx)
        }
    }

    private func current(of id: ContactID, in tx: Transaction) throws -> [Consent] {
        let addresses = try Self.addresses(of: id, in: tx).map(\.text)
        return addresses.isEmpty ? [] : try ConsentBook.current(of: addresses, in: tx)
    }

    private static func addresses(of id: ContactID, in tx: Transaction) throws -> [(text: String, isEmail: Bool)] {
        let contact = try ContactDirectory.existing(id, in: tx)
        return contact.numbers.map { ($0.number.e164, false) }
            + (contact.email.map { [($0.lowercased(), true)] } ?? [])
    }
}

/// What a contact has said.
struct ConsentDraft: JSONBody {
    var consents: [Wish]

    struct Wish: Decodable, Sendable {
        var address: String?
        var channel: ContactChannel
        var purpose: ConsentPurpose
        var state: ConsentState
        var note: String?
    }

    static let schema: Schema = .object([
        .required(
            "consents",
            .array(
                of: .object([
                    .optional(
                        "address", .string(min: 3, max: 254),
                        "One of the contact's numbers in E.164, or its e-mail address; all of them, unless told."),
                    .required("channel", .enumeration(ContactChannel.self)),
                    .required("purpose", .enumeration(ConsentPurpose.self)),
                    .required("state", .enumeration(ConsentState.self)),
                    .optional("note", .string(min: 1, max: 500), "How it was said, such as `form of 2 March`."),
                ]), min: 1, max: 50))
    ])
}

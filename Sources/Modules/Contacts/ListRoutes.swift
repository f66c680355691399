import Directory
import ModuleKit

/// The list of contacts over HTTP: searched, filtered, in an order, a page at a time.
struct ListRoutes: Sendable {
    let service: ListService

    // swift-format-ignore
    var table: [Route] {[
        .get ("/api/crm/contacts",        .contactsRead, list)
            .paged(sorts: ContactOrder.allCases.map(\.rawValue)).returns(document: Self.document)
            .query("q", ListDraft.text, "What somebody types: beginnings of words of a name, of an e-mail address, or digits.")
            .query("filter", .string(min: 2, max: 8_000), "A filter as JSON: the schema `ContactFilter`.")
            .query("status", .enumeration(Contact.Status.self))
            .query("deleted", .boolean, "Those that were removed, instead of those that were not.")
            .query("count", .boolean, "Whether all that match are counted.")
            .summary("Contacts, searched and filtered", details: Self.details),
        .post("/api/crm/contacts/search", .contactsRead, search).body(ListDraft.self)
            .returns(document: Self.document).problems(.notFound)
            .summary("The same with what is looked for in the body"),
    ]}

    private static let details = """
        `q` with at least four digits and no letters is the end of a number, or a whole one; with an `@` the beginning of an \
        address; else each word is the beginning of one in the name, without regard to case and accents. When nobody is \
        found so, words of four letters or more may have one slip.

        What has no index is tested contact by contact for 200 ms; then the page is as far as it is, with `partial`, and \
        goes on with `next`. A sort that a contact has nothing for puts it at the end.
        """

    private static let document: Schema = .object([
        .required("success", .boolean), .required("data", .array(of: Contact.schema)),
        .optional("next", .string(), "The next page's `after`; absent on the last."),
        .optional(
            "count",
            .anyOf([.integer(min: 0), .object([.required("atLeast", .integer(min: 0))])]),
            "How many match; beyond 10,000, or when counting took longer than 200 ms, how many at least."),
        .optional("partial", .boolean, "Whether time was up before the page was full; it goes on with `next`."),
    ])

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        var draft = ListDraft()
        draft.q = request.query("q")
        draft.deleted = request.query.bool("deleted")
        draft.count = request.query.bool("count")
        var filters: [ContactFilter] = []
        if let text = request.query("filter") {
            guard let value = try? JSONParser.parse(Array(text.utf8)) else {
                throw Problem.invalid(
                    "filter", "`filter` must be JSON, such as {\"field\":\"status\",\"is\":\"lead\"}.")
            }
            filters.append(try service.filter(value))
        }
        if let status = request.query("status") {
            filters.append(try service.filter(["field": "status", "is": .string(status)], named: "status"))
        }
        return try await answer(draft, filters.isEmpty ? nil : .and(filters), page, in: request.company)
    }

    private func search(_ request: Request) async throws -> Response {
        let draft = try request.json(ListDraft.self)
        let sort = draft.sort ?? ContactOrder.newest.rawValue
        let page = PageRequest(
            limit: draft.limit ?? 50, sort: sort, after: try draft.after.map { try KeysetToken(after: $0, sort: sort) })
        return try await answer(draft, try draft.filter.map { try service.filter($0) }, page, in: request.company)
    }

    private func answer(
        _ draft: ListDraft, _ filter: ContactFilter?, _ page: PageRequest, in company: CompanyID
    ) async throws -> Response {
        var listing = ContactListing()
        listing.query = draft.q.map { service.query($0, in: company) }
        listing.filter = filter
        listing.order = ContactOrder(rawValue: page.sort) ?? .newest
        listing.isOfRemoved = draft.deleted ?? false
        let found = try await service.page(
            listing, after: try page.after.map(ContactPlace.init), limit: page.limit, counts: draft.count ?? false,
            in: company)
        var json = JSONWriter(capacity: 1_024)
        json.object {
            $0.member("success", true)
            $0.key("data")
            $0.elements(found.contacts)
            $0.member("next", found.next.map { KeysetToken(sort: page.sort, keys: $0.keys).text })
            switch found.count {
            case .exactly(let count): $0.member("count", count)
            case .atLeast(let count): $0.object("count") { $0.member("atLeast", count) }
            case nil: break
            }
            if found.isPartial { $0.member("partial", true) }
        }
        return .document(json.bytes)
    }
}

/// What a list is asked for.
struct ListDraft: JSONBody {
    var q: String?
    var filter: JSONValue?
    var sort: String?
    var limit: Int?
    var after: String?
    var deleted: Bool?
    var count: Bool?

    static let text: Schema = .string(min: 1, max: 200)

    static let schema: Schema = .object([
        .optional("q", text), .optional("filter", ContactFilter.schema),
        .optional("sort", .enumeration(ContactOrder.self)), .optional("limit", .integer(min: 1, max: 500)),
        .optional("after", KeysetToken.schema, "The `next` of the page before."), .optional("deleted", .boolean),
        .optional("count", .boolean),
    ])
}

extension ContactPlace {
    /// As it stands in the token of the next page.
    var keys: [JSONValue] {
        let value: JSONValue =
            switch key {
            case .text(let text): .string(text)
            case .integer(let number): .integer(number)
            default: .null
            }
        return [.integer(Int64(walk)), value, .integer(id.rawValue), .bool(isLoose)]
    }

    init(_ token: KeysetToken) throws(Problem) {
        let key: SQLValue =
            switch token.keys.count > 1 ? token.keys[1] : .null {
            case .string(let text): .text(text)
            case .integer(let number): .integer(number)
            default: .null
            }
        self.init(
            walk: Int(try token.int64(0)), key: key, id: ContactID(try token.int64(2)),
            isLoose: token.keys.last == .bool(true))
    }
}

import Accounts
import Directory
import ModuleKit

/// One thing that waits, with who it is about.
struct MyDayEntry: Sendable, JSONEncodable {
    let item: DayItem
    let isOverdue: Bool
    let contact: ContactDirectory.Bearing?

    /// How much is at stake: what the contact is worth, whatever the currency.
    var value: Int64 { contact?.value?.amount ?? 0 }

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("kind", item.kind.rawValue)
            $0.member("id", item.id)
            $0.member("title", item.title)
            $0.member("dueAt", item.dueAt)
            $0.member("overdue", isOverdue)
            $0.member("value", contact?.value)
            if let number = item.number ?? contact?.number, item.contact == nil { $0.member("number", number) }
            if let contact, let id = item.contact {
                $0.object("contact") {
                    $0.member("id", id)
                    $0.member("name", contact.name)
                    $0.member("number", item.number ?? contact.number)
                }
            }
            $0.member("call", item.call)
        }
    }

    static let schema: Schema = .object([
        .required("kind", .enumeration(DayItem.Kind.self)), .required("id", .string()),
        .required("title", .string()), .optional("dueAt", .string(format: .dateTime)),
        .required("overdue", .boolean),
        .optional("value", Money.schema, "What the contact is expected to bring."),
        .optional("number", .string(), "Whom to call, where nobody knows who it is."),
        .optional(
            "contact",
            .object([
                .required("id", ContactID.schema), .optional("name", .string()),
                .optional("number", .string(), "Whom to call."),
            ])),
        .optional("call", CallID.schema),
    ])
}

/// What waits for somebody: tasks, and what other modules hand in.
struct MyDayService: Sendable {
    /// How many things of each kind are looked at; those that are due first.
    static let mostOfEach = 1000

    let database: Database
    let now: @Sendable () -> Timestamp
    let sources: [DaySource]

    /// Everything by when it is due, of what is due at once the most valuable first.
    func entries(
        of owner: UserID?, dueBefore: Timestamp?, in company: CompanyID
    ) async throws -> [MyDayEntry] {
        let query = DayQuery(owner: owner, dueBefore: dueBefore, now: now(), limit: Self.mostOfEach)
        return try await database.read(company) { tx in
            var bearings: [ContactID: ContactDirectory.Bearing] = [:]
            return try sources.flatMap { try $0(query, tx) }.map { item in
                if let id = item.contact, bearings[id] == nil {
                    bearings[id] = try ContactDirectory.bearing(of: id, in: tx)
                }
                return MyDayEntry(
                    item: item, isOverdue: item.dueAt.map { $0 <= query.now } ?? false,
                    contact: item.contact.flatMap { bearings[$0] })
            }.sorted { $0.place < $1.place }
        }
    }
}

extension MyDayEntry {
    /// Its place in the order of the day.
    struct Place: Comparable {
        let dueAt: Int64
        let value: Int64
        let key: Int64

        static func < (one: Place, other: Place) -> Bool {
            (one.dueAt, -one.value, one.key) < (other.dueAt, -other.value, other.key)
        }
    }

    var place: Place {
        Place(dueAt: item.dueAt?.milliseconds ?? .max, value: value, key: item.key)
    }
}

/// What waits for whoever asks, over HTTP.
struct MyDayRoutes: Sendable {
    let service: MyDayService

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/my-day", .callsRead, show).paged(usually: 100).returnsPage(of: MyDayEntry.schema)
            .query("dueBefore", .string(format: .dateTime), "RFC 3339; whenever it is due, unless told.")
            .summary("What waits for me and for nobody: obligations, tasks and promises, by when they are due",
                details: "Of what is due at once the most valuable comes first. At most a thousand of each kind."),
    ]}

    private func show(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map {
            MyDayEntry.Place(dueAt: try $0.int64(0), value: try $0.int64(1), key: try $0.int64(2))
        }
        let entries = try await service.entries(
            of: Actor(request).user, dueBefore: try request.query.value("dueBefore"), in: request.company)
        let rest = entries.filter { entry in after.map { $0 < entry.place } ?? true }.prefix(page.readLimit)
        let (items, next) = page.cut(Array(rest)) {
            [.integer($0.place.dueAt), .integer($0.place.value), .integer($0.place.key)]
        }
        return .page(items, next: next)
    }
}

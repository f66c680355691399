import Accounts
import ModuleKit

/// Whether a company's words are sealed: set by people, carried out by the program a little at a time.
struct SealingService: Sendable {
    let database: Database
    /// Every table with words in it, in the order in which they are changed.
    let tables: [SealedTable]
    let secrets: HubSecrets
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// So many rows are changed between two writes, so that nobody waits for long.
    private static let page = 200
    /// And so many times in a round, for other upkeep waits.
    private static let pagesARound = 1_000

    func state(in company: CompanyID) async throws -> SealingView {
        let seal = try await database.read(company) { try CompanySeal.seal(in: $0) }
        return SealingView(company: company, seal: seal)
    }

    /// What is written from now on is sealed, or is not; what is there follows in the background.
    func set(_ isOn: Bool, by request: Request) async throws -> SealingView {
        let seal = try await database.write(request.company) { tx in
            let before = try CompanySeal.seal(in: tx)
            guard before?.isOn ?? false != isOn, let first = tables.first else { return before }
            try CompanySeal.set(isOn, from: first.name, at: now(), under: secrets.sealing, in: tx)
            try audit("sealing.set", request.company.wire, ["sealed": .bool(isOn)], request, tx)
            return try CompanySeal.seal(in: tx)
        }
        return SealingView(company: request.company, seal: seal)
    }

    /// Goes on with what is to be sealed or opened, in every company.
    func goOn() async throws {
        for company in try await database.read(tenant: 0, { try CompanySeal.companies(in: $0) }) {
            for _ in 0..<Self.pagesARound {
                try Task.checkCancellation()
                guard try await database.write(company, { try step(in: $0) }) else { break }
            }
        }
    }

    /// - Returns: Whether anything is left.
    private func step(in tx: Transaction) throws -> Bool {
        guard let seal = try CompanySeal.seal(in: tx), let part = seal.part else { return false }
        // What was there before is gone from the file as well.
        try tx.overwriteDeleted()
        // A part that this program does not know was of a newer one: begin again.
        let index = tables.firstIndex { $0.name == part } ?? 0
        let place = tables[index].name == part ? seal.place : 0
        let (count, reached) = try tables[index].reseal(after: place, limit: Self.page, in: tx)
        let isLast = index + 1 == tables.count
        let next = reached == nil ? (isLast ? nil : tables[index + 1].name) : tables[index].name
        try CompanySeal.advance(to: next, place: reached ?? 0, rows: Int64(count), in: tx)
        return next != nil
    }
}

/// Whether a company's words are sealed, as people see it.
struct SealingView: JSONEncodable {
    let company: CompanyID
    let seal: CompanySeal?

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("company", company)
            $0.member("sealed", seal?.isOn ?? false)
            $0.member("state", seal?.part == nil ? "done" : seal?.isOn ?? false ? "sealing" : "opening")
            $0.member("part", seal?.part)
            $0.member("rows", seal?.rows)
            $0.member("changedAt", seal?.changedAt)
        }
    }

    static let schema: Schema = .object([
        .required("company", CompanyID.schema),
        .required("sealed", .boolean, "Whether what is written now is sealed."),
        .required("state", .enumeration(["done", "sealing", "opening"]), "What becomes of the rows from before."),
        .optional("part", .string(), "Whose rows are being changed."),
        .optional("rows", .integer(min: 0), "How many were looked at since the last change."),
        .optional("changedAt", .string(format: .dateTime)),
    ])
}

/// The switch, as somebody sets it.
struct SealingBody: JSONBody {
    var sealed: Bool

    static let schema: Schema = .object([
        .required(
            "sealed", .boolean,
            "Whether what was said and noted is encrypted in the database; transcripts are not searched then.")
    ])
}

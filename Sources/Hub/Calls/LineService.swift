import Broadcast
import Directory
import Domain
import JSON
import ModuleKit
import SQLite
import Web

/// The rules of lines: each call is one transaction.
package struct LineService: Sendable {
    let database: Database
    let parser: PhoneParser
    let now: @Sendable () -> Timestamp
    /// Whether a provider account is the company's.
    let ownsAccount: @Sendable (AccountID, CompanyID) -> Bool
    let region: @Sendable (CompanyID) -> String
    /// What of a line's wishes the provider of its account cannot do.
    let refusals: @Sendable (AccountID, LineWishes) -> [FieldProblem]
    /// Writes a change into the audit log.
    let audit: AuditWriter

    package init(
        database: Database, parser: PhoneParser = .shared, now: @escaping @Sendable () -> Timestamp,
        ownsAccount: @escaping @Sendable (AccountID, CompanyID) -> Bool,
        region: @escaping @Sendable (CompanyID) -> String,
        refusals: @escaping @Sendable (AccountID, LineWishes) -> [FieldProblem], audit: @escaping AuditWriter
    ) {
        self.database = database
        self.parser = parser
        self.now = now
        self.ownsAccount = ownsAccount
        self.region = region
        self.refusals = refusals
        self.audit = audit
    }

    /// A line with its call plan.
    package struct LinePage: Sendable, JSONEncodable {
        package var line: Line
        package var plan: CallPlan

        package func encode(to json: inout JSONWriter) {
            json.object {
                line.encodeMembers(to: &$0)
                $0.member("plan", plan)
            }
        }

        /// The shape of a line with its plan on the wire.
        package static let schema: Schema = .object(Line.properties + [.required("plan", CallPlan.schema)])
    }

    /// The lines in the order they were made.
    package func lines(after: LineID?, limit: Int, in company: CompanyID) async throws -> [Line] {
        try await database.read(company) { try LineStore.lines(after: after, limit: limit, in: $0) }
    }

    func page(_ id: LineID, in company: CompanyID) async throws -> LinePage {
        try await database.read(company) { try Self.page(id, in: $0) }
    }

    /// Makes a line; the number may be given in any form of its region.
    package func create(_ draft: LineDraft, in company: CompanyID, by request: Request?) async throws -> LinePage {
        let region = draft.region ?? region(company)
        let party = parser.party(draft.number ?? "", region: region)
        guard let number = party.number?.e164 ?? (party.kind == .sip ? party.raw : nil) else {
            throw Problem.invalid("number", "`number` is no telephone number of \(region), and no sip: address.")
        }
        guard let account = draft.account, ownsAccount(account, company) else {
            throw Problem.invalid("account", "`account` is no provider account of this company.")
        }
        let (at, plan) = (now(), try draft.checkedPlan())
        try refuseUnsayable(draft, plan, at: account)
        return try await database.write(company) { tx in
            if let known = try LineStore.line(number: number, in: tx) {
                throw CallsError.lineExists(number: number, line: known.id)
            }
            let line = Line(
                id: try tx.newID(), account: account, number: number, name: draft.name, region: region,
                autoCreate: draft.autoCreate ?? .always, recording: draft.recording ?? false,
                transcription: draft.transcription ?? false, maxCallHours: draft.maxCallHours ?? 5,
                planVersion: plan == nil ? 0 : 1, configured: true, createdAt: at, version: 1)
            try LineStore.insert(line, in: tx)
            if let plan { try LineStore.insertPlan(plan.jsonText, version: 1, of: line.id, in: tx) }
            try announce(line, "line.created", by: request, in: tx)
            return LinePage(line: line, plan: plan ?? .unconfigured)
        }
    }

    /// Changes what the draft names; the number stays, for it is what the line is.
    func update(_ id: LineID, _ draft: LineDraft, in company: CompanyID, by request: Request) async throws -> LinePage {
        let plan = try draft.checkedPlan()
        if let account = draft.account, !ownsAccount(account, company) {
            throw Problem.invalid("account", "`account` is no provider account of this company.")
        }
        return try await database.write(company) { tx in
            guard var line = try LineStore.line(id, in: tx) else { throw CallsError.unknownLine(id.wire) }
            try request.requireMatch("\(line.version)", required: false)
            line.account = draft.account ?? line.account
            try refuseUnsayable(draft, plan, at: line.account)
            line.name = draft.name ?? line.name
            line.region = draft.region ?? line.region
            line.autoCreate = draft.autoCreate ?? line.autoCreate
            line.recording = draft.recording ?? line.recording
            line.transcription = draft.transcription ?? line.transcription
            line.maxCallHours = draft.maxCallHours ?? line.maxCallHours
            line.configured = true
            if let plan {
                line.planVersion += 1
                try LineStore.insertPlan(plan.jsonText, version: line.planVersion, of: id, in: tx)
            }
            guard try LineStore.update(line, in: tx) else { throw CallsError.lineChanged }
            try announce(line, "line.updated", by: request, in: tx)
            return try Self.page(id, in: tx)
        }
    }

    /// What a caller would never hear is said to who writes the plan.
    private func refuseUnsayable(_ draft: LineDraft, _ plan: CallPlan?, at account: AccountID) throws {
        let wishes = LineWishes(
            plan: plan, recording: draft.recording ?? false, transcription: draft.transcription ?? false)
        let refusals = refusals(account, wishes)
        if !refusals.isEmpty { throw CallPlanError(problems: refusals) }
    }

    func delete(_ id: LineID, in company: CompanyID, by request: Request) async throws {
        let at = now()
        try await database.write(company) { tx in
            guard let line = try LineStore.line(id, in: tx), try LineStore.delete(id, at: at, in: tx) else {
                throw CallsError.unknownLine(id.wire)
            }
            try announce(line, "line.deleted", by: request, in: tx)
        }
    }

    private func announce(_ line: Line, _ action: String, by request: Request?, in tx: Transaction) throws {
        try tx.publish(
            LineChanged(line: line.id, number: line.number, name: line.name, configured: line.configured), on: .calls,
            .line(line.id))
        if let request { try audit(action, line.id.wire, ["number": .string(line.number)], request, tx) }
    }

    private static func page(_ id: LineID, in tx: Transaction) throws -> LinePage {
        guard let line = try LineStore.line(id, in: tx) else { throw CallsError.unknownLine(id.wire) }
        guard line.planVersion > 0, let text = try LineStore.plan(line.planVersion, of: id, in: tx) else {
            return LinePage(line: line, plan: .unconfigured)
        }
        return LinePage(line: line, plan: try CallPlan(json: try JSONParser.parse(Array(text.utf8))))
    }
}

/// What somebody wants a line's provider to do, which it may have no words for.
package struct LineWishes: Sendable {
    /// nil: the plan stays.
    package let plan: CallPlan?
    /// Whether each call shall be recorded, as far as that is said now.
    package let recording: Bool
    /// Whether each call shall be transcribed, as far as that is said now.
    package let transcription: Bool
}

/// The fields of a line that a client may write.
package struct LineDraft: JSONBody {
    package var account: AccountID?
    package var number: String?
    package var name: String?
    package var region: String?
    package var autoCreate: Line.AutoCreate?
    package var recording: Bool?
    package var transcription: Bool?
    package var maxCallHours: Int64?
    package var plan: JSONValue?

    package init(account: AccountID, number: String, name: String? = nil, region: String? = nil) {
        self.account = account
        self.number = number
        self.name = name
        self.region = region
    }

    private static let common: [Schema.Property] = [
        .optional("name", .string(min: 1, max: 100)),
        .optional(
            "region", .string(min: 2, max: 2, pattern: "^[A-Z]{2}$"), "How national numbers are read: ISO 3166-1."),
        .optional("autoCreate", .enumeration(Line.AutoCreate.self), "When an unknown caller becomes a contact."),
        .optional("recording", .boolean), .optional("transcription", .boolean),
        .optional("maxCallHours", .integer(min: 1, max: 48), "A leg silent for longer is closed."),
        .optional("plan", CallPlan.schema),
    ]

    package static let schema: Schema = .object(
        [
            .required("account", AccountID.schema, "The provider account that the number belongs to."),
            .required("number", .string(min: 1, max: 255), "In any form of the region."),
        ] + common)

    static let changeSchema: Schema = .object([.optional("account", AccountID.schema)] + common)

    func checkedPlan() throws -> CallPlan? {
        guard let plan else { return nil }
        return try CallPlan(json: plan)
    }
}

extension Line.AutoCreate: Decodable {}

import Directory
import FoundationEssentials
import ModuleKit

/// The rules that contacts are scored by, and what they come to.
struct ScoreService: Sendable {
    /// How many of a contact's newest interactions are looked at.
    private static let mostInteractions = 1000

    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// A company's rules, and who wrote them.
    struct Rules: Sendable, JSONEncodable {
        /// nil: the built-in ones.
        var own: [ScoreRule]?
        /// Who changed them last; nil: nobody ever did.
        var author: String?
        var changedAt: Timestamp?
        /// Counts changes; the entity tag.
        var version: Int64

        /// Those that count.
        var rules: [ScoreRule] { own ?? ScoreRule.builtIn }

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.key("rules")
                $0.elements(rules)
                $0.member("isBuiltIn", own == nil)
                $0.member("author", author)
                $0.member("changedAt", changedAt)
                $0.member("version", version)
            }
        }

        static let schema: Schema = .object([
            .required("rules", .array(of: ScoreRule.schema)), .required("isBuiltIn", .boolean),
            .optional("author", .string(), "Who changed them last."),
            .optional("changedAt", .string(format: .dateTime)), .required("version", .integer(min: 0)),
        ])
    }

    func rules(in company: CompanyID) async throws -> Rules {
        try await database.read(company) { try Self.rules(in: $0) }
    }

    /// Puts other rules in place of those that count; nil: the built-in ones.
    func put(_ rules: [ScoreRule]?, by request: Request) async throws -> Rules {
        let at = now()
        return try await database.write(request.company) { tx in
            let before = try Self.rules(in: tx)
            try request.requireMatch("\(before.version)", required: false)
            if rules == nil, before.own == nil { return before }
            let after = Rules(own: rules, author: request.author, changedAt: at, version: before.version + 1)
            // The row stays, or a version would come a second time.
            try tx.execute(
                """
                INSERT INTO score_rules (company_id, rules, author, changed_at, version)
                VALUES (\(tx.company), \(rules?.jsonText ?? "null"), \(after.author), \(at), \(after.version))
                ON CONFLICT (company_id) DO UPDATE SET rules = excluded.rules, author = excluded.author,
                    changed_at = excluded.changed_at, version = excluded.version
                """)
            try audit(
                "score-rules.\(rules == nil ? "reset" : "changed")", tx.company.wire,
                ["rules": .integer(Int64(after.rules.count))], request, tx)
            return after
        }
    }

    func score(of id: ContactID, in company: CompanyID) async throws -> Score {
        let at = now()
        return try await database.read(company) { tx in
            let contact = try ContactDirectory.existing(id, in: tx)
            let history = try InteractionStore.recent(of: id, limit: Self.mostInteractions, in: tx)
            return Score(of: contact, history: history, by: try Self.rules(in: tx).rules, at: at)
        }
    }

    private static func rules(in tx: Transaction) throws -> Rules {
        try tx.first(
            "SELECT rules, author, changed_at, version FROM score_rules WHERE company_id = \(tx.company)"
        ) { row in
            Rules(
                own: try JSONDecoder().decode([ScoreRule]?.self, from: Data(row.blob(0))), author: row.string(1),
                changedAt: Timestamp(milliseconds: row.int64(2)), version: row.int64(3))
        } ?? Rules(version: 0)
    }
}

/// The rules that contacts are to be scored by.
struct ScoreRulesBody: JSONBody {
    var rules: [ScoreRule]

    static let schema: Schema = .object([.required("rules", .array(of: ScoreRule.schema, max: 100))])

    /// - Throws: 422 naming each rule that lacks something, or has another's name.
    func check() throws {
        var names: Set<String> = []
        var problems: [FieldProblem] = []
        for (index, rule) in rules.enumerated() {
            if let (member, detail) = rule.fault {
                let field = "rules[\(index)].when.\(member)"
                problems.append(FieldProblem(field: field, detail: "`\(field)` \(detail)"))
            }
            if !names.insert(rule.rule).inserted {
                let field = "rules[\(index)].rule"
                problems.append(FieldProblem(field: field, detail: "`\(field)` is another rule's name already."))
            }
        }
        guard problems.isEmpty else { throw Problem.invalid(problems) }
    }
}

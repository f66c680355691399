import Directory
import ModuleKit

/// How whoever imports wants a file to be read.
struct ImportTerms: JSONBody {
    /// By column; a column that is not named is not read.
    var mapping: [String: String?]
    var upsertBy: ImportPlan.Key?
    var existing: ImportPlan.Existing?
    var region: String?
    var source: String?
    var tags: [String]?
    var dates: ImportPlan.DateOrder?
    var decimal: ImportPlan.Decimal?
    var currency: String?

    static let schema: Schema = .object(
        [.required("mapping", .map(of: .string(max: 60).nullable, max: TableReader.columnBound), mappingDoc)]
            + properties(areRequired: false))

    private static let mappingDoc =
        "What each column becomes: "
        + ImportField.usual.map { "`\($0.wire)`" }.joined(separator: ", ")
        + " or `fields.<key>`; `null`, or a column that is not named, is not read. Several columns may be `phone` or `tags`."

    /// As they stand in a request, and in an import itself.
    static func properties(areRequired: Bool) -> [Schema.Property] {
        let member = { (name: String, schema: Schema, doc: String) -> Schema.Property in
            areRequired ? .required(name, schema, doc) : .optional(name, schema, doc)
        }
        return [
            member(
                "upsertBy", .enumeration(ImportPlan.Key.self).standard("any"),
                "What a row's contact is known by: `any` is the external id, else the number, else the e-mail address."),
            member(
                "existing", .enumeration(ImportPlan.Existing.self).standard("update"),
                "What becomes of a contact that is there: `fill` writes only what is empty."),
            member(
                "region", .string(min: 2, max: 2, pattern: "^[A-Z]{2}$"),
                "How national numbers are read; as the company's, unless told."),
            member("source", .string(min: 1, max: 60), "Of new contacts whose row names none; `import`, unless told."),
            member("tags", .array(of: .string(min: 1, max: 60), max: 20), "Added to every contact of the file."),
            member("dates", .enumeration(ImportPlan.DateOrder.self), "How 03/04/2026 is read."),
            member("decimal", .enumeration(ImportPlan.Decimal.self), "How 1.234 is read."),
            .optional(
                "currency", .string(min: 3, max: 3, pattern: "^[A-Z]{3}$"), "Of values whose row names none; ISO 4217."),
        ]
    }

    /// The plan that they make of an import's.
    ///
    /// - Throws: 422 naming each column that is not in the file, and each field that is none or is named twice.
    func plan(for file: Import, fields: [ContactField]) throws -> ImportPlan {
        var plan = file.plan
        var problems: [FieldProblem] = []
        for column in mapping.keys.sorted() where !file.columns.contains(column) {
            problems.append(
                FieldProblem(
                    field: "mapping", detail: "The file has no column `\(column)`; see `columns` of the import."))
        }
        var taken: [ImportField: String] = [:]
        plan.mapping = file.columns.map { column in
            guard let wire = mapping[column] ?? nil else { return nil }
            let place = "mapping.\(column)"
            guard let field = ImportField(wire: wire), isKnown(field, fields) else {
                let known = ImportField.usual.map(\.wire) + fields.map { "fields.\($0.key)" }
                problems.append(
                    FieldProblem(
                        field: place,
                        detail: "`\(wire)` is nothing of a contact; it must be one of \(known.joined(separator: ", "))."
                    ))
                return nil
            }
            if let other = taken[field], !field.takesSeveral {
                problems.append(
                    FieldProblem(field: place, detail: "`\(other)` becomes `\(wire)` already; name one column."))
            }
            taken[field] = column
            return field
        }
        if problems.isEmpty, !plan.isEnough {
            problems.append(
                FieldProblem(
                    field: "mapping",
                    detail: "Nothing says who a contact is; name a column for `name`, `phone`, `email` or `externalId`."
                ))
        }
        if let missing = lacking(plan) {
            problems.append(
                FieldProblem(
                    field: "upsertBy", detail: "No column becomes `\(missing)`, by which rows are to be known."))
        }
        guard problems.isEmpty else { throw Problem.invalid(problems) }
        plan.upsertBy = upsertBy ?? plan.upsertBy
        plan.existing = existing ?? plan.existing
        plan.region = region ?? plan.region
        plan.source = source ?? plan.source
        plan.tags = tags ?? plan.tags
        plan.dates = dates ?? plan.dates
        plan.decimal = decimal ?? plan.decimal
        plan.currency = currency ?? plan.currency
        return plan
    }

    private func isKnown(_ field: ImportField, _ fields: [ContactField]) -> Bool {
        guard case .own(let key) = field else { return true }
        return fields.contains { $0.key == key }
    }

    private func lacking(_ plan: ImportPlan) -> String? {
        let wanted: ImportField? =
            switch upsertBy {
            case .number: .phone
            case .email: .email
            case .externalId: .externalID
            case .any, .nothing, nil: nil
            }
        return wanted.flatMap { plan.mapping.contains($0) ? nil : $0.wire }
    }
}

import Accounts
import Directory
import ModuleKit

/// What only the company's own data can say of a contact that somebody writes.
enum ContactRules {
    /// Holds a draft against the members, the businesses, the fields and the other contacts of the company.
    ///
    /// - Parameters:
    ///   - contact: Whose draft it is; nil for a new contact.
    ///   - given: The keys of the company's own fields that were written; nil when all were.
    /// - Throws: 422 naming each member that is wrong; 409 when another contact has the external id.
    static func check(
        _ draft: ContactDirectory.Draft, of contact: Contact?, given: Set<String>?, in tx: Transaction
    ) throws {
        var problems: [FieldProblem] = []
        try check(owner: draft.owner, was: contact?.owner, &problems, in: tx)
        if let business = draft.businessID, business != contact?.business?.id,
            try BusinessStore.name(of: business, in: tx) == nil
        {
            problems.append(
                FieldProblem(
                    field: "contactCompanyId",
                    detail: "`contactCompanyId` is no business of the company; take one of /api/crm/businesses."))
        }
        problems += try faults(of: draft.fields, .contact, given: given, in: tx)
        guard problems.isEmpty else { throw Problem.invalid(problems) }
        try checkExternalID(draft.externalID, of: contact?.id, in: tx)
    }

    /// Holds a business against the members and the fields of the company.
    ///
    /// - Parameters:
    ///   - before: What it was; nil for a new one.
    ///   - given: The keys of the company's own fields that were written; nil when all were.
    /// - Throws: 422 naming each member that is wrong.
    static func check(
        _ business: Business, was before: Business?, given: Set<String>?, in tx: Transaction
    ) throws {
        var problems: [FieldProblem] = []
        try check(owner: business.owner, was: before?.owner, &problems, in: tx)
        problems += try faults(of: business.fields, .business, given: given, in: tx)
        guard problems.isEmpty else { throw Problem.invalid(problems) }
    }

    private static func check(
        owner: UserID?, was before: UserID?, _ problems: inout [FieldProblem], in tx: Transaction
    ) throws {
        guard let owner, owner != before, try !UserService.isMember(owner, in: tx) else { return }
        problems.append(
            FieldProblem(field: "owner", detail: "`owner` is no member of the company; take one of /api/users."))
    }

    /// - Throws: 409 when another contact that is not removed has it.
    static func checkExternalID(_ externalID: String?, of contact: ContactID?, in tx: Transaction) throws {
        guard let externalID, let other = try ContactStore.contact(withExternalID: externalID, in: tx),
            other != contact
        else { return }
        throw ContactsError.externalIDTaken(by: other)
    }

    private static func faults(
        of values: JSONObject, _ subject: ContactField.Subject, given: Set<String>?, in tx: Transaction
    ) throws -> [FieldProblem] {
        guard given?.isEmpty != true else { return [] }
        let written = values.members.filter { given?.contains($0.name) ?? true }
        let fields = try ContactFieldStore.all(subject, in: tx)
        let byKey = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0) })
        var faults: [FieldProblem] = written.compactMap { member in
            let place = "fields.\(member.name)"
            guard let field = byKey[member.name], field.state != .removing else {
                let known = fields.isEmpty ? "there are none" : "take one of /api/crm/fields?of=\(subject)"
                return FieldProblem(field: place, detail: "`\(place)` is no field of a \(subject); \(known).")
            }
            return field.fault(of: member.value).map { FieldProblem(field: place, detail: $0) }
        }
        for field in fields where field.isRequired && values[field.key] == nil && given?.contains(field.key) ?? true {
            let place = "fields.\(field.key)"
            faults.append(FieldProblem(field: place, detail: "`\(place)` is missing; every \(subject) must have it."))
        }
        return faults
    }
}

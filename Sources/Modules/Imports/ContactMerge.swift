import Directory
import ModuleKit

/// Says what a row makes of the directory: a contact, a change of the one it belongs to, or nothing; writes nothing.
///
/// A dry run and the import itself both ask this.
struct ContactMerge: Sendable {
    enum Verdict {
        case create(ContactDirectory.Draft)
        case update(Contact, ContactDirectory.Draft, ContactChange)
        case unchanged
        /// It belongs to a contact that is better left alone.
        case skip
        /// It says nothing that a contact can be made of.
        case fail
    }

    let plan: ImportPlan
    /// Those of the company's own fields that a contact must have.
    let required: [String]

    init(_ plan: ImportPlan, fields: [ContactField]) {
        self.plan = plan
        required = fields.filter(\.isRequired).map(\.key)
    }

    /// - Parameter faults: What is found wrong with the row in the light of what is stored is added.
    func verdict(on row: ImportRow, faults: inout [ImportFault], in tx: Transaction) throws -> Verdict {
        var match = ContactMatch(plan.upsertBy)
        switch try match.find(row, in: tx) {
        case .nobody: return newcomer(row, &faults)
        case .contact(let id, let name, let isCertain):
            if !isCertain, plan.existing == .fill, ContactMatch.differ(row.name, name) {
                faults.append(
                    ImportFault(
                        row: row.row, field: "name", value: row.name,
                        detail:
                            "The number or address belongs to \(ContactMatch.title(id, name)) already, so no contact "
                            + "was made; make one by hand if they share it."))
                return .skip
            }
            if let detail = match.otherAddressee {
                faults.append(ImportFault(row: row.row, field: "email", value: row.email, detail: detail))
            }
            guard let contact = try ContactDirectory.contact(id, in: tx) else { return .skip }
            let before = ContactDirectory.Draft(contact)
            var draft = before
            apply(row, to: &draft, withEmail: match.otherAddressee == nil)
            let change = ContactChange(from: before, to: draft)
            return change.isEmpty ? .unchanged : .update(contact, draft, change)
        }
    }

    private func newcomer(_ row: ImportRow, _ faults: inout [ImportFault]) -> Verdict {
        guard row.isSomebody else {
            faults.append(
                ImportFault(
                    row: row.row,
                    detail: "There is no name, number or e-mail address to know a contact by; the row was left out."))
            return .fail
        }
        let lacking = required.filter { key in !row.fields.contains { $0.key == key } }
        guard lacking.isEmpty else {
            for key in lacking {
                faults.append(
                    ImportFault(
                        row: row.row, field: "fields.\(key)",
                        detail: "Every contact of the company has it, and this row does not; the row was left out."))
            }
            return .fail
        }
        var draft = ContactDirectory.Draft(source: row.source ?? plan.source)
        apply(row, to: &draft, withEmail: true)
        return .create(draft)
    }

    private func apply(_ row: ImportRow, to draft: inout ContactDirectory.Draft, withEmail: Bool) {
        let fills = plan.existing == .fill
        func take<Value>(_ value: Value?, _ path: WritableKeyPath<ContactDirectory.Draft, Value?>) {
            guard let value, !fills || draft[keyPath: path] == nil else { return }
            draft[keyPath: path] = value
        }
        take(row.name, \.name)
        if withEmail { take(row.email, \.email) }
        if let business = row.business, business != draft.business, !fills || draft.business == nil {
            (draft.businessID, draft.business) = (nil, business)
        }
        if let status = row.status, !fills || draft.status == .new { draft.status = status }
        take(row.notes, \.notes)
        take(row.owner, \.owner)
        take(row.externalID, \.externalID)
        takeValues(row, fills, &draft)
        for number in row.numbers where !draft.numbers.contains(where: { $0.number == number }) {
            if draft.numbers.count < 50 { draft.numbers.append(Contact.Number(number: number)) }
        }
        for tag in row.tags where !draft.tags.contains(tag) && draft.tags.count < 50 { draft.tags.append(tag) }
        for (key, value) in row.fields where !fills || draft.fields[key] == nil { draft.fields[key] = value }
    }

    /// Both values of a contact are in one currency: one of another leaves the other no longer true.
    private func takeValues(_ row: ImportRow, _ fills: Bool, _ draft: inout ContactDirectory.Draft) {
        let currency = (draft.estimatedValue ?? draft.actualValue)?.currency
        for (value, path) in [
            (row.estimatedValue, \ContactDirectory.Draft.estimatedValue), (row.actualValue, \.actualValue),
        ] {
            guard let value, !fills || draft[keyPath: path] == nil && currency ?? value.currency == value.currency
            else {
                continue
            }
            draft[keyPath: path] = value
        }
        guard let one = draft.estimatedValue, let other = draft.actualValue, one.currency != other.currency else {
            return
        }
        if row.estimatedValue == nil { draft.estimatedValue = nil } else { draft.actualValue = nil }
    }
}

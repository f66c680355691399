import Directory
import ModuleKit

/// Makes rows of records: trims, checks, and says what is wrong and what would be right; pure.
struct RowReader: Sendable {
    private let plan: ImportPlan
    private let columns: [(index: Int, field: ImportField)]
    private let parser: PhoneParser
    private let own: [String: ContactField]
    private let members: MemberBook

    /// - Parameters:
    ///   - fields: The company's own; others are not read.
    ///   - members: Who can own a contact.
    init(_ plan: ImportPlan, parser: PhoneParser, fields: [ContactField], members: MemberBook) {
        (self.plan, self.parser, self.members) = (plan, parser, members)
        own = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0) })
        columns = plan.mapping.enumerated().compactMap { index, field in field.map { (index, $0) } }
    }

    /// Reads the record that the table has; nil when there is nothing in the columns that are read.
    func row(_ table: TableReader) -> ImportRow? {
        var row = ImportRow(row: table.row)
        var texts = Texts()
        var isEmpty = true
        for (index, field) in columns where index < table.count {
            guard let text = FieldText.read(table.field(index)) else { continue }
            isEmpty = false
            take(text, field, &row, &texts)
        }
        guard !isEmpty else { return nil }
        if let flaw = table.flaw { row.fault(nil, nil, flaw) }
        if row.name == nil, let name = texts.composedName { row.name = limited(name, to: 200, "name", &row) }
        takeValues(texts, &row)
        for tag in plan.tags { row.add(tag: tag) }
        return row
    }

    /// What is only understood together with other columns.
    private struct Texts {
        var first: String?
        var last: String?
        var estimated: String?
        var actual: String?
        var currency: String?

        var composedName: String? {
            let parts = [first, last].compactMap(\.self)
            return parts.isEmpty ? nil : parts.joined(separator: " ")
        }
    }

    private func take(_ text: String, _ field: ImportField, _ row: inout ImportRow, _ texts: inout Texts) {
        switch field {
        case .externalID:
            if let id = ContactID(wire: text) {
                row.contact = id
            } else {
                row.externalID = limited(text, to: 100, "externalId", &row)
            }
        case .name: row.name = limited(text, to: 200, "name", &row)
        case .firstName: texts.first = text
        case .lastName: texts.last = text
        case .phone: add(phone: text, to: &row)
        case .email: row.email = checked(email: text, &row)
        case .business: row.business = limited(text, to: 200, "business", &row)
        case .status: row.status = status(text, &row)
        case .tags:
            let separator = [";", "\n", "|", ","].first { text.contains($0 as Character) } ?? ","
            for tag in text.split(separator: separator) { row.add(tag: FieldText.trimmed(tag)) }
        case .owner:
            row.owner = members.id(of: text)
            if row.owner == nil {
                row.fault(
                    "owner", text, "Nobody of the company has that name, address or id; the contact has no owner.")
            }
        case .source: row.source = limited(text, to: 60, "source", &row)
        case .notes: row.notes = limited(text, to: 20_000, "notes", &row)
        case .estimatedValue: texts.estimated = text
        case .actualValue: texts.actual = text
        case .currency: texts.currency = text.uppercased()
        case .createdAt:
            row.createdAt = DateText.time(text, plan.dates)
            if row.createdAt == nil { row.fault("createdAt", text, notADate) }
        case .own(let key): take(text, ownField: key, &row)
        }
    }

    private func add(phone text: String, to row: inout ImportRow) {
        let parsed = parser.parse(text, region: plan.region)
        if let number = parsed.number {
            if !row.numbers.contains(number) { row.numbers.append(number) }
            return
        }
        let parts = text.split { ";/|\n".contains($0) }
        if parts.count > 1, parts.count <= 10 {
            for part in parts where !part.allSatisfy(\.isWhitespace) { add(phone: String(part), to: &row) }
            return
        }
        row.fault("phone", text, PhoneFault.explanation(text, parsed.reason, plan.region))
    }

    private func limited(_ text: String, to limit: Int, _ field: String, _ row: inout ImportRow) -> String {
        // SQLite counts code points, and a character has at least one byte.
        guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
        row.fault(field, text, "`\(field)` is longer than \(limit) characters and was cut.")
        var kept = String(text.prefix(limit))
        while kept.unicodeScalars.count > limit { kept.removeLast() }
        return kept
    }

    private func checked(email: String, _ row: inout ImportRow) -> String? {
        let bytes = email.utf8
        let at = bytes.firstIndex(of: UInt8(ascii: "@"))
        let isAddress = at.map { at in
            at != bytes.startIndex && bytes.index(after: at) != bytes.endIndex
                && !bytes[bytes.index(after: at)...].contains(UInt8(ascii: "@")) && !bytes.contains { $0 <= 0x20 }
        }
        if isAddress == true, bytes.count <= 254 { return email }
        row.fault(
            "email", email, "It is no e-mail address such as ada@example.com, with at most 254 characters.")
        return nil
    }

    private func status(_ text: String, _ row: inout ImportRow) -> Contact.Status? {
        if let status = StatusText.status(text) { return status }
        let known = Contact.Status.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        row.fault("status", text, "It is no status; those are \(known), and the stages of Salesforce and HubSpot.")
        return nil
    }

    private func takeValues(_ texts: Texts, _ row: inout ImportRow) {
        row.estimatedValue = texts.estimated.flatMap { amount($0, "estimatedValue", texts, &row) }
        row.actualValue = texts.actual.flatMap { amount($0, "actualValue", texts, &row) }
        if let one = row.estimatedValue?.currency, let other = row.actualValue?.currency, one != other {
            row.fault(
                "actualValue", texts.actual, "It is in \(other) and the estimated value in \(one); use one currency.")
            row.actualValue = nil
        }
    }

    private func amount(_ text: String, _ field: String, _ texts: Texts, _ row: inout ImportRow) -> Money? {
        let currency = texts.currency ?? plan.currency
        switch NumberText.amount(text, plan.decimal, currency: currency) {
        case .amount(let amount, let currency)
        where currency.utf8.allSatisfy { (65...90).contains($0) }
            && currency.utf8.count == 3:
            return Money(amount: amount, currency: currency)
        case .amount(_, let currency):
            row.fault("currency", currency, "It is no currency; write its three letters, such as NGN.")
        case .noNumber:
            row.fault(field, text, "It is no amount such as \(plan.decimal == .point ? "1250.50" : "1250,50").")
        case .noCurrency:
            row.fault(field, text, "It has no currency; read a column as `currency`, or say one for the whole file.")
        case .tooFine(let currency): row.fault(field, text, "It has more decimals than \(currency) has.")
        }
        return nil
    }

    private func take(_ text: String, ownField key: String, _ row: inout ImportRow) {
        guard let field = own[key] else { return }
        let plain: String? =
            switch field.type {
            case .date: DateText.day(text, plan.dates)
            case .number: NumberText.plain(text, plan.decimal)
            case .text: limited(text, to: Int(ContactField.longestText), "fields.\(key)", &row)
            case .boolean, .choice, .url: text
            }
        if let value = plain.flatMap(field.value(ofText:)) { return row.fields.append((key, value)) }
        let right: String =
            switch field.type {
            case .date: notADate
            case .number: "It is no number such as \(plan.decimal == .point ? "1250.5" : "1250,5")."
            case .boolean: "It is neither yes nor no; write `true` or `false`."
            case .choice: "It is none of \(field.choices.prefix(20).map { "`\($0)`" }.joined(separator: ", "))."
            case .url: "It is no address such as https://example.com."
            case .text: "It is no text."
            }
        row.fault("fields.\(key)", text, right)
    }

    private var notADate: String {
        "It is no date such as 2026-11-20 or \(plan.dates == .dmy ? "20/11/2026" : "11/20/2026")."
    }
}

extension ImportRow {
    /// A contact has at most 50 tags of 60 characters.
    fileprivate mutating func add(tag: String) {
        guard !tag.isEmpty, !tags.contains(tag), tags.count < 50 else { return }
        tags.append(String(String.UnicodeScalarView(tag.unicodeScalars.prefix(60))))
    }
}

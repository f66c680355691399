import Domain
import JSON
import SQLite
import Web

extension ContactFilter {
    /// Reads a filter as clients write it.
    ///
    /// - Parameters:
    ///   - name: Of the field that has it, such as `filter`: problems begin with it.
    ///   - stages: In which stage of the pipeline each contact is; nil: nobody can ask for it.
    /// - Throws: 422 naming what is no filter, and what would be one.
    package init(
        _ value: JSONValue, named name: String = "filter", stages: ContactValues? = nil
    ) throws(Problem) {
        let problems = Self.schema.problems(in: value, field: name)
        guard problems.isEmpty else { throw .invalid(problems) }
        var reading = FilterReading(stages: stages)
        self = try reading.read(value, at: name, depth: 1)
    }
}

/// A filter on its way from JSON.
private struct FilterReading {
    /// A filter with more tests than this is a mistake.
    private static let mostTests = 50
    private static let deepest = 8

    let stages: ContactValues?
    private var count = 0

    init(stages: ContactValues?) { self.stages = stages }

    mutating func read(_ value: JSONValue, at path: String, depth: Int) throws(Problem) -> ContactFilter {
        guard depth <= Self.deepest else {
            throw .invalid(path, "`\(path)` is nested deeper than \(Self.deepest) levels.")
        }
        let members = value.object?.names ?? []
        guard let field = value["field"].string.flatMap({ ContactFilter.Field(name: $0, stages: stages) }) else {
            guard members.count == 1 else {
                throw .invalid(path, "`\(path)` must have exactly one of `and`, `or`, `not`, or `field` with a test.")
            }
            switch members[0] {
            case "and": return .and(try parts(value["and"], at: "\(path).and", depth))
            case "or": return .or(try parts(value["or"], at: "\(path).or", depth))
            case "not": return .not(try read(value["not"], at: "\(path).not", depth: depth + 1))
            default:
                throw .invalid("\(path).field", "`\(path).field` is missing: it says what `\(members[0])` is about.")
            }
        }
        var tests: [ContactFilter] = []
        for member in value.object?.members ?? [] where member.name != "field" {
            count += 1
            guard count <= Self.mostTests else {
                throw .invalid(path, "A filter has at most \(Self.mostTests) tests.")
            }
            let reading = TestReading(
                field: field, name: member.name, value: member.value, path: "\(path).\(member.name)")
            tests.append(try reading.filter())
        }
        guard !tests.isEmpty else {
            throw .invalid(path, "`\(path)` asks nothing of `\(field.name)`: add `is`, `contains`, `from` or another.")
        }
        return tests.count == 1 ? tests[0] : .and(tests)
    }

    private mutating func parts(_ value: JSONValue, at path: String, _ depth: Int) throws(Problem) -> [ContactFilter] {
        var filters: [ContactFilter] = []
        for (index, part) in (value.array ?? []).enumerated() {
            filters.append(try read(part, at: "\(path)[\(index)]", depth: depth + 1))
        }
        return filters
    }
}

/// One test of a field, such as `"above": 5000`.
private struct TestReading {
    let field: ContactFilter.Field
    let name: String
    let value: JSONValue
    let path: String

    /// What values of a field are.
    private enum Kind { case text, code, number, business, status, owner, tag, time, amount, own }

    private var kind: Kind {
        switch field {
        case .own: .own
        case .stage: .text
        case .column(let column): kind(of: column)
        }
    }

    private func kind(of column: ContactFilter.Column) -> Kind {
        switch column {
        case .name, .email, .source, .currency: .text
        case .externalId: .code
        case .number: .number
        case .business: .business
        case .status: .status
        case .owner: .owner
        case .tag: .tag
        case .createdAt, .updatedAt, .deletedAt, .lastContactAt: .time
        case .estimatedValue, .actualValue: .amount
        }
    }

    func filter() throws(Problem) -> ContactFilter {
        switch name {
        case "is": return .test(field, .isOne(of: [try exact(value)]))
        case "isNot": return .not(.test(field, .isOne(of: [try exact(value)])))
        case "in":
            var values: [SQLValue] = []
            for value in value.array ?? [] { values.append(try exact(value)) }
            return .test(field, .isOne(of: values))
        case "contains": return .test(field, .contains(try part()))
        case "startsWith": return .test(field, .startsWith((kind == .number ? "+" : "") + (try part())))
        case "from": return .test(field, .compares(.atLeast, try bound(endOfDay: false)))
        case "below": return .test(field, .compares(.below, try bound(endOfDay: false)))
        case "to": return .test(field, .compares(.atMost, try bound(endOfDay: true)))
        case "above": return .test(field, .compares(.above, try bound(endOfDay: true)))
        case "empty": return value == .bool(false) ? .not(.test(field, .isEmpty)) : .test(field, .isEmpty)
        default: throw unfit
        }
    }

    private var unfit: Problem { .invalid(path, "`\(field.name)` cannot be asked for so by `\(name)`.") }

    /// As it stands in the index: text in lower case, a number in E.164, money in minor units.
    private func exact(_ value: JSONValue) throws(Problem) -> SQLValue {
        switch (kind, value) {
        case (.text, .string(let text)), (.tag, .string(let text)), (.own, .string(let text)):
            return .text(ContactSearch.folded(text))
        case (.code, .string(let text)): return .text(text)
        case (.business, .string(let text)):
            return BusinessID(wire: text).map { .integer($0.rawValue) } ?? .text(text)
        case (.owner, .string(let text)):
            guard let user = UserID(wire: text) else {
                throw .invalid(path, "`\(path)` must be \(UserID.wireExpectation).")
            }
            return .integer(user.rawValue)
        case (.number, .string(let text)): return .text("+" + (try digits(text)))
        case (.status, .string(let text)):
            guard let status = Contact.Status(rawValue: text) else {
                let known = Contact.Status.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid(path, "`\(path)` must be one of \(known).")
            }
            return .text(status.rawValue)
        case (.amount, .integer(let amount)), (.own, .integer(let amount)): return .integer(amount)
        case (.own, .number(let number)): return .real(number)
        case (.own, .bool(let truth)): return .integer(truth ? 1 : 0)
        default: throw unfit
        }
    }

    private func part() throws(Problem) -> String {
        guard let text = value.string else { throw unfit }
        switch kind {
        case .text, .business, .tag, .own: return ContactSearch.folded(text)
        case .code: return text
        case .number: return try digits(text)
        case .status, .owner, .time, .amount: throw unfit
        }
    }

    private func digits(_ text: String) throws(Problem) -> String {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { throw .invalid(path, "`\(path)` must have digits of a number.") }
        return digits
    }

    /// A time, money, or what a field of the company's own has.
    private func bound(endOfDay: Bool) throws(Problem) -> SQLValue {
        switch (kind, value) {
        case (.amount, .integer(let amount)): return .integer(amount)
        case (.own, .string), (.own, .integer), (.own, .number): return try exact(value)
        case (.time, .string(let text)):
            if let time = TimestampParser.parse(text) { return .integer(time.milliseconds) }
            guard text.utf8.count == 10, let day = TimestampParser.parse(text + "T00:00:00Z") else {
                throw .invalid(path, "`\(path)` must be \(Timestamp.wireExpectation), or a date such as 2026-11-20.")
            }
            return .integer(day.milliseconds + (endOfDay ? 86_399_999 : 0))
        case (.amount, _): throw .invalid(path, "`\(path)` must be a whole number of minor units.")
        case (.time, _): throw .invalid(path, "`\(path)` must be \(Timestamp.wireExpectation), or a date.")
        default: throw unfit
        }
    }
}

import HTTP
import JSON

/// The parameters behind the question mark: `query("region")`.
package struct Query: Sendable {
    private var pairs: [(name: String, value: String)] = []

    /// More problems than this are not told: nobody reads on.
    private static let mostProblems = 50

    /// No parameters.
    package init() {}

    /// Reads the parameters and holds them against what the row declares.
    init(_ head: RequestHead, declared: RouteDeclaration, isSocket: Bool) throws(Problem) {
        if let bytes = head.queryBytes, !bytes.isEmpty {
            do { pairs = try FormBody(bytes).pairs } catch {
                guard declared.hasOpenQuery else { throw .unreadable(error.reason) }
            }
        }
        guard !pairs.isEmpty || declared.query.contains(where: \.isRequired) else { return }
        let problems = problems(by: declared, isSocket: isSocket)
        if !problems.isEmpty { throw .invalid(problems) }
    }

    /// The first value of that name, or nil.
    package func callAsFunction(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// All values of that name; more than one only where the row says `.openQuery`.
    package func values(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// The whole number of that name, or nil; the row's schema has checked it already.
    package func int(_ name: String) -> Int? { self(name).flatMap { Int($0) } }

    /// The whole number of that name within the range.
    ///
    /// - Throws: 422 when it is none or outside.
    package func int(_ name: String, _ range: ClosedRange<Int>, default standard: Int) throws(Problem) -> Int {
        guard let text = self(name) else { return standard }
        let schema = Schema.integer(min: Int64(range.lowerBound), max: Int64(range.upperBound))
        do { return try schema.value(ofText: text, field: name).int ?? standard } catch { throw .invalid(error) }
    }

    /// The truth of that name, or nil.
    package func bool(_ name: String) -> Bool? { self(name).flatMap { Bool($0) } }

    /// The value of that name in its own type, or nil when there is none.
    ///
    /// - Throws: 422 when the text is not such a value.
    package func value<Value: WireValue>(_ name: String, as type: Value.Type = Value.self) throws(Problem) -> Value? {
        guard let text = self(name) else { return nil }
        guard let value = Value(wire: text) else {
            throw .invalid(name, "`\(name)` is \(text.prefix(60).jsonText), which is not \(Value.wireExpectation).")
        }
        return value
    }

    private func problems(by declared: RouteDeclaration, isSocket: Bool) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for (index, (name, value)) in pairs.enumerated() where problems.count < Self.mostProblems {
            guard let parameter = declared.query.first(where: { $0.name == name }) else {
                if !declared.hasOpenQuery && !(isSocket && name == "token") {
                    problems.append(Self.unknown(name, declared))
                }
                continue
            }
            guard !pairs[..<index].contains(where: { $0.name == name }) else {
                problems.append(FieldProblem(field: name, detail: "`\(name)` is given twice; it must be given once."))
                continue
            }
            do { _ = try parameter.schema.value(ofText: value, field: name) } catch { problems.append(error) }
        }
        for parameter in declared.query where parameter.isRequired && self(parameter.name) == nil {
            problems.append(FieldProblem(field: parameter.name, detail: "`\(parameter.name)` is missing in the query."))
        }
        return problems
    }

    private static func unknown(_ name: String, _ declared: RouteDeclaration) -> FieldProblem {
        let shown = String(name.prefix(60))
        let listed = declared.query.map { "`\($0.name)`" }.joined(separator: ", ")
        let hint = listed.isEmpty ? "there are none here" : "the parameters here are \(listed)"
        return FieldProblem(field: shown, detail: "`\(shown)` is not a known query parameter; \(hint).")
    }
}

/// A value that has its own text on the wire: an identifier, a time.
package protocol WireValue {
    /// The value of that text, or nil.
    init?(wire: String)
    /// What such a text is, as it reads after "which is not": `a contact's id`.
    static var wireExpectation: String { get }
}

extension WireValue {
    /// A plain word for types that do not say more.
    package static var wireExpectation: String { "such a value" }
}

extension Schema {
    /// More problems than this are not told: nobody reads on.
    private static let mostProblems = 50

    /// Everything that is wrong with the value, in its order; empty when it fits.
    ///
    /// - Parameter field: The value's own name, which begins each problem's path.
    package func problems(in value: JSONValue, field: String = "") -> [FieldProblem] {
        var check = Check()
        check.value(value, by: self, at: field)
        return check.problems
    }

    /// Reads a query parameter, header or path segment as the value this schema asks for.
    ///
    /// - Throws: The problem of that field, when the text is not such a value.
    package func value(ofText text: String, field: String) throws(FieldProblem) -> JSONValue {
        let value = reading(text)
        if let problem = problems(in: value, field: field).first { throw problem }
        return value
    }

    private func reading(_ text: String) -> JSONValue {
        switch kind {
        case .boolean: return text == "true" ? .bool(true) : text == "false" ? .bool(false) : .string(text)
        case .integer: return Self.wholeNumber(text).map { .integer($0) } ?? .string(text)
        case .number:
            return (try? JSONParser.parse(Array(text.utf8))).flatMap { $0.double == nil ? nil : $0 } ?? .string(text)
        case .reference(_, let target?): return target().reading(text)
        default: return .string(text)
        }
    }

    /// Digits with an optional minus sign; `Int64.init` would take a plus sign too.
    private static func wholeNumber(_ text: String) -> Int64? {
        text.utf8.first == UInt8(ascii: "+") ? nil : Int64(text)
    }

    private struct Check {
        var problems: [FieldProblem] = []

        mutating func report(_ field: String, _ detail: String) {
            guard problems.count < Schema.mostProblems else { return }
            problems.append(FieldProblem(field: field, detail: detail))
        }

        mutating func mismatch(_ value: JSONValue, _ schema: Schema, at field: String) {
            report(field, "\(name(field)) is \(Schema.show(value)); it must be \(schema.expectation).")
        }

        func name(_ field: String) -> String { field.isEmpty ? "The body" : "`\(field)`" }

        mutating func value(_ value: JSONValue, by schema: Schema, at field: String) {
            if value == .null && schema.allowsNull { return }
            switch (schema.kind, value) {
            case (.any, _), (.null, .null), (.boolean, .bool), (.reference(_, nil), _): break
            case (.integer(let range), _):
                guard let number = value.int64, range.contains(number) else {
                    return mismatch(value, schema, at: field)
                }
            case (.number(let minimum, let maximum), _):
                guard let number = value.double, number >= minimum ?? number, number <= maximum ?? number else {
                    return mismatch(value, schema, at: field)
                }
            case (.string(let rule), .string(let text)): self.text(text, by: rule, of: schema, at: field)
            case (.enumeration(let values), .string(let text)) where values.contains(text): break
            case (.array(let element, let count), .array(let elements)):
                if !count.contains(elements.count) {
                    report(field, "\(name(field)) has \(elements.count) elements; it must be \(schema.expectation).")
                }
                for (index, value) in elements.enumerated() where problems.count < Schema.mostProblems {
                    self.value(value, by: element, at: "\(field)[\(index)]")
                }
            case (.object(let properties, let unknown), .object(let object)):
                self.object(object, by: properties, unknown, at: field)
                let wanted = schema.alternatives
                if let first = wanted.first, !wanted.contains(where: { object[$0] != nil }) {
                    let listed = wanted.map { "`\(path(field, $0))`" }.joined(separator: ", ")
                    report(path(field, first), "At least one of \(listed) must be there.")
                }
            case (.map(let schema, let maximum), .object(let object)):
                if object.count > maximum {
                    report(field, "\(name(field)) has \(object.count) members; at most \(maximum) are allowed.")
                }
                for member in object.members where problems.count < Schema.mostProblems {
                    self.value(member.value, by: schema, at: path(field, member.name))
                }
            case (.reference(_, let target?), _): self.value(value, by: target(), at: field)
            case (.anyOf(let choices), _):
                if !choices.contains(where: { $0.problems(in: value, field: field).isEmpty }) {
                    mismatch(value, schema, at: field)
                }
            default: mismatch(value, schema, at: field)
            }
        }

        private mutating func text(_ text: String, by rule: TextRule, of schema: Schema, at field: String) {
            // Not every store keeps it, and what counts characters in C ends there.
            guard !text.utf8.contains(0) else {
                return report(field, "\(name(field)) has the character U+0000, which no text may have.")
            }
            let count = text.unicodeScalars.count
            if count > rule.length.upperBound {
                let most = rule.length.upperBound
                report(field, "\(name(field)) has \(count) characters; at most \(most) are allowed.")
            } else if count < rule.length.lowerBound {
                if count == 0 { return report(field, "\(name(field)) is empty; it must be \(schema.expectation).") }
                let least = rule.length.lowerBound
                report(field, "\(name(field)) has only \(count) of at least \(least) characters.")
            } else if rule.pattern?.matches(text) == false || rule.format?.accepts(text) == false {
                mismatch(.string(text), schema, at: field)
            }
        }

        private mutating func object(
            _ object: JSONObject, by properties: [Property], _ unknown: UnknownFields, at field: String
        ) {
            for property in properties {
                let path = path(field, property.name)
                if let member = object[property.name] {
                    value(member, by: property.schema, at: path)
                } else if property.isRequired {
                    report(path, "`\(path)` is missing; it must be \(property.schema.expectation).")
                }
            }
            guard unknown == .refused else { return }
            for member in object.members where !properties.contains(where: { $0.name == member.name }) {
                guard problems.count < Schema.mostProblems else { return }
                let listed = properties.map { "`\($0.name)`" }.joined(separator: ", ")
                let hint = listed.isEmpty ? "no field is allowed here" : "the fields here are \(listed)"
                let path = path(field, Schema.shortened(member.name))
                report(path, "`\(path)` is not a known field; \(hint).")
            }
        }

        private func path(_ field: String, _ name: String) -> String { field.isEmpty ? name : "\(field).\(name)" }
    }
}

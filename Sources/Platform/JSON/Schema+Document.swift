extension Schema: JSONEncodable {
    /// Writes the schema as JSON Schema 2020-12, as OpenAPI 3.1 wants it.
    package func encode(to json: inout JSONWriter) {
        json.object { json in
            switch kind {
            case .reference(let name, _) where allowsNull:
                json.array("anyOf") { json in
                    json.object { $0.member("$ref", "#/components/schemas/\(name)") }
                    json.object { $0.member("type", "null") }
                }
            case .reference(let name, _): json.member("$ref", "#/components/schemas/\(name)")
            case .anyOf(let choices):
                json.member("anyOf", allowsNull ? choices + [.null] : choices)
            case .any: break
            default:
                json.key("type")
                json.value(allowsNull ? ["\(typeName)", "null"] as JSONValue : "\(typeName)")
                keywords(into: &json)
            }
            json.member("description", about)
            json.member("default", standard)
            if let sample { json.member("examples", [sample]) }
        }
    }

    /// What every text is: without U+0000.
    private static let anyText = "^[^\u{0}]*$"

    private var typeName: String {
        switch kind {
        case .any, .null, .reference, .anyOf: "null"
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string, .enumeration: "string"
        case .array: "array"
        case .object, .map: "object"
        }
    }

    private func keywords(into json: inout JSONWriter) {
        switch kind {
        case .any, .null, .boolean, .reference, .anyOf: break
        case .integer(let range):
            json.member("format", "int64")
            json.member("minimum", range.lowerBound)
            json.member("maximum", range.upperBound)
        case .number(let minimum, let maximum):
            json.member("minimum", minimum)
            json.member("maximum", maximum)
        case .string(let rule):
            json.member("minLength", rule.length.lowerBound == 0 ? nil : rule.length.lowerBound)
            json.member("maxLength", rule.length.upperBound == .max ? nil : rule.length.upperBound)
            // Text that is asked for has bounds; what an answer quotes may be anything.
            let isAskedFor = rule.format == nil && rule.length != 0...Int.max
            json.member("pattern", rule.pattern?.source ?? (isAskedFor ? Self.anyText : nil))
            json.member("format", rule.format?.rawValue)
        case .enumeration(let values):
            json.member("enum", values.map { JSONValue.string($0) } + (allowsNull ? [.null] : []))
        case .array(let element, let count):
            json.member("items", element)
            json.member("minItems", count.lowerBound == 0 ? nil : count.lowerBound)
            json.member("maxItems", count.upperBound == .max ? nil : count.upperBound)
        case .object(let properties, let unknown):
            json.object("properties") { json in
                for property in properties {
                    json.key(property.name)
                    json.value(property.schema)
                }
            }
            let required = properties.filter(\.isRequired).map(\.name)
            if !required.isEmpty { json.member("required", required) }
            if unknown == .refused { json.member("additionalProperties", false) }
            if !alternatives.isEmpty {
                json.member("anyOf", alternatives.map { ["required": [.string($0)]] as JSONValue })
            }
        case .map(let value, let maximum):
            json.member("additionalProperties", value)
            json.member("maxProperties", maximum == .max ? nil : maximum)
        }
    }

    /// Calls `found` with each schema this one refers to by name, itself or through others, each name once.
    package func forEachReference(_ found: (String, Schema) -> Void) {
        var seen: Set<String> = []
        visit(&seen, found)
    }

    private func visit(_ seen: inout Set<String>, _ found: (String, Schema) -> Void) {
        switch kind {
        case .reference(let name, let target?):
            guard seen.insert(name).inserted else { return }
            let schema = target()
            found(name, schema)
            schema.visit(&seen, found)
        case .array(let inner, _), .map(let inner, _): inner.visit(&seen, found)
        case .object(let properties, _): for property in properties { property.schema.visit(&seen, found) }
        case .anyOf(let choices): for choice in choices { choice.visit(&seen, found) }
        default: break
        }
    }
}

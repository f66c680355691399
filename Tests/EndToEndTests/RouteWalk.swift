import HTTP
import JSON
import Support
import Testing
import Web

/// Requests for every row of the route table, filled with what one company has.
struct RouteWalk: Sendable {
    /// What a company has, by the literal segment before a capture, or by the name of a capture or a field.
    let values: [String: String]
    /// `components/schemas` of `/openapi.json`.
    let components: JSONValue

    /// One request to make.
    struct Step: Sendable, CustomStringConvertible {
        let method: Method
        let target: String
        let body: JSONValue?
        var description: String { "\(method.rawValue) \(target)" }
        /// All that the request says.
        var text: String { target + (body?.jsonText ?? "") }
    }

    /// What no request can be made of: taught here when a route brings a new kind of capture.
    struct UnknownCapture: Error { let path: String, name: String }

    /// The requests of a row: without a query, and with each parameter that names something of the company.
    func steps(_ route: Route) throws -> [Step] {
        let path = try path(of: route)
        let body = route.declaration.bodies.first.map { sample(JSONValue($0.schema)) }
        var targets = [path]
        for parameter in route.declaration.query {
            if let value = values[parameter.name] { targets.append("\(path)?\(parameter.name)=\(encoded(value))") }
            if parameter.name == "epoch" { targets.append("\(path)?after=0") }
        }
        return targets.map { Step(method: route.method, target: $0, body: body) }
    }

    private func path(of route: Route) throws -> String {
        var filled: [String] = []
        var before = ""
        for segment in route.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            if segment.hasPrefix(":") || segment.hasPrefix("*") {
                let name = String(segment.dropFirst())
                guard let value = values[before] ?? values[name] else {
                    throw UnknownCapture(path: route.path, name: name)
                }
                filled.append(encoded(value))
                before = ""
            } else {
                filled.append(String(segment))
                before = String(segment)
            }
        }
        return "/" + filled.joined(separator: "/")
    }

    private func encoded(_ text: String) -> String { PercentCoding.encode(text, .segment) }

    /// A value that a schema passes, naming what the company has wherever a field asks for such a thing.
    private func sample(_ schema: JSONValue, named name: String = "") -> JSONValue {
        // What can contain itself has an example, or it would never end.
        if let example = schema["examples"].array?.first, example.object != nil { return example }
        if let target = schema["$ref"].string?.split(separator: "/").last {
            return sample(components[String(target)], named: name)
        }
        // Beside a type, the choices say only which members one of must be there.
        if schema["type"].isNull, let choice = schema["anyOf"].array?.first { return sample(choice, named: name) }
        if let first = schema["enum"].array?.first { return first }
        // A tree goes on for ever.
        if name == "children" { return [] }
        if name == "plan" { return ["steps": [["id": "bye", "do": "hangup"]]] }
        switch schema["type"].string ?? schema["type"][0].string {
        case "object":
            var object: JSONObject = [:]
            for member in schema["properties"].object?.members ?? [] {
                object[member.name] = sample(member.value, named: member.name)
            }
            return .object(object)
        case "array": return [sample(schema["items"], named: name)]
        case "integer": return .integer(max(1, schema["minimum"].int64 ?? 1))
        case "number": return 1
        case "boolean": return true
        default: return .string(text(schema, named: name))
        }
    }

    private func text(_ schema: JSONValue, named name: String) -> String {
        if let value = values[name] { return value }
        if let example = schema["examples"][0].string { return example }
        if schema["format"] == "date-time" { return "2030-01-01T00:00:00Z" }
        switch name {
        case "email": return "walker@example.com"
        case "region": return "US"
        case "currency": return "USD"
        case "language": return "en"
        case "publicUrl", "recordingUrl", "base": return "https://example.com"
        case "number", "phoneNumber": return "+12025550190"
        default: return String(repeating: "x", count: max(1, schema["minLength"].int ?? 1))
        }
    }
}

extension JSONValue {
    /// A schema as JSON Schema 2020-12.
    init(_ schema: Schema) {
        // What we have written ourselves can be read.
        self = (try? JSONParser.parse(schema.jsonBytes)) ?? .null
    }

    /// Every text in it, at any depth, names of members too.
    var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let items): items.flatMap(\.texts)
        case .object(let object): object.members.flatMap { [$0.name] + $0.value.texts }
        default: []
        }
    }
}

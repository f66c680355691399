import ModuleKit

/// A JSON Schema of an object that stands by itself: what the program's schemas share stands in its `$defs`.
struct ToolSchema {
    /// Whether it may have members that are not named.
    var isOpen = false
    private var properties: JSONObject = [:]
    private var required: [JSONValue] = []
    private var alternatives: JSONValue?
    private var definitions: JSONObject = [:]

    mutating func add(_ name: String, _ schema: Schema, isRequired: Bool, standard: JSONValue? = nil) {
        var json = inlined(schema)
        if let standard, case .object(var object) = json {
            object["default"] = standard
            json = .object(object)
        }
        properties[name] = json
        if isRequired { required.append(.string(name)) }
    }

    /// Adds what an object's schema says of its members.
    mutating func add(membersOf schema: Schema) {
        var json = inlined(schema)
        // A schema that is a reference is what it refers to.
        if let name = json["$ref"].string?.split(separator: "/").last { json = definitions[String(name)] ?? .null }
        for member in json["properties"].object?.members ?? [] { properties[member.name] = member.value }
        required += json["required"].array ?? []
        if json["anyOf"].array != nil { alternatives = json["anyOf"] }
        if json["additionalProperties"] != false { isOpen = true }
    }

    var object: JSONObject {
        var json: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { json["required"] = .array(required) }
        json["anyOf"] = alternatives
        if !isOpen { json["additionalProperties"] = false }
        if !definitions.isEmpty { json["$defs"] = .object(definitions) }
        return json
    }

    private mutating func inlined(_ schema: Schema) -> JSONValue {
        schema.forEachReference { name, target in
            if definitions[name] == nil { definitions[name] = Self.json(target) }
        }
        return Self.json(schema)
    }

    private static func json(_ schema: Schema) -> JSONValue {
        // What we have written ourselves can be read.
        moved((try? JSONParser.parse(schema.jsonBytes)) ?? [:])
    }

    /// The same with its references into `$defs` instead of the API's document.
    private static func moved(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let items): return .array(items.map(moved))
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { member in
                        guard member.name == "$ref", let name = member.value.string?.split(separator: "/").last else {
                            return (member.name, moved(member.value))
                        }
                        return ("$ref", .string("#/$defs/\(name)"))
                    }))
        default: return json
        }
    }
}

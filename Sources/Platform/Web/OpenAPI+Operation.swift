import HTTP
import JSON

/// One method of one path in the document.
struct Operation: JSONEncodable {
    let route: Route
    let identifier: String

    func encode(to json: inout JSONWriter) {
        let declared = route.declaration
        json.object { json in
            json.member("operationId", identifier)
            json.member("tags", [route.documentTag])
            json.member("summary", declared.summary)
            json.member("description", description)
            let parameters = parameters
            if !parameters.isEmpty { json.member("parameters", parameters) }
            if !declared.bodies.isEmpty { requestBody(into: &json) }
            json.object("responses") { json in
                responses(into: &json)
            }
            if route.permission.reach == .anyone {
                json.member("security", [String]())
            } else {
                json.member("x-permission", route.permission.name)
                json.member("x-least-role", route.permission.least.name)
            }
        }
    }

    private var description: String? {
        let needs =
            switch route.permission.reach {
            case .anyone, .signedIn: nil as String?
            case .company: "Needs `\(route.permission.name)`: \(route.permission.least.name) and above."
            case .hub: "For the owner of the whole hub."
            }
        let parts = [route.declaration.details, needs].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
    }

    private struct Parameter: JSONEncodable {
        let place: String
        let parameter: RouteDeclaration.Parameter

        func encode(to json: inout JSONWriter) {
            json.object { json in
                json.member("name", parameter.name)
                json.member("in", place)
                json.member("description", parameter.doc)
                if parameter.isRequired { json.member("required", true) }
                json.member("schema", parameter.schema)
            }
        }
    }

    /// Fields that OpenAPI describes elsewhere, and ignores here.
    private static let reservedFields: Set<String> = ["accept", "content-type", "authorization"]

    private var parameters: [Parameter] {
        let declared = route.declaration
        let captures = route.captureNames.map { name in
            declared.path.first { $0.name == name }
                ?? .init(name: name, schema: .string(min: 1, max: 200), doc: nil, isRequired: true)
        }
        let fields = declared.fields.filter { !Self.reservedFields.contains($0.name.lowercased()) }
        var query = declared.query
        if case .socket = route.handler, !query.contains(where: { $0.name == "token" }) {
            query.append(.init(name: "token", schema: .string(max: 4_096), doc: "Signs in.", isRequired: false))
        }
        return captures.map { Parameter(place: "path", parameter: $0) }
            + query.map { Parameter(place: "query", parameter: $0) }
            + fields.map { Parameter(place: "header", parameter: $0) }
    }

    private func requestBody(into json: inout JSONWriter) {
        json.object("requestBody") { json in
            json.member("required", true)
            json.object("content") { json in
                for body in route.declaration.bodies {
                    json.key(body.mediaType)
                    json.object { $0.member("schema", body.schema) }
                }
            }
        }
    }

    private func responses(into json: inout JSONWriter) {
        var seen: Set<Status> = []
        for success in route.documentedSuccesses where seen.insert(success.status).inserted {
            json.key("\(success.status.code)")
            let types = route.documentedSuccesses.filter { $0.status == success.status }
            self.success(types, into: &json)
        }
        for status in route.problemStatuses where seen.insert(status).inserted {
            json.key("\(status.code)")
            json.object { $0.member("$ref", "#/components/responses/Problem\(status.code)") }
        }
        json.object("default") { $0.member("$ref", "#/components/responses/Problem") }
    }

    /// One status, in each media type that it comes in.
    private func success(_ types: [RouteDeclaration.Success], into json: inout JSONWriter) {
        guard let first = types.first else { return json.object { _ in } }
        json.object { json in
            json.member("description", first.doc ?? first.status.reason)
            if first.status == .created {
                json.object("headers") { json in
                    json.object("Location") { json in
                        json.member("description", "Where the new thing is.")
                        json.member("schema", Schema.string)
                    }
                }
            }
            guard types.contains(where: { $0.mediaType != nil }) else { return }
            json.object("content") { json in
                for type in types {
                    guard let mediaType = type.mediaType else { continue }
                    json.key(mediaType)
                    json.object { $0.member("schema", type.schema) }
                }
            }
        }
    }
}

import HTTP
import JSON

/// Writes the OpenAPI 3.1 document of a route table: what is checked is what is documented.
package enum OpenAPI {
    /// The document's UTF-8 text.
    ///
    /// - Parameters:
    ///   - routes: All rows; hidden ones are left out.
    ///   - schemas: Schemas for `components/schemas` that no row brings by `.reference(_:to:)`.
    ///   - cookie: The name of the session cookie, when browsers sign in by one.
    ///   - extensions: Further members of the document, such as `x-events`.
    package static func document(
        routes: [Route], title: String, version: String, description: String? = nil,
        schemas: [(String, Schema)] = [], cookie: String? = nil,
        extensions: [(String, any JSONEncodable)] = []
    ) -> [UInt8] {
        let shown = routes.filter { !$0.declaration.isHidden }
        var json = JSONWriter(capacity: 65_536)
        json.object { json in
            json.member("openapi", "3.1.0")
            json.object("info") { json in
                json.member("title", title)
                json.member("version", version)
                json.member("description", description)
            }
            json.array("servers") { json in json.object { $0.member("url", "/") } }
            tags(of: shown, into: &json)
            paths(of: shown, into: &json)
            json.object("components") { json in
                components(of: shown, schemas, into: &json)
                securitySchemes(cookie: cookie, into: &json)
            }
            json.key("security")
            json.array { json in
                json.object { $0.member("bearer", [String]()) }
                if cookie != nil { json.object { $0.member("cookie", [String]()) } }
            }
            for (name, value) in extensions {
                json.key(name)
                json.value(value)
            }
        }
        return json.bytes
    }

    private static func tags(of routes: [Route], into json: inout JSONWriter) {
        var seen: Set<String> = []
        json.array("tags") { json in
            for tag in routes.map(\.documentTag) where seen.insert(tag).inserted {
                json.object { $0.member("name", tag) }
            }
        }
    }

    private static func paths(of routes: [Route], into json: inout JSONWriter) {
        var order: [String] = []
        var rows: [String: [Route]] = [:]
        for route in routes {
            let path = route.documentPath
            if rows[path] == nil { order.append(path) }
            rows[path, default: []].append(route)
        }
        var identifiers: Set<String> = []
        json.object("paths") { json in
            for path in order {
                json.key(path)
                json.object { json in
                    for route in rows[path] ?? [] {
                        var identifier = route.operationID
                        while !identifiers.insert(identifier).inserted { identifier += "_" }
                        json.key(route.method.rawValue.lowercased())
                        Operation(route: route, identifier: identifier).encode(to: &json)
                    }
                }
            }
        }
    }

    private static func components(
        of routes: [Route], _ schemas: [(String, Schema)], into json: inout JSONWriter
    ) {
        var all: [(String, Schema)] = [("Problem", Problem.schema)]
        var names: Set<String> = ["Problem"]
        func add(_ name: String, _ schema: Schema) {
            if names.insert(name).inserted { all.append((name, schema)) }
        }
        for (name, schema) in schemas {
            add(name, schema)
            schema.forEachReference(add)
        }
        for route in routes {
            for schema in route.declaration.schemas { schema.forEachReference(add) }
        }
        json.object("schemas") { json in
            for (name, schema) in all {
                json.key(name)
                json.value(schema)
            }
        }
        let statuses = Set(routes.flatMap(\.problemStatuses)).sorted { $0.code < $1.code }
        json.object("responses") { json in
            for status in statuses { problemResponse(status, into: &json) }
            json.key("Problem")
            problemBody("Any other failure", headers: [], into: &json)
        }
    }

    private static func problemResponse(_ status: Status, into json: inout JSONWriter) {
        let headers: [String] =
            switch status {
            case .unauthorized: ["WWW-Authenticate"]
            case .tooManyRequests, .serviceUnavailable: ["Retry-After"]
            default: []
            }
        json.key("Problem\(status.code)")
        problemBody(status.reason, headers: headers, into: &json)
    }

    private static func problemBody(_ description: String, headers: [String], into json: inout JSONWriter) {
        json.object { json in
            json.member("description", description)
            if !headers.isEmpty {
                json.object("headers") { json in
                    for header in headers {
                        json.key(header)
                        json.object { $0.member("schema", Schema.string) }
                    }
                }
            }
            json.object("content") { json in
                json.object("application/problem+json") { $0.member("schema", Schema.reference("Problem")) }
            }
        }
    }

    private static func securitySchemes(cookie: String?, into json: inout JSONWriter) {
        json.object("securitySchemes") { json in
            json.object("bearer") { json in
                json.member("type", "http")
                json.member("scheme", "bearer")
                json.member("description", "An access token or an API key.")
            }
            guard let cookie else { return }
            json.object("cookie") { json in
                json.member("type", "apiKey")
                json.member("in", "cookie")
                json.member("name", cookie)
            }
        }
    }
}

extension Problem {
    /// What every problem looks like; some have further members.
    package static let schema = Schema.object(
        [
            .required("success", .boolean, "Always false."),
            .required("type", .string, "The kind of problem, as a path."),
            .required("title", .string, "The kind in words, the same each time."),
            .required("status", .integer(min: 400, max: 599)),
            .optional("detail", .string, "This very case, in a sentence."),
            .optional("field", .string, "The field or parameter at fault."),
            .optional(
                "errors",
                .array(of: .object([.required("field", .string), .required("detail", .string)], unknown: .ignored)),
                "Each field at fault, when they are several."),
            .required("instance", .string, "The request's id; the log has it too."),
        ], unknown: .ignored)
}

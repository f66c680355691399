import HTTP
import JSON

extension Route {
    /// The path's segments, without the first slash.
    private var segments: [Substring] { path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) }

    /// The names of what the path captures, in order.
    var captureNames: [String] {
        segments.filter { $0.first == ":" || $0.first == "*" }.map { String($0.dropFirst()) }
    }

    /// The path as OpenAPI writes it: `/api/contacts/{id}`.
    var documentPath: String {
        "/"
            + segments.map { segment in
                segment.first == ":" || segment.first == "*" ? "{\(segment.dropFirst())}" : String(segment)
            }.joined(separator: "/")
    }

    /// The group: the first segment that is neither `api` nor a capture.
    var documentTag: String {
        if let tag = declaration.tag { return tag }
        return segments.first { $0 != "api" && $0.first != ":" && $0.first != "*" && !$0.isEmpty }.map(String.init)
            ?? "root"
    }

    /// The method and the path as one word: `getContactsById`.
    var operationID: String {
        var words = [method.rawValue.lowercased()]
        for segment in segments where segment != "api" {
            if segment.first == ":" || segment.first == "*" { words.append("by") }
            words += segment.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        }
        return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// How it goes well, by declaration or, without one, by what there is to say of any route.
    var documentedSuccesses: [RouteDeclaration.Success] {
        if case .socket = handler {
            let doc = "The connection goes on as a WebSocket."
            return [.init(status: .switchingProtocols, mediaType: nil, schema: nil, doc: doc)]
        }
        guard declaration.successes.isEmpty else { return declaration.successes }
        return [.init(status: .ok, mediaType: "application/json", schema: .envelope(.any), doc: nil)]
    }

    /// How it can fail: by declaration, and by permission, parameters and body; in order of their codes.
    var problemStatuses: [Status] {
        var statuses = Set(declaration.problems)
        if permission.reach != .anyone { statuses.formUnion([.unauthorized, .forbidden]) }
        if !captureNames.isEmpty || declaration.paging != nil { statuses.insert(.notFound) }
        if !declaration.hasOpenQuery { statuses.formUnion([.badRequest, .unprocessableContent]) }
        if !declaration.fields.isEmpty { statuses.insert(.unprocessableContent) }
        if !declaration.bodies.isEmpty {
            statuses.formUnion([.badRequest, .contentTooLarge, .unsupportedMediaType, .unprocessableContent])
        }
        if case .socket = handler { statuses.formUnion([.badRequest, .upgradeRequired]) }
        return statuses.sorted { $0.code < $1.code }
    }
}

extension RouteDeclaration {
    /// Every schema it names.
    var schemas: [Schema] {
        (path + query + fields).map(\.schema) + bodies.map(\.schema) + successes.compactMap(\.schema)
    }
}

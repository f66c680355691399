import HTTP
import ModuleKit

/// What can be read by an address of its own: contacts and calls, as the routes that show them answer.
struct ResourceKind: Sendable {
    let name: String
    let title: String
    /// The address up to the id.
    let prefix: String
    /// The row that shows one, and its capture.
    let path: String
    /// The row that lists them.
    let list: String
    /// What of an item is its id, and what its name.
    let idMember: String
    let label: @Sendable (JSONValue) -> String?

    static let all = [
        ResourceKind(
            name: "contact", title: "A contact", prefix: "switchboard://contacts/", path: "/api/crm/contacts/:id",
            list: "/api/crm/contacts", idMember: "id", label: { $0["name"].string }),
        ResourceKind(
            name: "call", title: "A call", prefix: "switchboard://calls/", path: "/api/calls/:callSid",
            list: "/api/crm/call-history", idMember: "call",
            label: { call in
                call["startedAt"].string.map {
                    "\(call["direction"].string ?? "call") \(call["from"].string ?? "") \($0)"
                }
            }),
    ]

    /// The id in an address; nil for another kind's.
    func id(in uri: String) -> String? {
        guard uri.hasPrefix(prefix) else { return nil }
        let id = String(uri.dropFirst(prefix.count))
        return id.isEmpty || id.contains("/") || id.contains("?") ? nil : id
    }

    var template: JSONValue {
        [
            "uriTemplate": .string(prefix + "{id}"), "name": .string(name), "title": .string(title),
            "mimeType": "application/json",
        ]
    }

    /// An item of its list as `resources/list` shows it.
    func entry(_ item: JSONValue) -> JSONValue? {
        guard let id = item[idMember].string else { return nil }
        var entry: JSONObject = [
            "uri": .string(prefix + id), "name": .string(id), "mimeType": "application/json",
        ]
        if let label = label(item) { entry["title"] = .string(label) }
        return .object(entry)
    }
}

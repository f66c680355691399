import JSON

/// How a transcript reads at a provider's API (`transcript` of a profile).
package struct TranscriptPage: Sendable {
    /// Where the utterances are, the first that leads to a list; `*` stands for each member of one.
    let items: [[String]]
    let hook: Profile.Hook

    /// The utterances of a document in their order; nil when it has none of the lists.
    func utterances(of document: JSONValue) -> [JSONValue]? {
        for names in items {
            if let found = Self.list(names[...], in: document) { return found }
        }
        return nil
    }

    private static func list(_ names: ArraySlice<String>, in value: JSONValue) -> [JSONValue]? {
        guard let name = names.first else { return value.array }
        guard name == "*" else { return list(names.dropFirst(), in: value[name]) }
        return value.array?.compactMap { list(names.dropFirst(), in: $0) }.flatMap(\.self)
    }
}

import JSON

extension ProfileReader {
    /// What a list of records has as a hook has it.
    private static let recordMembers = ["event", "require", "fields", "map", "format", "variants"]

    /// The lists of records that the provider's API has, in their written order.
    mutating func records(_ json: JSONValue?) -> [RecordList] {
        let own = ["path", "items", "next"]
        return members(json, ["records"]).map { member in
            let path = ["records", member.name]
            let object = object(member.value, path, "A list of records", own + Self.recordMembers)
            var hook = object
            for name in own { hook[name] = nil }
            let address = text(object["path"], path + ["path"])
            check(address, path + ["path"])
            let items = object["items"].map { pointer(text($0, path + ["items"]), path + ["items"]) } ?? []
            let next = next(text(object["next"], path + ["next"]), path + ["next"])
            return RecordList(
                name: member.name, path: address, items: items, next: next,
                hook: self.hook(.object(hook), member.name, path))
        }
    }

    /// How a transcript reads that a report names by its address.
    mutating func transcript(_ json: JSONValue) -> TranscriptPage {
        let path = ["transcript"]
        var hook = object(json, path, "A transcript", ["items"] + Self.recordMembers)
        let items = hook["items"].map { $0.array ?? [$0] } ?? []
        hook["items"] = nil
        if items.isEmpty { fault(path, "`items` says where the utterances are, such as /transcripts.") }
        return TranscriptPage(
            items: items.map { pointer(text($0, path + ["items"]), path + ["items"]) },
            hook: self.hook(.object(hook), "transcript", path))
    }

    private mutating func check(_ address: String, _ path: [String]) {
        let known = RecordList.Asked.allCases.map(\.rawValue)
        let rest = known.reduce(address) { $0.replacing("{\($1)}", with: "") }
        if !address.hasPrefix("/") { fault(path, "A path begins with a slash: /v1/calls?since={from}.") }
        if rest.utf8.contains(where: { $0 == UInt8(ascii: "{") || !(0x21...0x7E).contains($0) }) {
            let names = known.map { "{\($0)}" }.joined(separator: ", ")
            fault(path, "A path is percent-encoded, and asks for nothing but \(names).")
        }
    }

    private mutating func next(_ text: String, _ path: [String]) -> RecordList.NextPage {
        if text.hasPrefix("/") { return .address(pointer(text, path)) }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count == 2 ? parts[1] : "") {
        case ("header", "Link"): return .link
        case ("page", let name) where !name.isEmpty: return .page(name)
        case ("offset", let name) where !name.isEmpty: return .offset(name)
        default:
            fault(path, "`\(text)` is no next page: write /pointer, header:Link, page:name or offset:name.")
            return .link
        }
    }

    private mutating func pointer(_ text: String, _ path: [String]) -> [String] {
        guard text.hasPrefix("/") else {
            fault(path, "`\(text)` is no pointer such as /data.")
            return []
        }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.replacing("~1", with: "/").replacing("~0", with: "~") }.map(String.init)
    }
}

import JSON

/// Where a page ended: the sort keys of its last item, opaque to the client.
///
/// It is not secret and not signed: whoever forges one reads no more than the list shows, so a check sum against
/// mangling is enough.
package struct KeysetToken: Sendable, Hashable {
    /// What `after` must be.
    package static let schema = Schema.string(
        min: 1, max: 2_048, pattern: "^[A-Za-z0-9_-]+$", saying: "the `next` of another page of this list")

    private static let version: Int64 = 1

    /// The order the list was in.
    package let sort: String
    /// The keys in the order of the list's ORDER BY.
    package let keys: [JSONValue]

    /// Makes the token that stands for an item.
    package init(sort: String = "", keys: [JSONValue]) {
        self.sort = sort
        self.keys = keys
    }

    /// Reads a token.
    ///
    /// - Throws: 404 on `after`, when it has been changed, is from another version, or from another order.
    package init(after text: String, sort: String = "") throws(Problem) {
        guard let bytes = URLBase64.decode(text), bytes.count > 4 else { throw Self.refused() }
        let document = bytes.dropLast(4)
        guard Self.checkSum(document) == Array(bytes.suffix(4)),
            let value = try? JSONParser.parse(document), let parts = value.array, parts.count >= 2,
            parts[0] == .integer(Self.version), let written = parts[1].string
        else { throw Self.refused() }
        guard written == sort else {
            throw Self.refused("`after` is from a list in another order; begin without it when `sort` changes.")
        }
        self.init(sort: sort, keys: Array(parts.dropFirst(2)))
    }

    /// The text for `next`.
    package var text: String {
        let document = JSONValue.array([.integer(Self.version), .string(sort)] + keys).jsonBytes
        return URLBase64.encode(document + Self.checkSum(document[...]))
    }

    /// The whole number at that place.
    ///
    /// - Throws: 404 on `after`, when there is none.
    package func int64(_ index: Int) throws(Problem) -> Int64 {
        guard keys.indices.contains(index), case .integer(let key) = keys[index] else { throw Self.refused() }
        return key
    }

    /// The text at that place.
    ///
    /// - Throws: 404 on `after`, when there is none.
    package func string(_ index: Int) throws(Problem) -> String {
        guard keys.indices.contains(index), case .string(let key) = keys[index] else { throw Self.refused() }
        return key
    }

    /// 404 and not 422: by its schema the token was well formed, yet no page is there.
    private static func refused(
        _ detail: String = "`after` is not a page of this list; it must be the `next` of the page before."
    ) -> Problem {
        Problem(.notFound, "/problems/unknown-page", "No such page", detail: detail, field: "after")
    }

    /// FNV-1a, 32 bits.
    private static func checkSum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return (0..<4).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
    }
}

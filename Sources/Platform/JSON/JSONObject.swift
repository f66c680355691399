/// The members of a JSON object: in their written order, each name once.
///
/// Two objects are equal when their members are, in any order.
package struct JSONObject: Sendable {
    /// A name and its value.
    package struct Member: Sendable, Hashable {
        /// The name, unescaped.
        package let name: String
        /// The value.
        package var value: JSONValue
    }

    /// The members in order.
    package private(set) var members: [Member] = []
    /// Where each name stands; kept only for objects too large to be searched through.
    private var places: [String: Int]?

    private static let searchableCount = 12

    /// Makes an object without members.
    package init() {}

    /// Makes an object; of two members with one name the later counts.
    package init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { self[name] = value }
    }

    /// How many members there are.
    package var count: Int { members.count }

    /// Whether there are none.
    package var isEmpty: Bool { members.isEmpty }

    /// The names in order.
    package var names: [String] { members.map(\.name) }

    /// The value of that name; assigning nil removes the member.
    package subscript(_ name: String) -> JSONValue? {
        get { place(of: name).map { members[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): append(name, value)
            case (let place?, nil): remove(at: place)
            case (nil, nil): break
            }
        }
    }

    /// Adds a member at the end.
    ///
    /// - Returns: false, having changed nothing, when the name is there already.
    mutating func insert(_ name: String, _ value: JSONValue) -> Bool {
        guard place(of: name) == nil else { return false }
        append(name, value)
        return true
    }

    private func place(of name: String) -> Int? {
        if let places { return places[name] }
        return members.firstIndex { $0.name == name }
    }

    private mutating func append(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
        if places != nil {
            places?[name] = members.count - 1
        } else if members.count > Self.searchableCount {
            rebuildPlaces()
        }
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        if places != nil { rebuildPlaces() }
    }

    private mutating func rebuildPlaces() {
        var places: [String: Int] = [:]
        places.reserveCapacity(members.count * 2)
        for (place, member) in members.enumerated() { places[member.name] = place }
        self.places = places
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same members, in any order.
    package static func == (one: JSONObject, other: JSONObject) -> Bool {
        one.count == other.count && one.members.allSatisfy { other[$0.name] == $0.value }
    }

    /// Mixes the members in without regard to their order.
    package func hash(into hasher: inout Hasher) {
        var mixed = 0
        for member in members { mixed ^= member.hashValue }
        hasher.combine(mixed)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Of two members with one name the later counts.
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}

extension JSONObject: JSONEncodable {
    /// Writes the members in their order.
    package func encode(to json: inout JSONWriter) {
        json.object { json in
            for member in members {
                json.key(member.name)
                json.value(member.value)
            }
        }
    }
}

import JSON

/// Takes the fields of one object of a plan, and notes what is wrong instead of stopping at the first fault.
struct PlanFields {
    let path: String
    private let object: JSONObject
    private var taken: Set<String> = []
    private(set) var problems: [FieldProblem] = []

    init(_ object: JSONObject, at path: String) {
        self.object = object
        self.path = path
    }

    func has(_ name: String) -> Bool { object[name] != nil }

    mutating func note(_ name: String?, _ detail: String) {
        let place = [path, name ?? ""].filter { !$0.isEmpty }.joined(separator: ".")
        problems.append(FieldProblem(field: place, detail: detail))
    }

    mutating func value(_ name: String) -> JSONValue? {
        taken.insert(name)
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    /// Text of 1…`maximum` characters.
    mutating func text(_ name: String, maximum: Int) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, !text.isEmpty, text.count <= maximum else {
            note(name, "`\(name)` must be text of 1 to \(maximum) characters.")
            return nil
        }
        return text
    }

    mutating func required(_ name: String, maximum: Int, _ what: String) -> String {
        if !has(name) { note(name, "`\(name)` is missing: \(what).") }
        return text(name, maximum: maximum) ?? ""
    }

    mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.int, range.contains(number) else {
            note(name, "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    mutating func flag(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        if value.bool == nil { note(name, "`\(name)` must be true or false.") }
        return value.bool
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Word.Type) -> Word? {
        guard let value = value(name) else { return nil }
        if let word = value.string.flatMap(Word.init(rawValue:)) { return word }
        note(name, "`\(name)` must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
        return nil
    }

    mutating func url(_ name: String, _ schemes: [String], _ what: String) -> String {
        let text = required(name, maximum: 2000, what)
        let readable = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        if !text.isEmpty,
            !readable || !schemes.contains(where: { text.hasPrefix($0 + "://") && text.utf8.count > $0.utf8.count + 3 })
        {
            note(name, "`\(name)` must be an address that begins with \(schemes.joined(separator: ":// or "))://.")
        }
        return text
    }

    /// BCP 47 as far as its form goes.
    mutating func language(_ name: String = "language") -> String? {
        guard let text = text(name, maximum: 35) else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let fits = parts.allSatisfy { part in
            (1...8).contains(part.utf8.count) && part.utf8.allSatisfy { Character(Unicode.Scalar($0)).isLetterOrDigit }
        }
        if !fits { note(name, "`\(name)` must be a language tag such as en-GB.") }
        return fits ? text : nil
    }

    mutating func texts(_ name: String, maximum: Int, _ count: Int, _ rule: (String) -> String?) -> [String] {
        guard let value = value(name) else { return [] }
        guard let elements = value.array, elements.count <= count else {
            note(name, "`\(name)` must be a list of at most \(count).")
            return []
        }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            if let text = element.string, !text.isEmpty, text.count <= maximum {
                if let fault = rule(text) { note("\(name)[\(index)]", fault) }
                texts.append(text)
            } else {
                note("\(name)[\(index)]", "Each must be text of 1 to \(maximum) characters.")
            }
        }
        return texts
    }

    /// Names and texts in their written order.
    mutating func pairs(_ name: String, _ count: Int) -> [(name: String, value: String)] {
        guard let value = value(name) else { return [] }
        guard let object = value.object, object.count <= count else {
            note(name, "`\(name)` must be an object of at most \(count) names.")
            return []
        }
        return object.members.compactMap { member in
            if let text = member.value.string, !member.name.isEmpty, text.utf8.count <= 500,
                member.name.utf8.count <= 80
            {
                return (member.name, text)
            }
            note("\(name).\(member.name)", "Each value must be text of at most 500 bytes, and each name 1 to 80 bytes.")
            return nil
        }
    }

    /// Refuses what nobody asked for, by name.
    mutating func finish(_ what: String) -> [FieldProblem] {
        for name in object.names where !taken.contains(name) {
            note(name, "\(what) has no field `\(name)`; it has \(taken.sorted().joined(separator: ", ")).")
        }
        return problems
    }
}

extension Character {
    fileprivate var isLetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}

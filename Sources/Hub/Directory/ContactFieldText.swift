import JSON

/// How values of indexed fields stand in `contact_field_values`, so that the order of the texts is that of the values.
package enum ContactFieldText {
    /// The longest text that is kept; whoever looks for a longer one compares its beginning.
    package static let longest = 200

    /// The text of a value.
    ///
    /// - Texts, choices and addresses are in lower case, cut at ``longest`` characters.
    /// - Dates stand as they are: `2026-11-20`.
    /// - Numbers: the 64 bits of the `Double` as sixteen hexadecimal digits, with the sign bit turned round, and all bits
    ///   turned round in a negative one: so -2 < -1.5 < 0 < 7 < 10 as texts too.
    /// - Truths: `false` and `true`.
    ///
    /// - Returns: nil for what no field can be.
    package static func text(of value: JSONValue) -> String? {
        switch value {
        case .string(let text): String(text.lowercased().prefix(longest))
        case .bool(let truth): truth ? "true" : "false"
        case .integer, .number: value.double.map(text(of:))
        case .null, .array, .object: nil
        }
    }

    private static func text(of number: Double) -> String {
        // The two zeros are one number.
        let bits = (number == 0 ? 0 : number).bitPattern
        let sortable = bits >> 63 == 1 ? ~bits : bits | 1 << 63
        let digits = String(sortable, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

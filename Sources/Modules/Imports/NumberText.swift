import ModuleKit

/// Reads numbers and amounts of money as people and other programs write them; pure.
enum NumberText {
    /// A number without its signs for thousands, a point as its decimal sign: `1.234,50` is `1234.50` where a comma is one.
    ///
    /// - Returns: nil for what is no number in that way of writing.
    static func plain(_ text: String, _ decimal: ImportPlan.Decimal) -> String? {
        let (sign, thousands): (Character, Character) = decimal == .point ? (".", ",") : (",", ".")
        var rest = text[...]
        var plain = ""
        if let first = rest.first, first == "-" || first == "−" || first == "+" {
            if first != "+" { plain = "-" }
            rest = rest.dropFirst()
        }
        let halves = rest.split(separator: sign, maxSplits: 1, omittingEmptySubsequences: false)
        let groups = halves[0].split(omittingEmptySubsequences: false) {
            $0 == thousands || $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" || $0 == "'" || $0 == "’"
        }
        let isDigits = { (text: Substring) in text.utf8.allSatisfy { (48...57).contains($0) } }
        guard groups.allSatisfy(isDigits), !groups[0].isEmpty || halves.count > 1 && groups.count == 1,
            groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }), groups.count == 1 || groups[0].utf8.count <= 3
        else { return nil }
        plain += groups[0].isEmpty ? "0" : groups.joined()
        guard halves.count > 1 else { return plain }
        guard isDigits(halves[1]), !halves[1].isEmpty else { return nil }
        return plain + "." + halves[1]
    }

    /// An amount in minor units, and the currency where the text names it.
    enum Amount: Equatable {
        case amount(Int64, currency: String)
        case noNumber, noCurrency
        /// More decimals than the currency has.
        case tooFine(currency: String)
    }

    /// Reads `1,234.50`, `NGN 1,234.50` or `1234.5 ngn`.
    ///
    /// - Parameter currency: Counts where the text names none.
    static func amount(_ text: String, _ decimal: ImportPlan.Decimal, currency: String?) -> Amount {
        var number = text
        var named = currency
        let letters = text.filter { $0.isASCII && $0.isLetter }
        if letters.utf8.count == 3, text.hasPrefix(letters) || text.hasSuffix(letters) {
            named = letters.uppercased()
            number = text.hasPrefix(letters) ? String(text.dropFirst(3)) : String(text.dropLast(3))
        } else if let first = text.unicodeScalars.first, first.properties.generalCategory == .currencySymbol {
            number = String(text.dropFirst())
        }
        number = FieldText.trimmed(number[...])
        guard let plain = plain(number, decimal) else { return .noNumber }
        guard let named else { return .noCurrency }
        let halves = plain.split(separator: ".")
        let digits = Money.digits(of: named)
        let fraction = halves.count > 1 ? halves[1] : ""
        let kept = fraction.prefix(digits)
        guard fraction.dropFirst(digits).allSatisfy({ $0 == "0" }) else { return .tooFine(currency: named) }
        let minor = halves[0] + kept + String(repeating: "0", count: digits - kept.count)
        guard let amount = Int64(minor), abs(amount) <= 9_007_199_254_740_991 else { return .noNumber }
        return .amount(amount, currency: named)
    }
}

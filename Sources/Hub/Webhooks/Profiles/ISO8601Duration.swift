/// Durations as `PT2M11.02S` and `P1DT1H` (ISO 8601-1 §5.5.2), with days as the largest unit.
enum ISO8601Duration {
    /// nil: it is none, or has years, months or weeks, whose length nobody knows.
    static func milliseconds(_ text: String) -> Int64? {
        guard text.first == "P" else { return nil }
        var total = 0.0
        var number = ""
        var units: [Character: Double] = ["D": 86_400_000]
        var count = 0
        for character in text.dropFirst() {
            if character == "T" {
                guard number.isEmpty, units["D"] != nil else { return nil }
                units = ["H": 3_600_000, "M": 60_000, "S": 1_000]
            } else if let unit = units[character] {
                guard let value = FieldReading.decimal(number), value >= 0 else { return nil }
                total += value * unit
                count += 1
                number = ""
            } else if character.isASCII, character.isNumber || character == "." {
                number.append(character)
            } else {
                return nil
            }
        }
        return count > 0 && number.isEmpty ? FieldReading.milliseconds((total).rounded()) : nil
    }
}

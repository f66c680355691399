import ModuleKit

/// Reads dates as people and other programs write them; pure.
enum DateText {
    /// `2026-11-20`, `20/11/2026`, `20.11.26`, `20 Nov 2026`, `Nov 20, 2026`, each with a time behind it or without.
    ///
    /// Without a zone a time is UTC; a year of two digits is of this century.
    static func time(_ text: String, _ order: ImportPlan.DateOrder) -> Timestamp? {
        if let exact = TimestampParser.parse(text) { return exact }
        var words = text.split { " ,T\t".contains($0) }.map(String.init)
        guard let date = date(&words, order) else { return nil }
        guard let minutes = seconds(words) else { return nil }
        return Timestamp(
            milliseconds: Timestamp(year: date.year, month: date.month, day: date.day).milliseconds + minutes)
    }

    /// The same day as `2026-11-20`.
    static func day(_ text: String, _ order: ImportPlan.DateOrder) -> String? {
        time(text, order).map { String($0.rfc3339.prefix(10)) }
    }

    /// Takes the words of the date away.
    private static func date(_ words: inout [String], _ order: ImportPlan.DateOrder) -> CivilDate? {
        guard let first = words.first else { return nil }
        let numbers = first.split(omittingEmptySubsequences: false) { "/.-".contains($0) }.map(String.init)
        if numbers.count == 3 {
            words.removeFirst()
            if numbers[0].count == 4 { return civil(numbers[0], numbers[1], numbers[2]) }
            if month(named: numbers[1]) != nil { return civil(numbers[2], numbers[1], numbers[0]) }
            return order == .dmy
                ? civil(numbers[2], numbers[1], numbers[0]) : civil(numbers[2], numbers[0], numbers[1])
        }
        guard words.count >= 3 else { return nil }
        let parts = Array(words.prefix(3))
        words.removeFirst(3)
        return month(named: parts[0]) != nil
            ? civil(parts[2], parts[0], parts[1]) : civil(parts[2], parts[1], parts[0])
    }

    private static func civil(_ year: String, _ month: String, _ day: String) -> CivilDate? {
        guard let year = number(year, 2...4), let month = self.month(named: month) ?? number(month, 1...2),
            let day = number(day, 1...2), (1...12).contains(month)
        else { return nil }
        let whole = year < 100 ? 2000 + year : year
        guard (1900...2100).contains(whole), day >= 1, day <= CivilDate.days(in: month, of: whole) else { return nil }
        return CivilDate(year: whole, month: month, day: day)
    }

    /// Milliseconds since midnight of `14:03`, `2:03:05 PM`, or nothing.
    private static func seconds(_ words: [String]) -> Int64? {
        guard let clock = words.first else { return 0 }
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), var hour = number(parts[0], 1...2), let minute = number(parts[1], 2...2),
            let second = parts.count == 3 ? number(parts[2], 2...2) : 0, hour < 24, minute < 60, second < 60
        else { return nil }
        switch words.dropFirst().first?.lowercased() {
        case nil: break
        case "am" where (1...12).contains(hour): hour %= 12
        case "pm" where (1...12).contains(hour): hour = hour % 12 + 12
        default: return nil
        }
        guard words.count <= 2 else { return nil }
        return Int64(hour * 3600 + minute * 60 + second) * 1000
    }

    private static func number(_ text: String, _ digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    private static func month(named text: String) -> Int? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard text.utf8.count >= 3, text.allSatisfy(\.isLetter) else { return nil }
        return names.firstIndex(of: String(text.lowercased().prefix(3))).map { $0 + 1 }
    }
}

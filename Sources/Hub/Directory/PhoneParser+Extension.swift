extension PhoneSymbols {
    /// Whether the part could be a number at all: two digits, or three and more with punctuation, stars and letters after
    /// them, and perhaps an extension.
    func isViable(_ part: Range<Int>) -> Bool {
        var index = part.lowerBound
        if part.count == 2, Symbol.digit(bytes[index]) != 0xFF, Symbol.digit(bytes[index + 1]) != 0xFF { return true }
        while index < part.upperBound, Symbol.isPlus(bytes[index]) { index += 1 }
        var digits = 0
        while index < part.upperBound, digits < 3 {
            if Symbol.digit(bytes[index]) != 0xFF {
                digits += 1
            } else if !Symbol.isSeparator(bytes[index]) {
                return false
            }
            index += 1
        }
        guard digits == 3 else { return false }
        let least = index
        while index < part.upperBound,
            Symbol.digit(bytes[index]) != 0xFF || Symbol.isSeparator(bytes[index]) || Symbol.isLetter(bytes[index])
        {
            index += 1
        }
        if index == part.upperBound { return true }
        return (least...index).contains { extensionDigits($0..<part.upperBound) != nil }
    }

    /// Where the first extension at the end of the part begins, and its digits; nil when there is none.
    func findExtension(_ part: Range<Int>) -> (start: Int, digits: Range<Int>)? {
        for start in part {
            guard let digits = extensionDigits(start..<part.upperBound) else { continue }
            return isViable(part.lowerBound..<start) ? (start, digits) : nil
        }
        return nil
    }

    /// The digits of an extension that fills the part from its label to its end.
    private func extensionDigits(_ part: Range<Int>) -> Range<Int>? {
        guard part.lowerBound < part.upperBound else { return nil }
        switch bytes[part.lowerBound] {
        case 0x30...0x39: return nil  // most starts are digits, and no extension begins with one
        default: break
        }
        var index = part.lowerBound
        if let after = matches(";ext=", at: index, part.upperBound),
            let digits = lastDigits(after, part.upperBound, 20), digits.upperBound == part.upperBound
        {
            return digits
        }
        index = skip(index, part.upperBound) { $0 == 0x20 || $0 == 0x09 || $0 == 0x2C || $0 == Symbol.noBreakSpace }
        for after in explicitLabels(index, part.upperBound) {
            if let digits = labelledDigits(after, part.upperBound, 20) { return digits }
        }
        if let after = ambiguousLabel(index, part.upperBound), let digits = labelledDigits(after, part.upperBound, 9) {
            return digits
        }
        index = skip(part.lowerBound, part.upperBound) { $0 == 0x20 || $0 == 0x2D }
        if index > part.lowerBound, bytes[part.upperBound - 1] == 0x23,
            let digits = lastDigits(index, part.upperBound, 6)
        {
            return digits
        }
        index = skip(part.lowerBound, part.upperBound) { $0 == 0x20 || $0 == 0x09 || $0 == Symbol.noBreakSpace }
        guard index < part.upperBound else { return nil }
        if let after = matches(",,", at: index, part.upperBound) ?? matches(";", at: index, part.upperBound),
            let digits = labelledDigits(after, part.upperBound, 15)
        {
            return digits
        }
        let commas = skip(index, part.upperBound) { $0 == 0x2C }
        return commas > index ? labelledDigits(commas, part.upperBound, 9) : nil
    }

    /// Positions after `ext`, `extn`, `extensión`, `доб`, `anexo` and their like; of a word and its own front, both.
    private func explicitLabels(_ start: Int, _ end: Int) -> [Int] {
        var found: [Int] = []
        let afterE = matches("e", at: start, end) ?? start
        if let afterExt = matches("xt", at: afterE, end) {
            if let root = matches("ensi", at: afterExt, end), root < end {
                let vowel = bytes[root]
                var after: Int?
                if vowel == Symbol.acuteO {
                    after = root + 1
                } else if vowel | 0x20 == 0x6F {
                    after = root + 1 < end && bytes[root + 1] == Symbol.combiningAcute ? root + 2 : root + 1
                }
                if let after { found += [matches("n", at: after, end) ?? after] }
            }
            found += [matches("n", at: afterExt, end) ?? afterExt]
        }
        var wide = start < end && bytes[start] == Symbol.wideE ? start + 1 : start
        if wide + 1 < end, bytes[wide] == Symbol.wideX, bytes[wide + 1] == Symbol.wideT {
            wide += 2
            found += [wide < end && bytes[wide] == Symbol.wideN ? wide + 1 : wide]
        }
        if start + 2 < end, bytes[start] == Symbol.cyrillicD, bytes[start + 1] == Symbol.cyrillicO,
            bytes[start + 2] == Symbol.cyrillicB
        {
            found += [start + 3]
        }
        if let after = matches("anexo", at: start, end) { found += [after] }
        return found
    }

    /// Position after `x`, `#`, `~`, `int` or their wide forms.
    private func ambiguousLabel(_ start: Int, _ end: Int) -> Int? {
        guard start < end else { return nil }
        switch bytes[start] {
        case 0x58, 0x78, 0x23, 0x7E, Symbol.wideX, Symbol.wideHash, Symbol.wideTilde: return start + 1
        case Symbol.wideI:
            let isWhole = start + 2 < end && bytes[start + 1] == Symbol.wideN && bytes[start + 2] == Symbol.wideT
            return isWhole ? start + 3 : nil
        default: return matches("int", at: start, end)
        }
    }

    /// The digits after a label: a stop or colon, then spaces, commas and hyphens may stand between.
    private func labelledDigits(_ start: Int, _ end: Int, _ most: Int) -> Range<Int>? {
        var index = start
        if index < end, bytes[index] == 0x3A || bytes[index] == 0x2E || bytes[index] == Symbol.wideStop { index += 1 }
        index = skip(index, end) {
            $0 == 0x20 || $0 == 0x09 || $0 == 0x2C || $0 == 0x2D || $0 == Symbol.noBreakSpace
        }
        return lastDigits(index, end, most)
    }

    /// 1 to `most` digits that go to the end, but for one hash.
    private func lastDigits(_ start: Int, _ end: Int, _ most: Int) -> Range<Int>? {
        let index = skip(start, end) { Symbol.digit($0) != 0xFF }
        guard index > start, index - start <= most else { return nil }
        return index == end || index == end - 1 && bytes[index] == 0x23 ? start..<index : nil
    }

    private func skip(_ start: Int, _ end: Int, _ isSkipped: (UInt8) -> Bool) -> Int {
        var index = start
        while index < end, isSkipped(bytes[index]) { index += 1 }
        return index
    }

    /// Position after an ASCII word in lower case, found in either case.
    private func matches(_ word: StaticString, at start: Int, _ end: Int) -> Int? {
        guard start + word.utf8CodeUnitCount <= end else { return nil }
        return word.withUTF8Buffer { letters in
            for offset in 0..<letters.count {
                let symbol = bytes[start + offset]
                let lower = Symbol.isLetter(symbol) ? symbol | 0x20 : symbol
                if lower != letters[offset] { return nil }
            }
            return start + letters.count
        }
    }
}

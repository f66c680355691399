/// Why a text is no number, thrown within the parser.
struct PhoneRefusal: Error {
    let reason: ParsedNumber.Reason

    init(_ reason: ParsedNumber.Reason) { self.reason = reason }
}

/// A calling code and the national number behind it, not yet judged.
struct PhoneReading {
    let callingCode: CallingCode
    let digits: PhoneDigits
    let `extension`: String?
}

/// Reading the number itself: libphonenumber's rules in libphonenumber's order, on symbols and automata.
extension NumberingPlan {
    /// Reads a number out of a text.
    ///
    /// - Parameter home: The region whose habits hold where the text names no country.
    func read(_ symbols: inout PhoneSymbols, home: Int?) throws(PhoneRefusal) -> PhoneReading {
        guard var part = symbols.cutToNumber(), symbols.isViable(part) else { throw PhoneRefusal(.notANumber) }
        guard home != nil || Symbol.isPlus(symbols.bytes[part.lowerBound]) else {
            throw PhoneRefusal(.invalidCountryCode)
        }
        var digitsToDialAfter: String?
        if symbols.hasMarks, let found = symbols.findExtension(part) {
            part = part.lowerBound..<found.start
            digitsToDialAfter = String(
                decoding: found.digits.map { Symbol.digit(symbols.bytes[$0]) + 0x30 }, as: UTF8.self)
        }

        let region = home.map(region(_:))
        let plan: NumberingRegion
        var digits: PhoneDigits
        if let (code, national) = try international(symbols, part, region) {
            digits = national
            plan = self.region(code.mainRegion)
        } else if let region {
            digits = symbols.digits(part)
            plan = region
        } else {
            throw PhoneRefusal(.invalidCountryCode)
        }

        guard digits.count >= 2 else { throw PhoneRefusal(.tooShort) }
        let stripped = withoutNationalPrefix(digits, in: plan)
        switch plan.length(stripped.count) {
        case .tooShort, .localOnly, .invalid: break  // the text may be a number that begins like a prefix
        case .possible, .tooLong: digits = stripped
        }
        guard digits.count >= 2 else { throw PhoneRefusal(.tooShort) }
        guard digits.count <= 17 else { throw PhoneRefusal(.tooLong) }
        return PhoneReading(
            callingCode: callingCode(record: plan.callingCode), digits: digits, extension: digitsToDialAfter)
    }

    /// The calling code and what follows it, when the text names a country; nil when it does not.
    private func international(
        _ symbols: borrowing PhoneSymbols, _ part: Range<Int>, _ region: NumberingRegion?
    ) throws(PhoneRefusal) -> (CallingCode, PhoneDigits)? {
        var start = part.lowerBound
        while start < part.upperBound, Symbol.isPlus(symbols.bytes[start]) { start += 1 }
        let digits = symbols.digits(start..<part.upperBound)
        guard start > part.lowerBound else { return try withoutPlus(digits, region) }

        guard digits.count > 2 else { throw PhoneRefusal(.tooShort) }
        if let found = withoutCallingCode(digits) { return found }
        // The plus may be a mistake: read on as if it were not there.
        guard let found = try withoutPlus(digits, region) else { throw PhoneRefusal(.invalidCountryCode) }
        return found
    }

    /// Looks for a country behind the region's international prefix, and for the region's own code in front.
    private func withoutPlus(
        _ digits: PhoneDigits, _ region: NumberingRegion?
    ) throws(PhoneRefusal) -> (CallingCode, PhoneDigits)? {
        guard digits.count > 0, let region else { return nil }
        if let cut = cut(digits, from: region.internationalPrefix), !digits.isZero(at: cut.end) {
            let abroad = digits.dropping(cut.end)
            guard abroad.count > 2 else { throw PhoneRefusal(.tooShort) }
            guard let found = withoutCallingCode(abroad) else { throw PhoneRefusal(.invalidCountryCode) }
            return found
        }
        let own = callingCode(record: region.callingCode)
        guard let length = digits.lengthOfFront(own.value) else { return nil }
        let national = withoutNationalPrefix(digits.dropping(length), in: region)
        let isBetter = label(of: digits, from: region.general) == 0 && label(of: national, from: region.general) != 0
        return isBetter || region.length(digits.count) == .tooLong ? (own, national) : nil
    }

    private func withoutCallingCode(_ digits: PhoneDigits) -> (CallingCode, PhoneDigits)? {
        guard let (code, length) = callingCode(atFrontOf: digits) else { return nil }
        return (code, digits.dropping(length))
    }

    /// The digits without the region's trunk prefix and carrier code, or with the area code that the region's rule puts in
    /// their place; unchanged when they would lose the shape of a number by it.
    private func withoutNationalPrefix(_ digits: PhoneDigits, in region: NumberingRegion) -> PhoneDigits {
        guard digits.count > 0, let cut = cut(digits, from: region.nationalPrefix), cut.end > 0 else { return digits }
        var stripped = digits
        if region.keepsGroup, cut.hasGroup {
            stripped.replaceFront(with: cut, region: region)
        } else {
            stripped.start += cut.end
        }
        let loses = label(of: stripped, from: region.general) == 0 && label(of: digits, from: region.general) != 0
        return loses ? digits : stripped
    }
}

extension PhoneDigits {
    func isZero(at offset: Int) -> Bool { offset < count && bytes[start + offset] == 0 }

    func dropping(_ length: Int) -> PhoneDigits {
        var rest = self
        rest.start += length
        return rest
    }

    /// How many digits a calling code takes at the front; nil when they begin with something else.
    func lengthOfFront(_ code: Int) -> Int? {
        let length = code < 10 ? 1 : code < 100 ? 2 : 3
        guard count >= length else { return nil }
        var front = 0
        for index in start..<start + length { front = front * 10 + Int(bytes[index]) }
        return front == code ? length : nil
    }
}

extension PhoneSymbols {
    /// The digits of a part: with three letters or more in it a vanity number, whose letters are keys.
    func digits(_ part: Range<Int>) -> PhoneDigits {
        var digits = PhoneDigits()
        let isVanity = hasMarks && part.reduce(0) { $0 + (Symbol.isLetter(bytes[$1]) ? 1 : 0) } >= 3
        for index in part {
            let symbol = bytes[index]
            if isVanity {
                if Symbol.isLetter(symbol) {
                    digits.append(Symbol.key(symbol))
                } else if symbol &- 0x30 < 10 {
                    digits.append(symbol &- 0x30)
                }
            } else if Symbol.digit(symbol) != 0xFF {
                digits.append(Symbol.digit(symbol))
            }
        }
        return digits
    }

    /// The part that may be a number; nil when its phone-context is malformed.
    ///
    /// It begins with the first digit or plus and ends with the last letter, digit or hash. With a phone-context it is
    /// what RFC 3966 says, and the context is put in front.
    mutating func cutToNumber() -> Range<Int>? {
        var part: Range<Int>
        if hasMarks, let context = find(";phone-context=", in: 0..<count) {
            guard let cut = applyContext(context) else { return nil }
            part = cut
        } else {
            guard let start = (0..<count).first(where: { Symbol.digit(bytes[$0]) != 0xFF || Symbol.isPlus(bytes[$0]) })
            else { return 0..<0 }
            var end = count
            while end > start, !Symbol.mayEnd(bytes[end - 1]) { end -= 1 }
            part = start..<end
            if hasMarks, let second = startOfSecondNumber(part) { part = start..<second }
        }
        if hasMarks, let subaddress = find(";isub=", in: part), subaddress.lowerBound > part.lowerBound {
            part = part.lowerBound..<subaddress.lowerBound
        }
        return part
    }

    /// "x302/x2303": where the slash, or backslash, before a second extension stands.
    private func startOfSecondNumber(_ part: Range<Int>) -> Int? {
        part.first { slash in
            guard bytes[slash] == 0x2F || bytes[slash] == 0x5C else { return false }
            var index = slash + 1
            while index < part.upperBound, bytes[index] == 0x20 { index += 1 }
            return index < part.upperBound && bytes[index] == 0x78
        }
    }

    /// Puts a global phone-context before the digits (RFC 3966 §5.1.5); a domain name is dropped.
    private mutating func applyContext(_ parameter: Range<Int>) -> Range<Int>? {
        let value = parameter.upperBound..<((parameter.upperBound..<count).first { bytes[$0] == 0x3B } ?? count)
        guard !value.isEmpty, isGlobalContext(value) || isDomain(value) else { return nil }
        let numberStart = find("tel:", in: 0..<parameter.lowerBound)?.upperBound ?? 0
        guard bytes[value.lowerBound] == 0x2B else { return numberStart..<parameter.lowerBound }
        let before = bytes
        count = 0
        for range in [value, numberStart..<parameter.lowerBound] {
            for index in range {
                bytes[count] = before[index]
                count += 1
            }
        }
        return 0..<count
    }

    private func isGlobalContext(_ value: Range<Int>) -> Bool {
        guard bytes[value.lowerBound] == 0x2B else { return false }
        var digits = 0
        for index in value.dropFirst() {
            switch bytes[index] {
            case 0x28, 0x29, 0x2D, 0x2E: break
            case let symbol where Symbol.digit(symbol) != 0xFF: digits += 1
            default: return false
            }
        }
        return digits > 0
    }

    /// Labels of letters, digits and inner hyphens with stops between them, the last one beginning with a letter.
    private func isDomain(_ value: Range<Int>) -> Bool {
        var end = value.upperBound
        if bytes[end - 1] == 0x2E { end -= 1 }
        var labelStart = value.lowerBound
        while true {
            let labelEnd = (labelStart..<end).first { bytes[$0] == 0x2E } ?? end
            let label = labelStart..<labelEnd
            guard let first = label.first, let last = label.last, isInner(first), isInner(last),
                label.allSatisfy({ isInner($0) || bytes[$0] == 0x2D })
            else { return false }
            if labelEnd == end { return Symbol.isLetter(bytes[first]) }
            labelStart = labelEnd + 1
        }
    }

    private func isInner(_ index: Int) -> Bool {
        Symbol.isLetter(bytes[index]) || Symbol.digit(bytes[index]) != 0xFF
    }

    /// The first place of an ASCII word, by the letter.
    private func find(_ word: StaticString, in part: Range<Int>) -> Range<Int>? {
        word.withUTF8Buffer { letters in
            guard part.count >= letters.count else { return nil }
            for start in part.lowerBound...part.upperBound - letters.count
            where letters.indices.allSatisfy({ bytes[start + $0] == letters[$0] }) {
                return start..<start + letters.count
            }
            return nil
        }
    }
}

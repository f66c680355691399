extension JSONReader {
    /// Reads the number at `index`: RFC 8259 §6.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = index
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var magnitude: UInt64 = 0
        var fits = true
        let firstDigit = index
        while let digit = digit() {
            let (product, overflowed) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(digit)
            if overflowed || carried { fits = false }
            magnitude = sum
        }
        guard index > firstDigit else { throw failure("a digit is missing") }
        if bytes[firstDigit] == UInt8(ascii: "0") && index > firstDigit + 1 {
            throw failure("a number begins with 0", at: firstDigit)
        }
        let isWhole = try !fractionOrExponent()
        if isWhole && fits {
            if !isNegative, let value = Int64(exactly: magnitude) { return .integer(value) }
            if isNegative, magnitude <= Int64.min.magnitude {
                return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
            }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw failure("the number is too large", at: start) }
        return .number(value)
    }

    private mutating func digit() -> UInt64? {
        guard index < bytes.count else { return nil }
        let digit = bytes[index] &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        index += 1
        return UInt64(digit)
    }

    private mutating func digits() throws(JSONError) {
        guard digit() != nil else { throw failure("a digit is missing") }
        while digit() != nil {}
    }

    private mutating func fractionOrExponent() throws(JSONError) -> Bool {
        var found = false
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            found = true
            index += 1
            try digits()
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            found = true
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            try digits()
        }
        return found
    }

    /// Reads the string whose opening quotation mark stands at `index`: RFC 8259 §7.
    mutating func string() throws(JSONError) -> String {
        let opening = index
        index += 1
        let start = index
        skipPlain()
        guard index < bytes.count else { throw failure("a string has no end") }
        if bytes[index] == UInt8(ascii: "\"") {
            defer { index += 1 }
            return try text(UnsafeBufferPointer(rebasing: bytes[start..<index]), from: opening)
        }
        return try stringWithEscapes(from: start, opening: opening)
    }

    private mutating func stringWithEscapes(from start: Int, opening: Int) throws(JSONError) -> String {
        var unescaped = Array(bytes[start..<index])
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return try checked(unescaped, from: opening)
            case UInt8(ascii: "\\"):
                try escape(into: &unescaped)
            case 0..<0x20:
                throw failure("a control character in a string is not escaped")
            default:
                let plain = index
                index += 1
                skipPlain()
                unescaped.append(contentsOf: bytes[plain..<index])
            }
        }
        throw failure("a string has no end")
    }

    private func checked(_ unescaped: [UInt8], from opening: Int) throws(JSONError) -> String {
        try unescaped.withUnsafeBufferPointer { (buffer) throws(JSONError) in try text(buffer, from: opening) }
    }

    private func text(_ utf8: UnsafeBufferPointer<UInt8>, from opening: Int) throws(JSONError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw failure("a string is not valid UTF-8", at: opening)
        }
        return text
    }

    /// Moves on to the next quotation mark, backslash, control character, or the end.
    private mutating func skipPlain() {
        let raw = UnsafeRawBufferPointer(bytes)
        while index + 8 <= raw.count {
            if JSONBytes.hasSpecial(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) { break }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            index += 1
        }
    }

    private mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
        index += 1
        guard index < bytes.count else { throw failure("a string has no end") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: try scalar().utf8)
        default: throw failure("an escape is unknown", at: index - 2)
        }
    }

    /// Reads what follows `\u`, and the second half of a surrogate pair with it.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let start = index - 2
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, index + 1 < bytes.count,
            bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { throw failure("a surrogate stands alone", at: start) }
        index += 2
        let second = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("a surrogate stands alone", at: start) }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count else { throw failure("a string has no end") }
            let digit: UInt8
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
            default: throw failure("`\\u` needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}

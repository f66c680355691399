import Domain

/// How a number is written for people and machines.
package enum PhoneFormat: Hashable, Sendable, CaseIterable {
    /// "+2348021234567"
    case e164
    /// "+234 802 123 4567"
    case international
    /// "0802 123 4567"
    case national
}

extension PhoneParser {
    /// A number as it is written.
    ///
    /// - Parameter region: Where it is read: a national form is given only to readers of the number's own calling code,
    ///   others get the international one; nil means readers of its own.
    package func format(_ number: PhoneNumber, as format: PhoneFormat, in region: String? = nil) -> String {
        guard format != .e164, number.e164.utf8.first == 0x2B else { return number.e164 }
        var digits = PhoneDigits()
        for byte in number.e164.utf8.dropFirst() {
            guard byte &- 0x30 < 10 else { return number.e164 }
            digits.append(byte &- 0x30)
        }
        guard let (code, length) = plan.callingCode(atFrontOf: digits) else { return number.e164 }
        let isNear = region.flatMap(plan.region(named:)).map {
            plan.callingCode(record: plan.region($0).callingCode).value == code.value
        }
        let national = digits.dropping(length)
        guard format == .national, isNear ?? (region == nil) else {
            return "+\(code.value) " + layOut(national, from: code.internationalFormats)
        }
        return layOut(national, from: code.nationalFormats)
    }

    /// Puts digits in the groups of the layout chosen for them: each takes as many as it may, and leaves the others their
    /// least; without a layout they stand together.
    private func layOut(_ digits: PhoneDigits, from root: Int) -> String {
        let label = plan.label(of: digits, from: root)
        guard label != 0 else {
            return String(decoding: (digits.start..<digits.end).map { digits.bytes[$0] + 0x30 }, as: UTF8.self)
        }
        let layout = plan.format(label)
        var spare = digits.count - layout.widths.reduce(0) { $0 + Int($1 >> 4) }
        var ends = [digits.start]
        for width in layout.widths {
            let more = min(spare, Int(width & 0xF) - Int(width >> 4))
            spare -= more
            ends.append(ends[ends.count - 1] + Int(width >> 4) + more)
        }
        var text: [UInt8] = []
        for byte in layout.template {
            if byte < 0x20 {
                for index in ends[Int(byte) - 1]..<ends[Int(byte)] { text.append(digits.bytes[index] + 0x30) }
            } else {
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

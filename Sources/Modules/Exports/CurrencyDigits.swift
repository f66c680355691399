import ModuleKit

/// Minor units as decimals: how many digits stand behind the point of a currency (ISO 4217).
enum CurrencyDigits {
    /// 0, 2 or 3; 2 for a currency that is not known.
    static func count(of currency: UnsafeRawBufferPointer) -> Int {
        Money.digits(of: String(decoding: currency, as: UTF8.self))
    }

    /// Appends `125.50` for 12550 of two digits.
    static func append(_ amount: Int64, digits: Int, to bytes: inout [UInt8]) {
        if amount < 0 { bytes.append(UInt8(ascii: "-")) }
        var text = Array("\(amount.magnitude)".utf8)
        if text.count <= digits {
            text.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits + 1 - text.count), at: 0)
        }
        bytes.append(contentsOf: text.dropLast(digits))
        guard digits > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: text.suffix(digits))
    }
}

import ModuleKit

/// How a network takes a text: 160 characters of its own alphabet or 70 of any other, and in parts where it is longer
/// (reference §12.1; 3GPP TS 23.038).
struct MessageLength: Sendable, Hashable, JSONEncodable {
    enum Encoding: String, Sendable, CaseIterable, JSONEncodable {
        case gsm7 = "gsm-7"
        case ucs2 = "ucs-2"
    }

    let encoding: Encoding
    /// Septets of GSM-7, or units of 16 bits.
    let units: Int
    /// 0 for no text.
    let segments: Int

    init(_ text: String) {
        let widths = text.unicodeScalars.map(Self.septets)
        let isGSM = !widths.contains(nil)
        encoding = isGSM ? .gsm7 : .ucs2
        let sizes = isGSM ? widths.compactMap(\.self) : text.unicodeScalars.map { $0.value > 0xFFFF ? 2 : 1 }
        units = sizes.reduce(0, +)
        segments = Self.parts(sizes, single: isGSM ? 160 : 70, part: isGSM ? 153 : 67)
    }

    /// A character of two units stays in one part.
    private static func parts(_ sizes: [Int], single: Int, part: Int) -> Int {
        let whole = sizes.reduce(0, +)
        guard whole > single else { return whole == 0 ? 0 : 1 }
        var (count, used) = (1, 0)
        for size in sizes {
            if used + size > part { (count, used) = (count + 1, 0) }
            used += size
        }
        return count
    }

    /// nil: not in the network's alphabet.
    private static func septets(_ scalar: Unicode.Scalar) -> Int? {
        if basic.contains(scalar) { return 1 }
        return extended.contains(scalar) ? 2 : nil
    }

    private static let basic = Set(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
    private static let extended = Set("^{}\\[~]|€\u{0C}".unicodeScalars)

    func encode(to json: inout JSONWriter) {
        json.object { encodeMembers(to: &$0) }
    }

    func encodeMembers(to json: inout JSONWriter) {
        json.member("encoding", encoding)
        json.member("units", units)
        json.member("segments", segments)
    }

    static let properties: [Schema.Property] = [
        .required("encoding", .enumeration(Encoding.self)),
        .required("units", .integer(min: 0), "Septets of GSM-7, or units of 16 bits."),
        .required("segments", .integer(min: 0), "Parts that the network makes of it."),
    ]
}

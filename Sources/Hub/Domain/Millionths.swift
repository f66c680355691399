/// Amounts as providers write them, in millionths of the currency's unit: `-0.00850` is 8500.
package enum Millionths {
    /// Reads a decimal text exactly; what a provider charges counts the same with and without its minus.
    ///
    /// - Returns: nil for what is no amount, or one of a billion and more; digits beyond the sixth are rounded half up.
    package static func parse(_ text: String) -> Int64? {
        let unsigned = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let parts = unsigned.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let whole = Array(parts[0])
        let fraction = parts.count > 1 ? Array(parts[1]) : []
        guard !(whole + fraction).isEmpty, whole.count <= 9,
            (whole + fraction).allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let padded = (fraction + [UInt8](repeating: 0x30, count: 7)).prefix(7)
        let amount = (whole + padded.prefix(6)).reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        return (padded.last ?? 0x30) >= 0x35 ? amount + 1 : amount
    }
}

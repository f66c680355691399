extension CSVReader {
    /// Reads the first line, as far as it takes to know what stands between fields.
    ///
    /// - Returns: false when it takes more bytes.
    mutating func findDelimiter() throws(Fault) -> Bool {
        guard delimiter == nil else { return true }
        let counts = mayHaveLine || isAtEnd ? Self.separators(in: buffer, isAtEnd: isAtEnd) : nil
        mayHaveLine = false
        guard let counts else {
            mayHaveLine = buffer.last == 0x0D
            guard buffer.count <= Self.recordLimitBytes else {
                throw Fault(detail: "The first row is longer than \(Self.recordLimitBytes) bytes; this is no CSV file.")
            }
            return false
        }
        if buffer.starts(with: "sep=".utf8), buffer.count > 4 {
            delimiter = buffer[4]
            position = 5
            while position < buffer.count, buffer[position] == 0x0A || buffer[position] == 0x0D { position += 1 }
        } else {
            let best = counts.max { $0.count < $1.count }
            delimiter = best.map { $0.count > 0 ? $0.byte : UInt8(ascii: ",") } ?? UInt8(ascii: ",")
        }
        return true
    }

    /// How often each possible delimiter stands in the first line, outside quotes; nil while that is not whole.
    private static func separators(in bytes: [UInt8], isAtEnd: Bool) -> [(byte: UInt8, count: Int)]? {
        var counts: [(byte: UInt8, count: Int)] = [",", ";", "\t", "|"].map { (UInt8(ascii: $0), 0) }
        var isQuoted = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case 0x0A where !isQuoted && index > 0, 0x0D where !isQuoted && index > 0:
                // `sep=;` is a whole line only with both characters of its line break.
                if byte == 0x0D, index == bytes.count - 1, !isAtEnd { return nil }
                return counts
            default:
                if !isQuoted, let found = counts.firstIndex(where: { $0.byte == byte }) { counts[found].count += 1 }
            }
        }
        return isAtEnd ? counts : nil
    }
}

/// Why a form or a query string cannot be read.
package struct FormError: Error, Sendable, Hashable {
    /// Where, in bytes from the beginning.
    package let offset: Int
    /// One sentence.
    package let reason: String
}

/// Names and values of `application/x-www-form-urlencoded` or of a query string, decoded once into one array of bytes.
///
/// Order, duplicates and blank values are kept: signatures are made over all of them.
package struct FormBody: Sendable {
    /// One pair, as ranges of ``decoded``.
    package struct Field: Sendable, Hashable {
        /// The name.
        package let name: Range<Int>
        /// The value; empty when there is none.
        package let value: Range<Int>
    }

    /// All names and values, percent-decoded, each with one more byte after it.
    package let decoded: [UInt8]
    /// The pairs in the order received.
    package let fields: [Field]

    /// No pairs.
    package init() { (decoded, fields) = ([], []) }

    /// Reads `a=1&b=two+words&c`; empty pieces between ampersands are no pairs.
    ///
    /// - Parameter maximumFields: More pairs than this are refused.
    package init(_ bytes: some Collection<UInt8>, maximumFields: Int = 1_000) throws(FormError) {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count + 2)
        var fields: [Field] = []
        var start = bytes.startIndex
        var offset = 0
        while start != bytes.endIndex {
            let piece = bytes[start...].prefix { $0 != UInt8(ascii: "&") }
            if !piece.isEmpty {
                guard fields.count < maximumFields else {
                    throw FormError(offset: offset, reason: "There are more than \(maximumFields) fields.")
                }
                try fields.append(Self.decode(piece, offset, into: &decoded))
            }
            offset += piece.count + 1
            start = piece.endIndex
            if start != bytes.endIndex { bytes.formIndex(after: &start) }
        }
        if let invalid = UTF8Check.firstFault(in: decoded) {
            throw FormError(offset: invalid, reason: "A name or value is not UTF-8.")
        }
        (self.decoded, self.fields) = (decoded, fields)
    }

    private static func decode(
        _ piece: some Collection<UInt8>, _ offset: Int, into decoded: inout [UInt8]
    ) throws(FormError) -> Field {
        let name = piece.prefix { $0 != UInt8(ascii: "=") }
        let value = piece[name.endIndex...].dropFirst()
        let nameStart = decoded.count
        if let at = PercentCoding.append(name, plusIsSpace: true, to: &decoded) {
            throw FormError(offset: offset + at, reason: "A percent sign is not followed by two hexadecimal digits.")
        }
        let nameEnd = decoded.count
        // The separators stay, so that UTF-8 can be checked in one go: no character can span two pieces.
        decoded.append(UInt8(ascii: "="))
        if let at = PercentCoding.append(value, plusIsSpace: true, to: &decoded) {
            throw FormError(
                offset: offset + name.count + 1 + at,
                reason: "A percent sign is not followed by two hexadecimal digits.")
        }
        let valueEnd = decoded.count
        decoded.append(UInt8(ascii: "&"))
        return Field(name: nameStart..<nameEnd, value: nameEnd + 1..<valueEnd)
    }

    /// How many pairs there are.
    package var count: Int { fields.count }

    /// The first value of a name.
    package subscript(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// The first value of a name as bytes.
    package func bytes(_ name: String) -> ArraySlice<UInt8>? {
        fields.first { isNamed($0, name) }.map { decoded[$0.value] }
    }

    /// All values of a name, in order.
    package func values(_ name: String) -> [String] {
        fields.filter { isNamed($0, name) }.map { String(decoding: decoded[$0.value], as: UTF8.self) }
    }

    /// All pairs, in order.
    package var pairs: [(name: String, value: String)] {
        fields.map { field in
            (
                String(decoding: decoded[field.name], as: UTF8.self),
                String(decoding: decoded[field.value], as: UTF8.self)
            )
        }
    }

    /// The pairs sorted by the bytes of their names, equal names in the order received: what signatures are made over.
    package func sortedByName() -> [Field] {
        // Insertion, for a webhook has a few dozen fields and they often come nearly sorted; and it is stable.
        decoded.withUnsafeBufferPointer { bytes in
            var sorted = fields
            guard sorted.count > 1, sorted.count <= 64 else {
                return fields.enumerated().sorted { a, b in
                    Self.precedes(bytes, a.element.name, b.element.name)
                        || (!Self.precedes(bytes, b.element.name, a.element.name) && a.offset < b.offset)
                }.map(\.element)
            }
            for index in 1..<sorted.count {
                let field = sorted[index]
                var hole = index
                while hole > 0, Self.precedes(bytes, field.name, sorted[hole - 1].name) {
                    sorted[hole] = sorted[hole - 1]
                    hole -= 1
                }
                sorted[hole] = field
            }
            return sorted
        }
    }

    private static func precedes(_ bytes: UnsafeBufferPointer<UInt8>, _ a: Range<Int>, _ b: Range<Int>) -> Bool {
        let common = min(a.count, b.count)
        for index in 0..<common {
            let (left, right) = (bytes[a.lowerBound &+ index], bytes[b.lowerBound &+ index])
            if left != right { return left < right }
        }
        return a.count < b.count
    }

    private func isNamed(_ field: Field, _ name: String) -> Bool {
        field.name.count == name.utf8.count && decoded[field.name].elementsEqual(name.utf8)
    }
}

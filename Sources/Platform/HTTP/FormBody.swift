/// Why a form or a query string cannot be read.
package struct FormError: Error, Sendable, Hashable {
    /// Where, in bytes from the beginning; where it is no UTF-8, of what is decoded.
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

    /// All names and values, percent-decoded, with the separators between them.
    package let decoded: [UInt8]
    /// The pairs in the order received.
    package let fields: [Field]

    /// No pairs.
    package init() { (decoded, fields) = ([], []) }

    /// Reads `a=1&b=two+words&c`; empty pieces between ampersands are no pairs.
    ///
    /// - Parameter maximumFields: More pairs than this are refused.
    @inlinable
    package init(_ bytes: some Collection<UInt8>, maximumFields: Int = 1_000) throws(FormError) {
        self =
            try
            (bytes.withContiguousStorageIfAvailable { Self.read($0, maximumFields) }
            ?? Array(bytes).withUnsafeBufferPointer { Self.read($0, maximumFields) }).get()
    }

    /// As above, of a request's own bytes: no type is looked up at run time, which every request would pay for.
    package init(_ bytes: ArraySlice<UInt8>, maximumFields: Int = 1_000) throws(FormError) {
        self = try bytes.withUnsafeBufferPointer { Self.read($0, maximumFields) }.get()
    }

    @usableFromInline
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ maximumFields: Int) -> Result<FormBody, FormError> {
        Result { () throws(FormError) in try FormBody(contiguous: bytes, maximumFields) }
    }

    private init(contiguous bytes: UnsafeBufferPointer<UInt8>, _ maximumFields: Int) throws(FormError) {
        var decoder = FormDecoder(maximumFields: maximumFields)
        decoded = decoder.decode(bytes)
        fields = decoder.fields
        if let fault = decoder.fault { throw fault }
        if let offset = UTF8Check.firstFault(in: decoded) {
            throw FormError(offset: offset, reason: "A name or value is not UTF-8.")
        }
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

/// One pass over a form: names and values go decoded into one array that is never longer than the form.
private struct FormDecoder {
    let maximumFields: Int
    var fields: [FormBody.Field] = []
    var fault: FormError?

    mutating func decode(_ input: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        fields.reserveCapacity(min(maximumFields, 24))
        return [UInt8](unsafeUninitializedCapacity: input.count) { output, count in
            var index = 0
            while index < input.count, fault == nil {
                if input[index] == UInt8(ascii: "&") {
                    index += 1
                } else if fields.count == maximumFields {
                    fault = FormError(offset: index, reason: "There are more than \(maximumFields) fields.")
                } else {
                    decodePair(input, &index, output, &count)
                }
            }
        }
    }

    // The separators are kept, so that UTF-8 can be checked in one go: no character spans two pieces.
    private mutating func decodePair(
        _ input: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ output: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) {
        var written = count
        if written > 0 {
            output[written] = UInt8(ascii: "&")
            written &+= 1
        }
        let start = written
        var equals: Int?
        while index < input.count, input[index] != UInt8(ascii: "&") {
            var byte = input[index]
            if byte == UInt8(ascii: "=") {
                equals = equals ?? written
            } else if byte == UInt8(ascii: "+") {
                byte = 0x20
            } else if byte == UInt8(ascii: "%") {
                guard index + 2 < input.count, let high = input[index + 1].hexValue, let low = input[index + 2].hexValue
                else {
                    fault = FormError(
                        offset: index, reason: "A percent sign is not followed by two hexadecimal digits.")
                    return
                }
                byte = high << 4 | low
                index &+= 2
            }
            output[written] = byte
            written &+= 1
            index &+= 1
        }
        let value = equals.map { $0 + 1..<written } ?? written..<written
        fields.append(FormBody.Field(name: start..<(equals ?? written), value: value))
        count = written
    }
}

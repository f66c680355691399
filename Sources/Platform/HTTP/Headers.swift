/// The fields of one message: offsets into the bytes of its head, so that a field costs nothing until it is asked for.
package struct Headers: Sendable, RandomAccessCollection {
    /// One field, in the order received.
    package struct Field: Sendable {
        /// The name as received.
        package let nameBytes: ArraySlice<UInt8>
        /// The value without the blanks around it.
        package let valueBytes: ArraySlice<UInt8>
        /// The name as received.
        package var name: String { String(decoding: nameBytes, as: UTF8.self) }
        /// The value; bytes that are not UTF-8 become U+FFFD.
        package var value: String { String(decoding: valueBytes, as: UTF8.self) }
    }

    let bytes: [UInt8]
    let base: Int
    let slots: [FieldSlot]

    init(bytes: [UInt8], base: Int, slots: [FieldSlot]) {
        self.bytes = bytes
        self.base = base
        self.slots = slots
    }

    /// No fields.
    package init() { self.init(bytes: [], base: 0, slots: []) }

    /// Fields made by the program itself: for clients and tests.
    package init(_ fields: [(String, String)]) {
        var bytes: [UInt8] = []
        var slots: [FieldSlot] = []
        for (name, value) in fields {
            let nameStart = bytes.count
            bytes.append(contentsOf: name.utf8)
            let valueStart = bytes.count
            bytes.append(contentsOf: value.utf8)
            slots.append(FieldSlot(nameStart, valueStart, valueStart, bytes.count))
        }
        self.init(bytes: bytes, base: 0, slots: slots)
    }

    /// 0.
    package var startIndex: Int { 0 }
    /// How many fields there are.
    package var endIndex: Int { slots.count }

    /// The field at a position.
    package subscript(position: Int) -> Field {
        let slot = slots[position]
        return Field(
            nameBytes: bytes[base + Int(slot.nameStart)..<base + Int(slot.nameEnd)], valueBytes: value(of: slot))
    }

    /// The first value of a field, whatever the case of its name.
    package subscript(_ name: String) -> String? {
        bytes(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first value of a field as bytes.
    package func bytes(_ name: String) -> ArraySlice<UInt8>? {
        firstSlot(name, from: 0).map { value(of: slots[$0]) }
    }

    /// All values of a field, one a line, not split at commas.
    package func values(_ name: String) -> [String] {
        var found: [String] = []
        forEachValue(name) { found.append(String(decoding: $0, as: UTF8.self)) }
        return found
    }

    /// Whether a field is there at all.
    package func contains(_ name: String) -> Bool { firstSlot(name, from: 0) != nil }

    /// Whether a comma-separated field has this element (RFC 9110 §5.6.1), whatever the case.
    package func contains(_ name: String, token: String) -> Bool {
        var found = false
        forEachValue(name) { value in
            for element in value.split(separator: UInt8(ascii: ","))
            where !found && trimmingBlanks(element).elementsEqual(token.utf8, by: { $0.lowered == $1.lowered }) {
                found = true
            }
        }
        return found
    }

    /// The value of a cookie (RFC 6265 §4.2), or nil; the first wins, as browsers send the most specific first.
    package func cookie(_ name: String) -> String? {
        var found: String?
        forEachValue("cookie") { value in
            for pair in value.split(separator: UInt8(ascii: ";")) where found == nil {
                let pair = trimmingBlanks(pair)
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), pair[..<equals].elementsEqual(name.utf8)
                else { continue }
                var content = pair[(equals + 1)...]
                if content.count >= 2, content.first == UInt8(ascii: "\""), content.last == UInt8(ascii: "\"") {
                    content = content.dropFirst().dropLast()
                }
                found = String(decoding: content, as: UTF8.self)
            }
        }
        return found
    }

    private func value(of slot: FieldSlot) -> ArraySlice<UInt8> {
        bytes[base + Int(slot.valueStart)..<base + Int(slot.valueEnd)]
    }

    private func forEachValue(_ name: String, _ body: (ArraySlice<UInt8>) -> Void) {
        var index = 0
        while let found = firstSlot(name, from: index) {
            body(value(of: slots[found]))
            index = found + 1
        }
    }

    private func firstSlot(_ name: String, from: Int) -> Int? {
        var name = name
        return name.withUTF8 { wanted in
            bytes.withUnsafeBufferPointer { all in
                for index in from..<slots.count {
                    let slot = slots[index]
                    guard Int(slot.nameEnd &- slot.nameStart) == wanted.count else { continue }
                    let start = base &+ Int(slot.nameStart)
                    if equalIgnoringCase(UnsafeBufferPointer(rebasing: all[start..<start &+ wanted.count]), wanted) {
                        return index
                    }
                }
                return nil
            }
        }
    }
}

/// Where a field stands, counted from the first byte of its head.
struct FieldSlot: Sendable {
    let nameStart, nameEnd, valueStart, valueEnd: UInt32

    @inline(__always)
    init(_ nameStart: Int, _ nameEnd: Int, _ valueStart: Int, _ valueEnd: Int) {
        self.nameStart = UInt32(truncatingIfNeeded: nameStart)
        self.nameEnd = UInt32(truncatingIfNeeded: nameEnd)
        self.valueStart = UInt32(truncatingIfNeeded: valueStart)
        self.valueEnd = UInt32(truncatingIfNeeded: valueEnd)
    }
}

/// The slice without spaces and tabs at its ends.
func trimmingBlanks(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var slice = slice
    while let first = slice.first, first.isBlank { slice.removeFirst() }
    while let last = slice.last, last.isBlank { slice.removeLast() }
    return slice
}

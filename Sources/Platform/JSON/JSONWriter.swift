/// Appends JSON to a byte array and sets the commas by itself.
///
/// It stands on the hot path: UTF-8 goes in directly, and text without escapes is one copy.
/// It does not check that the calls make a document: a key belongs in an object, and one value after each key.
package struct JSONWriter: Sendable {
    /// What has been written so far.
    package var bytes: [UInt8]
    private var needsComma = false

    /// Makes an empty writer.
    package init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Writes `{…}`.
    @inlinable
    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes `[…]`.
    @inlinable
    package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes the member `name` whose value is an object.
    @inlinable
    package mutating func object(_ name: StaticString, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    /// Writes the member `name` whose value is an array.
    @inlinable
    package mutating func array(_ name: StaticString, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(body)
    }

    /// Writes a member's name; its value must follow.
    package mutating func key(_ name: StaticString) {
        separate()
        if name.hasPointerRepresentation {
            name.withUTF8Buffer { quote($0) }
        } else {
            quote(name.description)
        }
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member's name known only at run time; its value must follow.
    @_disfavoredOverload
    package mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes any value.
    @inlinable
    package mutating func value(_ value: some JSONEncodable) { value.encode(to: &self) }

    /// Writes text.
    package mutating func value(_ value: String) {
        separate()
        quote(value)
        needsComma = true
    }

    /// Writes a whole number.
    package mutating func value(_ value: Int) { integer(negative: value < 0, magnitude: UInt64(value.magnitude)) }

    /// Writes a whole number.
    package mutating func value(_ value: Int64) { integer(negative: value < 0, magnitude: value.magnitude) }

    /// Writes `true` or `false`.
    package mutating func value(_ value: Bool) {
        separate()
        bytes.append(contentsOf: value ? Self.true : Self.false)
        needsComma = true
    }

    /// Writes the shortest digits that read back as the same number; `null` for what JSON cannot say (∞, NaN).
    package mutating func value(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
        needsComma = true
    }

    /// Writes `null`.
    package mutating func null() {
        separate()
        bytes.append(contentsOf: Self.null)
        needsComma = true
    }

    /// Writes text that is UTF-8 already, such as a slice of a request.
    ///
    /// - Parameter utf8: Must be valid UTF-8: it is escaped, not checked.
    package mutating func text(utf8: UnsafeBufferPointer<UInt8>) {
        separate()
        quote(utf8)
        needsComma = true
    }

    /// Writes text that `body` appends: ASCII without quotes, backslashes and control bytes, such as an identifier.
    @inlinable
    package mutating func ascii(_ body: (inout [UInt8]) -> Void) {
        beginText()
        body(&bytes)
        endText()
    }

    /// Writes what stands before a text.
    package mutating func beginText() {
        separate()
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes what stands behind a text.
    package mutating func endText() {
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a value that is JSON already.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// Writes a name and its value.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: some JSONEncodable) {
        key(name)
        value.encode(to: &self)
    }

    /// Writes a name and its value, or nothing at all when there is none.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: (some JSONEncodable)?) {
        guard let value else { return }
        key(name)
        value.encode(to: &self)
    }

    /// Writes a name and its text, or nothing at all when there is none.
    package mutating func member(_ name: StaticString, _ value: String?) {
        if let value { member(name, value) }
    }

    /// Writes a name and its number, or nothing at all when there is none.
    package mutating func member(_ name: StaticString, _ value: Int64?) {
        if let value { member(name, value) }
    }

    /// Writes a name and its text.
    package mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        self.value(value)
    }

    /// Writes a name and its whole number.
    package mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        self.value(value)
    }

    /// Writes a name and its whole number.
    package mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        self.value(value)
    }

    /// Writes a name and its truth.
    package mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        self.value(value)
    }

    /// Writes a name and a value that is JSON already.
    package mutating func member(_ name: StaticString, raw json: some Collection<UInt8>) {
        key(name)
        raw(json)
    }

    /// Writes the elements of any sequence as an array.
    @inlinable
    package mutating func elements(_ elements: some Sequence<some JSONEncodable>) {
        array { json in
            for element in elements { element.encode(to: &json) }
        }
    }

    @usableFromInline
    mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    mutating func integer(negative: Bool, magnitude: UInt64) {
        separate()
        if negative { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        var low = start
        var high = bytes.count - 1
        while low < high {
            bytes.swapAt(low, high)
            low += 1
            high -= 1
        }
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private static let `true` = Array("true".utf8)
    private static let `false` = Array("false".utf8)
    private static let null = Array("null".utf8)
}

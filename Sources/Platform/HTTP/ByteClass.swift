import Glibc

/// Sets of bytes that RFC 9110 and RFC 3986 name, as tests without tables.
extension UInt8 {
    /// `tchar` (RFC 9110 §5.6.2): what methods, field names and parameters are made of.
    @inline(__always)
    package var isTokenByte: Bool {
        if self < 64 { return (0x03ff_6cfa_0000_0000 as UInt64) >> UInt64(self) & 1 == 1 }
        return self < 128 && (0x57ff_ffff_c7ff_fffe as UInt64) >> UInt64(self & 63) & 1 == 1
    }

    /// Unreserved characters and sub-delimiters (RFC 3986 §2) but the comma, which makes one Host look like two.
    @inline(__always)
    var isHostByte: Bool {
        if self < 64 { return (0x2bff_6fd2_0000_0000 as UInt64) >> UInt64(self) & 1 == 1 }
        return self < 128 && (0x47ff_fffe_87ff_fffe as UInt64) >> UInt64(self & 63) & 1 == 1
    }

    /// VCHAR, obs-text, space and tab: what a field value may hold (RFC 9110 §5.5).
    @inline(__always)
    package var isFieldValueByte: Bool { self >= 0x20 ? self != 0x7f : self == 0x09 }

    @inline(__always)
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    @inline(__always)
    var isDigit: Bool { self &- 0x30 < 10 }

    /// ASCII lower case; other bytes as they are.
    @inline(__always)
    package var lowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// The value of a hexadecimal digit, or nil.
    @inline(__always)
    package var hexValue: UInt8? {
        if self &- 0x30 < 10 { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The index of the first `byte` at or after `from`, or nil.
    @inline(__always)
    func first(_ byte: UInt8, from: Int, to end: Int) -> Int? {
        guard from < end, let base = baseAddress,
            let found = memchr(base + from, Int32(byte), end - from)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// The index of the first byte that may not stand in a field value, or `end`; eight bytes a step.
    @inline(__always)
    func firstOutsideFieldValue(from: Int, to end: Int) -> Int {
        var index = from
        let raw = UnsafeRawBufferPointer(self)
        while index &+ 8 <= end {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let below = (word &- 0x2020_2020_2020_2020) & ~word
            let delete = word ^ 0x7f7f_7f7f_7f7f_7f7f
            let deletes = (delete &- 0x0101_0101_0101_0101) & ~delete
            if (below | deletes) & 0x8080_8080_8080_8080 == 0 {
                index &+= 8
                continue
            }
            let stop = index &+ 8
            while index < stop {
                if !self[index].isFieldValueByte { return index }
                index &+= 1
            }
        }
        while index < end, self[index].isFieldValueByte { index &+= 1 }
        return index
    }

    /// Whether the bytes in `range` are `name`, whatever the case; `name` is in lower case.
    @inline(__always)
    func equals(_ name: StaticString, from: Int, to end: Int) -> Bool {
        guard end - from == name.utf8CodeUnitCount else { return false }
        for index in 0..<name.utf8CodeUnitCount where self[from &+ index].lowered != name.utf8Start[index] {
            return false
        }
        return true
    }
}

/// Whether two byte strings are the same but for ASCII case.
@inline(__always)
package func equalIgnoringCase(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<a.count where a[index] != b[index] && a[index].lowered != b[index].lowered { return false }
    return true
}

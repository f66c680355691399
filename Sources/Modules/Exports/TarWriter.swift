import ModuleKit

/// The frame of an uncompressed tar file in the form of POSIX.1-1988 (ustar), which every system's tools read.
enum TarWriter {
    static let blockBytes = 512

    /// What stands before an entry's bytes.
    ///
    /// - Parameter name: ASCII, at most 100 characters.
    static func head(_ name: String, size: Int64, at time: Timestamp) -> [UInt8] {
        var head = [UInt8](repeating: 0, count: blockBytes)
        put(Array(name.utf8.prefix(100)), at: 0, in: &head)
        put(octal(0o600, 7), at: 100, in: &head)
        put(octal(0, 7), at: 108, in: &head)
        put(octal(0, 7), at: 116, in: &head)
        put(octal(size, 11), at: 124, in: &head)
        put(octal(time.milliseconds / 1_000, 11), at: 136, in: &head)
        put([UInt8](repeating: 0x20, count: 8), at: 148, in: &head)
        head[156] = UInt8(ascii: "0")
        put(Array("ustar\0".utf8) + Array("00".utf8), at: 257, in: &head)
        put(octal(head.reduce(Int64(0)) { $0 + Int64($1) }, 6) + [0, 0x20], at: 148, in: &head)
        return head
    }

    /// What fills the last block of an entry of that size.
    static func padding(_ size: Int64) -> [UInt8] {
        let rest = Int(size % Int64(blockBytes))
        return rest == 0 ? [] : [UInt8](repeating: 0, count: blockBytes - rest)
    }

    /// A whole entry.
    static func entry(_ name: String, _ bytes: [UInt8], at time: Timestamp) -> [UInt8] {
        head(name, size: Int64(bytes.count), at: time) + bytes + padding(Int64(bytes.count))
    }

    /// What ends the file.
    static let end = [UInt8](repeating: 0, count: 2 * blockBytes)

    private static func put(_ bytes: [UInt8], at place: Int, in head: inout [UInt8]) {
        head.replaceSubrange(place..<(place + bytes.count), with: bytes)
    }

    private static func octal(_ number: Int64, _ digits: Int) -> [UInt8] {
        let text = String(max(0, number), radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }
}

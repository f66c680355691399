import CSQLite

/// Memory of one connection where the texts and blobs of running statements stand while SQLite reads them.
///
/// Statements nest (one runs while another's rows are read), so it is a stack: a statement marks it, and releases it to
/// its mark. What does not fit is copied by SQLite.
final class LentBytes {
    private static let capacity = 128 * 1_024
    private let start = UnsafeMutableRawPointer.allocate(byteCount: LentBytes.capacity, alignment: 16)
    private(set) var mark = 0

    deinit { start.deallocate() }

    func release(to mark: Int) { self.mark = mark }

    @inline(__always)
    private func lend(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
        guard bytes.count <= Self.capacity - mark else { return nil }
        let place = start + mark
        if let source = bytes.baseAddress { place.copyMemory(from: source, byteCount: bytes.count) }
        mark += bytes.count
        return place
    }

    @inline(__always)
    func bind(_ text: String, to statement: OpaquePointer, _ index: CInt) -> CInt {
        var text = text
        return text.withUTF8 { bind(text: UnsafeRawBufferPointer($0), to: statement, index) }
    }

    func bind(utf8 bytes: [UInt8], to statement: OpaquePointer, _ index: CInt) -> CInt {
        bytes.withUnsafeBytes { bind(text: $0, to: statement, index) }
    }

    @inline(__always)
    private func bind(text: UnsafeRawBufferPointer, to statement: OpaquePointer, _ index: CInt) -> CInt {
        if let place = lend(text) {
            return hub_bind_text_lent(statement, index, place.assumingMemoryBound(to: CChar.self), CInt(text.count))
        }
        let start = text.assumingMemoryBound(to: CChar.self).baseAddress
        return hub_bind_text_copied(statement, index, start, UInt64(text.count))
    }

    func bind(blob bytes: [UInt8], to statement: OpaquePointer, _ index: CInt) -> CInt {
        bytes.withUnsafeBytes { bytes in
            if let place = lend(bytes) {
                return hub_bind_blob_lent(statement, index, place, CInt(bytes.count))
            }
            return hub_bind_blob_copied(statement, index, bytes.baseAddress, UInt64(bytes.count))
        }
    }
}

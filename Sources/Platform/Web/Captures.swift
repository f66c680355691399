import HTTP

/// Where a path's captured segments lie; nothing is copied until one is asked for.
package struct Captures: Sendable {
    static let mostCaptures = 4

    private let path: ArraySlice<UInt8>
    /// Start and end of each, from the path's beginning.
    private var bounds = SIMD8<UInt16>()
    private(set) var count = 0

    init(path: ArraySlice<UInt8>) { self.path = path }

    /// No captures.
    package init() { path = [] }

    mutating func append(_ range: Range<Int>) {
        bounds[count * 2] = UInt16(truncatingIfNeeded: range.lowerBound)
        bounds[count * 2 + 1] = UInt16(truncatingIfNeeded: range.upperBound)
        count += 1
    }

    mutating func removeLast() { count -= 1 }

    /// The segment as received.
    package func raw(_ index: Int) -> ArraySlice<UInt8> {
        path[path.startIndex + Int(bounds[index * 2])..<path.startIndex + Int(bounds[index * 2 + 1])]
    }

    /// Whether ``text(_:)`` gives anything; plain segments are seen to be readable without making text of them.
    func isReadable(_ index: Int) -> Bool {
        raw(index).allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "%") } || text(index) != nil
    }

    /// The segment with its `%XX` read; nil when that is no UTF-8 or no `%XX`.
    package func text(_ index: Int) -> String? {
        PercentCoding.decodeText(raw(index))
    }
}

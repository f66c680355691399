import Glibc
import ModuleKit

/// Bearer tokens that were found good since the last change of access, and who they are; owned by the gatekeeper's lock.
///
/// Found by a hash whose key is this process's own (SipHash), then compared whole.
struct TokenCache: Sendable {
    struct Entry: Sendable {
        let token: [UInt8]
        let caller: Caller
        /// When the key's use was last noted; a key's use is noted once a minute.
        var noted: Timestamp
    }

    /// At most so many; past it, all are forgotten and found good again one by one.
    static let bound = 16_384

    private var entries: [Int: Entry] = [:]

    static func hash(of token: ArraySlice<UInt8>) -> Int {
        var hasher = Hasher()
        token.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    func find(_ token: ArraySlice<UInt8>, hash: Int) -> Entry? {
        guard let entry = entries[hash], entry.token.count == token.count else { return nil }
        let isSame = entry.token.withUnsafeBytes { kept in
            token.withUnsafeBytes { given in
                guard let kept = kept.baseAddress, let given = given.baseAddress else { return false }
                return memcmp(kept, given, token.count) == 0
            }
        }
        return isSame ? entry : nil
    }

    mutating func insert(_ entry: Entry, hash: Int) {
        if entries.count >= Self.bound { removeAll() }
        entries[hash] = entry
    }

    mutating func note(_ time: Timestamp, hash: Int) { entries[hash]?.noted = time }

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }
}

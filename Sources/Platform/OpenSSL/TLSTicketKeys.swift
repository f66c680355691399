import COpenSSL
import Glibc

/// The keys that session tickets are sealed with, a new one every hour.
///
/// A ticket is opened for two hours after its key was last used to seal; then the key is forgotten, and what was
/// recorded with its help stays closed for good.
package struct TLSTicketKeys: Sendable {
    /// Lends the keys of a server, whose contexts share them, to one thread at a time.
    package typealias Access = @Sendable (_ use: (inout TLSTicketKeys) -> Void) -> Void

    /// How long a session can be resumed.
    static let ticketSeconds = 7_200
    private static let sealingSeconds: Int64 = 3_600

    struct Key: Sendable {
        let name = Random.bytes(16)
        let cipher = Random.bytes(32)
        let mac = Random.bytes(32)
        let made: Int64
    }

    // The newest first.
    private var keys: [Key] = []

    /// No key yet.
    package init() {}

    /// - Parameter now: Seconds of a clock that never goes back.
    mutating func keyForSealing(at now: Int64) -> Key {
        forgetOld(now)
        if let newest = keys.first, now - newest.made < Self.sealingSeconds { return newest }
        let key = Key(made: now)
        keys.insert(key, at: 0)
        return key
    }

    mutating func keyForOpening(_ name: [UInt8], at now: Int64) -> (Key, isNewest: Bool)? {
        forgetOld(now)
        guard let place = keys.firstIndex(where: { $0.name == name }) else { return nil }
        return (keys[place], place == 0 && now - keys[place].made < Self.sealingSeconds)
    }

    private mutating func forgetOld(_ now: Int64) {
        keys.removeAll { now - $0.made >= Self.sealingSeconds + Int64(Self.ticketSeconds) }
    }
}

/// One ticket on its way through OpenSSL, which brings the places to be filled.
struct TLSTicket {
    let name: UnsafeMutablePointer<UInt8>
    let vector: UnsafeMutablePointer<UInt8>
    let cipher: OpaquePointer?
    let mac: OpaquePointer?

    /// - Returns: As OpenSSL wants it: 1 for done, -1 for failed.
    func seal(_ access: TLSTicketKeys.Access) -> CInt {
        var newest: TLSTicketKeys.Key?
        access { newest = $0.keyForSealing(at: Self.now()) }
        guard let key = newest else { return -1 }
        for (index, byte) in key.name.enumerated() { name[index] = byte }
        guard RAND_bytes(vector, 16) == 1, EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key.cipher, vector) == 1,
            copenssl_set_hmac_sha256(mac, key.mac, key.mac.count) == 1
        else { return -1 }
        return 1
    }

    /// - Returns: As OpenSSL wants it: 0 for an unknown key, 2 when the client shall have a new ticket.
    func open(_ access: TLSTicketKeys.Access) -> CInt {
        let wanted = Array(UnsafeBufferPointer(start: name, count: 16))
        var found: (key: TLSTicketKeys.Key, isNewest: Bool)?
        access { found = $0.keyForOpening(wanted, at: Self.now()) }
        guard let found else { return 0 }
        guard EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nil, found.key.cipher, vector) == 1,
            copenssl_set_hmac_sha256(mac, found.key.mac, found.key.mac.count) == 1
        else { return -1 }
        return found.isNewest ? 1 : 2
    }

    /// Seconds of the monotonic clock.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec)
    }
}

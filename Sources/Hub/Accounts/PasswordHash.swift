import OpenSSL

/// A password as it is stored: scrypt (RFC 7914) with its own parameters, so that they can be raised later.
struct PasswordHash: Sendable, Hashable {
    let cost: Cost
    let salt: [UInt8]
    let key: [UInt8]

    /// What guessing one password costs: 128·2^logN·r bytes of memory, p times.
    struct Cost: Sendable, Hashable {
        var logN: Int
        var r: Int
        var p: Int

        /// 32 MiB and about a tenth of a second.
        static let standard = Cost(logN: 15, r: 8, p: 1)
    }

    /// Hashes a new password; as slow as `cost` says, so never on a loop.
    init(of password: String, cost: Cost) throws(CryptoError) {
        let salt = Random.bytes(16)
        self.cost = cost
        self.salt = salt
        key = try Self.derive(password, salt, cost)
    }

    /// A hash that no password has, of the same price: for e-mails that nobody signs in with.
    init(ofNobodyAt cost: Cost) {
        self.cost = cost
        salt = Random.bytes(16)
        key = Random.bytes(32)
    }

    /// Reads `scrypt$15$8$1$<salt>$<key>`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let logN = Int(parts[1]), (1...24).contains(logN),
            let r = Int(parts[2]), let p = Int(parts[3]), let salt = Base64.decodeURL(String(parts[4])),
            let key = Base64.decodeURL(String(parts[5])), key.count == 32
        else { return nil }
        cost = Cost(logN: logN, r: r, p: p)
        self.salt = salt
        self.key = key
    }

    /// What the database keeps.
    var text: String {
        "scrypt$\(cost.logN)$\(cost.r)$\(cost.p)$\(Base64.encodeURL(salt))$\(Base64.encodeURL(key))"
    }

    /// Whether this is the password; as slow as hashing it, so never on a loop.
    func matches(_ password: String) throws(CryptoError) -> Bool {
        constantTimeEquals(try Self.derive(password, salt, cost), key)
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ cost: Cost) throws(CryptoError) -> [UInt8] {
        try Scrypt.derive(
            password: Array(password.utf8), salt: salt, n: 1 << cost.logN, r: cost.r, p: cost.p, length: 32)
    }
}

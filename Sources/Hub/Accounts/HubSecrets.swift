import Glibc
import ModuleKit
import OpenSSL
import Reactor

/// The keys of the hub itself: what signs access tokens and what seals secrets in the database.
///
/// They stand in `DATA/secret.key`, one JSON object, mode 0600, made at first start:
/// `{"signing":[{"id":"…","key":"<base64url>"}…],"sealing":{"id":"…","key":"…"},"retiredSealing":[…],
/// "ledger":{…}}`. The first signing key
/// signs; all of them verify. What a retired sealing key has sealed is sealed again at the next start: see ``Sealing``.
package struct HubSecrets: Sendable {
    /// 32 random bytes with a name.
    package struct Key: Sendable, Hashable {
        /// Names it in tokens (`kid`).
        package let id: String
        /// The key itself, 32 bytes.
        package let bytes: [UInt8]

        init() {
            id = Hex.encode(Random.bytes(4))
            bytes = Random.bytes(32)
        }

        init?(_ json: JSONValue) {
            guard let id = json["id"].string, !id.isEmpty,
                let bytes = json["key"].string.flatMap({ Base64.decodeURL($0) }),
                bytes.count == 32
            else { return nil }
            self.id = id
            self.bytes = bytes
        }

        var json: JSONValue { ["id": .string(id), "key": .string(Base64.encodeURL(bytes))] }
    }

    /// Signs access tokens.
    package let signing: Key
    /// Signed access tokens that may still be about.
    package let retired: [Key]
    /// Seals what the database must keep but not show (AES-256-GCM).
    package let sealing: Key
    /// Sealed before, and may still have: a rotation that was cut short, or an older backup.
    package let retiredSealing: [Key]
    /// Marks who was erased, for as long as the hub lives: it never rotates, or the marks would mean nobody.
    package let ledger: Key

    /// New keys, kept nowhere: for tests and for a hub that forgets.
    package init() {
        signing = Key()
        retired = []
        sealing = Key()
        retiredSealing = []
        ledger = Key()
    }

    init(signing: Key, retired: [Key], sealing: Key, retiredSealing: [Key], ledger: Key) {
        self.signing = signing
        self.retired = retired
        self.sealing = sealing
        self.retiredSealing = retiredSealing
        self.ledger = ledger
    }

    /// Reads the file; makes it with new keys where there is none.
    ///
    /// - Throws: ``SecretsUnavailable`` with one sentence that says what to do.
    package init(file path: String) throws(SecretsUnavailable) {
        if let existing = try Self.read(path) {
            self = existing
            return
        }
        self.init()
        guard try !Self.place(jsonBytes, at: path, replacing: false) else { return }
        // Another program made it since we looked: its keys count.
        guard let existing = try Self.read(path) else {
            throw SecretsUnavailable("\(path) appeared and vanished again.")
        }
        self = existing
    }

    /// New keys in front of these; write them with ``replace(file:)``, then seal again what was sealed: ``Sealing``.
    package func rotated() -> HubSecrets {
        HubSecrets(
            signing: Key(), retired: [signing] + retired.prefix(1), sealing: Key(),
            retiredSealing: [sealing] + retiredSealing.prefix(1), ledger: ledger)
    }

    /// Whether there is a file of that name.
    package static func isFile(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes the keys over the file at `path`, whole or not at all.
    package func replace(file path: String) throws(SecretsUnavailable) {
        _ = try Self.place(jsonBytes, at: path, replacing: true)
    }

    private var jsonBytes: [UInt8] {
        var json: JSONObject = [
            "signing": .array(([signing] + retired).map(\.json)), "sealing": sealing.json, "ledger": ledger.json,
        ]
        if !retiredSealing.isEmpty { json["retiredSealing"] = .array(retiredSealing.map(\.json)) }
        return json.jsonBytes + [UInt8(ascii: "\n")]
    }

    private init?(json: JSONValue) {
        let keys = json["signing"].array?.compactMap { Key($0) } ?? []
        guard let first = keys.first, keys.count == json["signing"].array?.count, let sealing = Key(json["sealing"])
        else {
            return nil
        }
        let retired = json["retiredSealing"].array ?? []
        let known = retired.compactMap { Key($0) }
        guard known.count == retired.count else { return nil }
        self.init(
            signing: first, retired: Array(keys.dropFirst()), sealing: sealing, retiredSealing: known,
            ledger: Key(json["ledger"]) ?? Key())
    }

    private static func read(_ path: String) throws(SecretsUnavailable) -> HubSecrets? {
        let raw = open(path, O_RDONLY | O_CLOEXEC)
        if raw == -1, errno == ENOENT { return nil }
        guard raw != -1 else { throw .last("cannot read", path) }
        let file = FileDescriptor(owning: raw)
        var facts = stat()
        guard fstat(file.raw, &facts) == 0 else { throw .last("cannot read", path) }
        guard facts.st_mode & 0o007 == 0 else {
            throw SecretsUnavailable(
                "\(path) can be read by everybody on this machine: chmod 600 it, and consider new keys.")
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(file.raw, &bytes, bytes.count)
        guard count >= 0 else { throw .last("cannot read", path) }
        // Where in the file it went wrong would put parts of keys into a log.
        guard let json = try? JSONParser.parse(Array(bytes.prefix(count))), let secrets = HubSecrets(json: json) else {
            throw SecretsUnavailable(
                "\(path) is not a file of keys: put the right one back, from where backups are kept.")
        }
        // A file from before there was a ledger is given its key, which has to stay.
        if json["ledger"].isNull { try secrets.replace(file: path) }
        return secrets
    }

    /// Writes a file that is there whole or not at all, whatever happens meanwhile.
    ///
    /// - Returns: false when a file of that name is there already and is not to be replaced.
    private static func place(_ bytes: [UInt8], at path: String, replacing: Bool) throws(SecretsUnavailable) -> Bool {
        let draft = "\(path).\(Hex.encode(Random.bytes(6)))"
        let raw = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard raw != -1 else { throw .last("cannot make", path) }
        let file = FileDescriptor(owning: raw)
        defer { unlink(draft) }
        guard write(file.raw, bytes, bytes.count) == bytes.count, fsync(file.raw) == 0 else {
            throw .last("cannot write", path)
        }
        if (replacing ? rename(draft, path) : link(draft, path)) != 0 {
            guard !replacing, errno == EEXIST else { throw .last("cannot make", path) }
            return false
        }
        let slash = path.lastIndex(of: "/")
        let folder = open(slash.map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder != -1 else { return true }
        fsync(folder)
        close(folder)
        return true
    }
}

/// Why the hub has no keys, as one sentence for whoever starts it.
package struct SecretsUnavailable: Error, CustomStringConvertible, Sendable {
    /// The sentence.
    package let description: String

    init(_ description: String) { self.description = description }

    static func last(_ what: String, _ path: String) -> SecretsUnavailable {
        SecretsUnavailable("\(what) \(path): \(String(cString: strerror(errno))).")
    }
}

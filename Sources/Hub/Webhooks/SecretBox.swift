import Domain
import JSON
import OpenSSL

/// Writes secrets down and reads them again: the one place that does, and so the one that encrypts them.
///
/// The first byte says how: 0 plain JSON, 1 AES-256-GCM bound to the account.
struct SecretBox: Sendable {
    private enum Form: UInt8 { case plain, sealed }
    private let key: [UInt8]?

    /// - Parameter key: 32 bytes; nil: secrets are written as they are, and the file's own protection is all they have.
    init(key: [UInt8]?) { self.key = key }

    func seal(_ secrets: [StoredSecret], of account: AccountID) throws -> [UInt8] {
        let plain = JSONValue.array(
            secrets.map { secret in
                var object: JSONObject = ["value": .string(secret.value)]
                object["name"] = secret.name.map { .string($0) }
                object["validUntil"] = secret.validUntil.map { .integer($0.milliseconds) }
                return .object(object)
            }
        ).jsonBytes
        guard let key else { return [Form.plain.rawValue] + plain }
        return try [Form.sealed.rawValue] + AEAD.seal(plain, key: key, context: Array(account.wire.utf8))
    }

    func open(_ sealed: [UInt8], of account: AccountID) throws -> [StoredSecret] {
        let plain: [UInt8]
        switch (sealed.first.flatMap(Form.init(rawValue:)), key) {
        case (.plain, _): plain = Array(sealed.dropFirst())
        case (.sealed, let key?):
            plain = try AEAD.open(Array(sealed.dropFirst()), key: key, context: Array(account.wire.utf8))
        case (.sealed, nil): throw SecretBoxError(account: account, reason: "they are encrypted, and there is no key")
        case (nil, _): throw SecretBoxError(account: account, reason: "they are written in an unknown form")
        }
        return try (JSONParser.parse(plain).array ?? []).map { json in
            StoredSecret(
                value: json["value"].string ?? "", name: json["name"].string,
                validUntil: json["validUntil"].int64.map { Timestamp(milliseconds: $0) })
        }
    }
}

/// Secrets that cannot be read back.
struct SecretBoxError: Error, CustomStringConvertible {
    let account: AccountID
    let reason: String
    var description: String { "The secrets of \(account.wire) cannot be read: \(reason)." }
}

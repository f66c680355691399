import OpenSSL
import Web

extension SignatureScheme {
    /// Refuses what can be no secret of the scheme, before every webhook is refused for it.
    ///
    /// - Throws: 422 on `secret`, which says what it must be.
    func check(_ secret: String) throws(Problem) {
        let isRight: Bool
        let form: String
        switch self {
        case .telnyx:
            isRight = Base64.decode(secret)?.count == 32
            form = "the account's public key as Telnyx shows it: the base64 of 32 bytes"
        case .basic:
            isRight = secret.contains(":") && !secret.hasPrefix(":")
            form = "`name:password`, as they are set at the provider"
        case .bearer:
            isRight = secret.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            form = "one word of visible ASCII characters"
        case .pathSecret:
            isRight = secret.utf8.allSatisfy(Self.isUnreserved)
            form = "letters, digits and -._~ only, for it stands in an address"
        case .sendgrid:
            isRight = Base64.decode(secret) != nil
            form = "the webhook's public key as SendGrid shows it, in base64"
        case .paypal:
            let parts = secret.split(separator: ":", maxSplits: 1)
            isRight = parts.count == 2 && Base64.decode(parts[1].utf8) != nil
            form = "`<webhook id>:<public key>`, the key in base64"
        case .twilio, .generic, .signalwire, .vonage, .plivo, .stripe, .paystack: return
        }
        guard isRight else { throw .invalid("secret", "`secret` must be \(form).") }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

import ModuleKit

/// A provider account as an administrator sees it: never a secret.
struct AccountView: JSONEncodable {
    let account: ProviderAccount
    let profile: Profile?
    /// Where its hooks are, with the slash.
    let hooks: String

    func encode(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", account.id)
            json.member("provider", account.provider)
            json.member("title", account.title)
            json.member("publicUrl", account.publicURL)
            json.member("providerAccount", account.providerAccount)
            json.object("urls") { json in
                for name in profile?.hooks.keys.sorted() ?? [] {
                    json.key(name)
                    json.value(hooks + name)
                }
            }
            json.member("signatureHeader", profile?.header)
            json.array("secrets") { json in
                for secret in account.stored {
                    json.object {
                        $0.member("name", secret.name)
                        $0.member("validUntil", secret.validUntil)
                    }
                }
            }
            json.member("createdAt", account.createdAt)
            json.member("updatedAt", account.updatedAt)
        }
    }

    static let schema = Schema.object([
        .required("id", .string), .required("provider", .string), .required("title", .string),
        .optional("publicUrl", .string), .optional("providerAccount", .string, "What its webhooks call it."),
        .required("urls", .map(of: .string), "What to paste at the provider, by hook."),
        .optional("signatureHeader", .string),
        .required(
            "secrets",
            .array(of: .object([.optional("name", .string), .optional("validUntil", .string(format: .dateTime))])),
            "The newest first; what they are is never shown."),
        .required("createdAt", .string(format: .dateTime)), .required("updatedAt", .string(format: .dateTime)),
    ])
}

import ModuleKit

/// A provider account as an administrator sees it: never a secret.
struct AccountView: JSONEncodable {
    let account: ProviderAccount
    let profile: Profile?
    /// Where its hooks are, with the slash.
    let hooks: String
    let health: AccountHealth.State
    /// Legs whose end never came.
    let lost: Int64

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
            // A secret in the address is in no header.
            json.member("signatureHeader", profile.flatMap { $0.header.isEmpty ? nil : $0.header })
            json.array("secrets") { json in
                for secret in account.stored {
                    json.object {
                        $0.member("name", secret.name)
                        $0.member("validUntil", secret.validUntil)
                    }
                }
            }
            json.member("proof", profile?.scheme.proof.rawValue)
            json.object("health") { encodeHealth(&$0) }
            json.member("createdAt", account.createdAt)
            json.member("updatedAt", account.updatedAt)
        }
    }

    private func encodeHealth(_ json: inout JSONWriter) {
        json.member("lastGoodAt", health.lastGoodAt)
        json.member("accepted", health.accepted)
        json.member("repeated", health.repeated)
        json.member("ignored", health.ignored)
        json.member("notStored", health.notStored)
        json.object("refused") { json in
            for reason in Refusal.Reason.allCases {
                guard let count = health.refusals[reason] else { continue }
                json.key(reason.rawValue)
                json.value(count)
            }
        }
        json.member("lost", lost)
        json.member("recovered", health.recovered)
        json.member("lastLagMs", health.lastLagMs)
        json.member("meanLagMs", health.meanLagMs.map { Int64($0.rounded()) })
        if let reconcile = health.reconcile { json.object("reconcile") { reconcile.encode(to: &$0) } }
        if let connection = health.connection { json.object("connection") { connection.encode(to: &$0) } }
    }

    private static let healthSchema = Schema.object([
        .optional("lastGoodAt", .string(format: .dateTime), "When a webhook was believed last."),
        .required("accepted", .integer(min: 0), "Webhooks that were believed."),
        .required("repeated", .integer(min: 0), "Of those, how many said nothing new."),
        .required("ignored", .integer(min: 0), "Of those, how many the hub has no use for."),
        .required("notStored", .integer(min: 0), "Believed and not stored: the provider was told to come again."),
        .required("refused", .map(of: .integer(min: 0)), "Not believed, or not understood, by reason."),
        .required("lost", .integer(min: 0), "Legs whose end never came, and which were closed for their silence."),
        .required("recovered", .integer(min: 0), "Ends that came after the leg had been closed for its silence."),
        .optional("lastLagMs", .integer(min: 0), "From the event to the webhook, of the last that said when."),
        .optional("meanLagMs", .integer(min: 0), "The same, over about the last sixteen."),
        .optional("reconcile", ReconcileState.schema, "How far it was compared with its provider's own records."),
        .optional("connection", ConnectionState.schema, "The socket over which a telephone system tells of its calls."),
    ])

    static let schema = Schema.object([
        .required("id", .string), .required("provider", .string), .required("title", .string),
        .optional("publicUrl", .string), .optional("providerAccount", .string, "What its webhooks call it."),
        .required("urls", .map(of: .string), "What to paste at the provider, by hook."),
        .optional("signatureHeader", .string),
        .required(
            "secrets",
            .array(of: .object([.optional("name", .string), .optional("validUntil", .string(format: .dateTime))])),
            "The newest first; what they are is never shown."),
        .optional(
            "proof", .enumeration(Proof.self),
            "What a right signature proves: content and time, the content, who sends by a password, or by the address."),
        .required("health", healthSchema, "Since the program started, but for `lost`, which is kept."),
        .required("createdAt", .string(format: .dateTime)), .required("updatedAt", .string(format: .dateTime)),
    ])
}

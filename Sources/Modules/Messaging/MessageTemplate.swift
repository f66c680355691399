import ModuleKit

/// A text that a company writes by, for one channel and one language.
struct MessageTemplate: Sendable, JSONEncodable {
    var id: MessageTemplateID
    var name: String
    var channel: MessageChannel
    /// BCP 47, such as `en` or `pt-BR`.
    var language: String
    var text: String
    /// The provider's id of the same text, which WhatsApp asks for outside a conversation.
    var contentID: String?
    var createdAt: Timestamp
    var updatedAt: Timestamp
    var version: Int64

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("name", name)
            $0.member("channel", channel)
            $0.member("language", language)
            $0.member("text", text)
            $0.member("contentId", contentID)
            // What is stored was read before.
            $0.member("variables", (try? TemplateText(text).variables) ?? [])
            $0.member("createdAt", createdAt)
            $0.member("updatedAt", updatedAt)
            $0.member("version", version)
        }
    }

    static let schema: Schema = .object([
        .required("id", .string()), .required("name", .string()),
        .required("channel", .enumeration(MessageChannel.self)), .required("language", .string()),
        .required("text", .string()), .optional("contentId", .string()),
        .required("variables", .array(of: .string()), "What a message has to bring."),
        .required("createdAt", .string(format: .dateTime)), .required("updatedAt", .string(format: .dateTime)),
        .required("version", .integer(min: 1)),
    ])
}

/// A template as somebody writes it.
struct TemplateDraft: JSONBody {
    var name: String
    var channel: MessageChannel
    var language: String
    var text: String
    var contentId: String?

    static let schema: Schema = .object([
        .required("name", .string(min: 1, max: 100)), .required("channel", .enumeration(MessageChannel.self)),
        .required(
            "language",
            .string(
                min: 2, max: 20, pattern: "^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$",
                saying: "a language such as en or pt-BR")
        ),
        .required(
            "text", .string(min: 1, max: 1600),
            "With `{{name}}` where a value comes; `contact.name` and `line.number` are filled in by the hub."),
        .optional(
            "contentId", .string(min: 1, max: 255),
            "The provider's id of the approved text; WhatsApp asks for it outside a conversation."),
    ])

    /// - Throws: 422 with what is wrong with the text.
    func checked() throws -> TemplateDraft {
        do throws(TemplateText.Fault) { _ = try TemplateText(text) } catch {
            throw Problem.invalid("text", "`text` \(error.detail)")
        }
        return self
    }
}

/// Values to see a template with.
struct TemplateSample: JSONBody {
    var variables: [String: String]?

    static let schema: Schema = .object([
        .optional("variables", TemplateSample.values, "Values by name; what is left out stays as a place.")
    ])

    /// Values of a template's variables by name.
    static let values: Schema = .map(of: .string(max: 1600), max: 50)
}

/// A template with values in it.
struct TemplatePreview: Sendable, JSONEncodable {
    let text: String
    let missing: [String]

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("text", text)
            MessageLength(text).encodeMembers(to: &$0)
            $0.member("missing", missing)
        }
    }

    static let schema: Schema = .object(
        [.required("text", .string())] + MessageLength.properties + [
            .required("missing", .array(of: .string()), "Variables that have no value yet.")
        ])
}

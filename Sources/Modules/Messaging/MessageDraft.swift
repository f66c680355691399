import ModuleKit

/// A message that somebody wants sent.
package struct MessageDraft: JSONBody {
    /// A number in any form of the line's region, or a contact's id: then its first number.
    package var to: String
    /// nil: the line that the number was last written to or from, or else the company's first.
    package var line: LineID?
    /// nil: the template's, or else SMS.
    package var channel: MessageChannel?
    package var text: String?
    /// A template's id, or its name: then the one of the channel and the language.
    package var template: String?
    package var language: String?
    package var variables: [String: String]?
    package var mediaUrls: [String]?
    /// nil: service.
    package var purpose: ConsentPurpose?
    package var sendAt: Timestamp?
    /// The same name makes one message in a company.
    package var clientId: String?

    package init(to: String, line: LineID? = nil) { (self.to, self.line) = (to, line) }

    package static let schema: Schema = .object([
        .required("to", .string(min: 1, max: 60), "A number in any form of the line's region, or a contact's id."),
        .optional(
            "line", LineID.schema, "The line the number was last written to or from, unless told; else the first one."),
        .optional("channel", .enumeration(MessageChannel.self), "The template's, unless told; else sms."),
        .optional("text", .string(min: 1, max: 1600)),
        .optional(
            "template", .string(min: 1, max: 100),
            "A template's id, or its name: then `channel` and `language` say which, where there are several."),
        .optional("language", .string(min: 2, max: 20), "The language of a template that is named."),
        .optional("variables", TemplateSample.values, "Values of the template's variables, by name."),
        .optional(
            "mediaUrls",
            .array(
                of: .string(
                    min: 9, max: 2000, pattern: "^https://[!-~]+$",
                    saying: "an address such as https://example.com/a.jpg"),
                min: 1, max: 10),
            "Pictures and the like, which the provider fetches."),
        .optional(
            "purpose", .enumeration(ConsentPurpose.self).standard("service"),
            "Marketing is sent to whoever has consented, and not in quiet hours."),
        .optional("sendAt", .string(format: .dateTime), "When it is to leave; within a year."),
        .optional("clientId", .string(min: 1, max: 255), "The same id makes one message, however often it is sent."),
    ]).needing(oneOf: "text", "template", "mediaUrls")
}

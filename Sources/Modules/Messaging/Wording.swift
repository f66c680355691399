import Calls
import Directory
import ModuleKit

/// What a message says: a text, or a template with its values in it.
struct Wording: Sendable {
    let channel: MessageChannel
    let text: String?
    let content: MessageContent

    /// - Throws: 422 for a text beside a template, a template of another channel, and each variable that is missing or
    ///   not the template's.
    init(
        _ draft: MessageDraft, to number: PhoneNumber, from line: Line, at time: Timestamp, in tx: Transaction
    ) throws {
        let media = draft.mediaUrls ?? []
        guard let name = draft.template else {
            guard draft.variables?.isEmpty ?? true else {
                throw Problem.invalid("variables", "`variables` are for a `template`, and there is none.")
            }
            (channel, text) = (draft.channel ?? .sms, draft.text)
            content = MessageContent(mediaURLs: media)
            return
        }
        guard draft.text == nil else {
            throw Problem.invalid("text", "`text` stands beside `template`; it must be one of the two.")
        }
        let template = try Self.template(name, draft, in: tx)
        guard draft.channel ?? template.channel == template.channel else {
            throw Problem.invalid(
                "channel", "`channel` must be \(template.channel.rawValue), for which the template is.")
        }
        let source = try TemplateText(template.text)
        var values = draft.variables ?? [:]
        let unknown = values.keys.filter { !source.variables.contains($0) }.sorted()
        values["line.number"] = values["line.number"] ?? line.number
        if source.variables.contains("contact.name"), values["contact.name"] == nil {
            values["contact.name"] = try ContactDirectory.match(number, at: time, in: tx)?.contact.name
        }
        let faults =
            source.variables.filter { values[$0] == nil }.map {
                FieldProblem(field: "variables.\($0)", detail: "`\($0)` is missing; the template needs it.")
            }
            + unknown.map {
                FieldProblem(field: "variables.\($0)", detail: "`\($0)` is no variable of the template.")
            }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        let filled = source.filled(values)
        guard filled.unicodeScalars.count <= 1600 else {
            throw Problem.invalid("variables", "With its values the text has more than 1,600 characters.")
        }
        (channel, text) = (template.channel, filled)
        let used = values.filter { source.variables.contains($0.key) }.mapValues(TemplateText.plain)
        content = MessageContent(mediaURLs: media, contentID: template.contentID, variables: used)
    }
    private static func template(_ name: String, _ draft: MessageDraft, in tx: Transaction) throws -> MessageTemplate {
        if let id = MessageTemplateID(wire: name) {
            guard let template = try TemplateStore.template(id, in: tx) else {
                throw MessagingError.unknownTemplate(id)
            }
            return template
        }
        let found = try TemplateStore.templates(named: name, draft.channel, draft.language, in: tx)
        guard let template = found.first else {
            throw Problem.invalid("template", "`template` is \(name.jsonText), and no such template is there.")
        }
        guard found.count == 1 else {
            throw Problem.invalid(
                "template", "There are several templates \(name.jsonText): `channel` and `language` must say which.")
        }
        return template
    }
}

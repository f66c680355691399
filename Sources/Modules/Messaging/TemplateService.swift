import Accounts
import ModuleKit

/// The rules of templates: each call is one transaction.
struct TemplateService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    func list(after: MessageTemplateID?, limit: Int, in company: CompanyID) async throws -> [MessageTemplate] {
        try await database.read(company) { try TemplateStore.templates(after: after, limit: limit, in: $0) }
    }

    func template(_ id: MessageTemplateID, in company: CompanyID) async throws -> MessageTemplate {
        try await database.read(company) { try Self.template(id, in: $0) }
    }

    /// Makes a template, once for each idempotency key.
    func create(
        _ draft: TemplateDraft, by request: Request, once: Once?,
        answer: @escaping @Sendable (MessageTemplate) -> Response
    ) async throws -> Response {
        let (draft, at) = (try draft.checked(), now())
        return try await database.write(request.company) { tx in
            try Once.run(once, in: tx) {
                let template = MessageTemplate(
                    id: try tx.newID(), name: draft.name, channel: draft.channel, language: draft.language,
                    text: draft.text, contentID: draft.contentId, createdAt: at, updatedAt: at, version: 1)
                try put(template, "message_template.created", by: request, in: tx)
                return answer(template)
            }
        }
    }

    func replace(_ id: MessageTemplateID, _ draft: TemplateDraft, by request: Request) async throws -> MessageTemplate {
        let (draft, at) = (try draft.checked(), now())
        return try await database.write(request.company) { tx in
            var template = try Self.template(id, in: tx)
            try request.requireMatch("\(template.version)", required: false)
            (template.name, template.channel, template.language) = (draft.name, draft.channel, draft.language)
            (template.text, template.contentID) = (draft.text, draft.contentId)
            (template.updatedAt, template.version) = (at, template.version + 1)
            try put(template, "message_template.updated", by: request, in: tx)
            return template
        }
    }

    func delete(_ id: MessageTemplateID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            let template = try Self.template(id, in: tx)
            try TemplateStore.delete(id, in: tx)
            try audit("message_template.deleted", id.wire, ["name": .string(template.name)], request, tx)
        }
    }

    func preview(_ id: MessageTemplateID, _ sample: TemplateSample, in company: CompanyID) async throws
        -> TemplatePreview
    {
        let text = try TemplateText(try await template(id, in: company).text)
        let values = sample.variables ?? [:]
        return TemplatePreview(text: text.filled(values), missing: text.variables.filter { values[$0] == nil })
    }

    private func put(_ template: MessageTemplate, _ action: String, by request: Request, in tx: Transaction) throws {
        let namesake = try TemplateStore.templates(
            named: template.name, template.channel, template.language, in: tx
        ).first
        if let namesake, namesake.id != template.id { throw MessagingError.templateExists(namesake.id) }
        try TemplateStore.put(template, in: tx)
        try audit(action, template.id.wire, ["name": .string(template.name)], request, tx)
    }

    private static func template(_ id: MessageTemplateID, in tx: Transaction) throws -> MessageTemplate {
        guard let template = try TemplateStore.template(id, in: tx) else { throw MessagingError.unknownTemplate(id) }
        return template
    }
}

import Accounts
import Calls
import Directory
import ModuleKit

extension Permission {
    /// Write to people.
    static let messagesSend = Self("messages:send", least: .agent)
    /// See the texts that messages are written by, and the quiet hours.
    static let messagingRead = Self("messaging:read", least: .viewer)
    /// Make and change templates.
    static let templatesWrite = Self("templates:write", least: .manager)
    /// Set the quiet hours.
    static let quietHoursWrite = Self("quiet-hours:write", least: .admin)
}

/// Messages out, templates, quiet hours and consent over HTTP: decodes, calls the services, encodes.
struct MessagingRoutes: Sendable {
    let sending: SendingService
    let templates: TemplateService
    let consents: ConsentService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .post  ("/api/messages", .messagesSend, send).body(MessageDraft.self).idempotent
            .returns(Message.schema, status: .created).problems(.notFound, .gone, .conflict, .unprocessableContent)
            .summary("Send a text message by SMS or WhatsApp",
                details: "It is on disk when this answers, and leaves once; `status` tells how far it is. Whoever is blocked, has "
                    + "not consented, or would be woken in quiet hours is not written to: 409 says why, and when it may be."),
        .post  ("/api/messages/:message/cancel", .messagesSend, cancel)
            .path("message", MessageID.schema).returns(Message.schema).problems(.notFound, .conflict)
            .summary("Call a message back that nobody has begun to send"),
        .get   ("/api/message-templates", .messagingRead, listTemplates)
            .paged().returnsPage(of: MessageTemplate.schema).summary("Texts that messages are written by, oldest first"),
        .post  ("/api/message-templates", .templatesWrite, createTemplate).body(TemplateDraft.self).idempotent
            .returns(MessageTemplate.schema, status: .created).problems(.conflict).summary("Make a template"),
        .get   ("/api/message-templates/:template", .messagingRead, showTemplate)
            .path("template", MessageTemplateID.schema).returns(MessageTemplate.schema).problems(.notFound)
            .summary("A template"),
        .put   ("/api/message-templates/:template", .templatesWrite, replaceTemplate).body(TemplateDraft.self)
            .path("template", MessageTemplateID.schema).field("If-Match", .string(max: 100))
            .returns(MessageTemplate.schema).problems(.notFound, .conflict, .preconditionFailed).summary("Replace a template"),
        .delete("/api/message-templates/:template", .templatesWrite, deleteTemplate)
            .path("template", MessageTemplateID.schema).returnsNothing().problems(.notFound).summary("Remove a template"),
        .post  ("/api/message-templates/:template/preview", .messagingRead, preview).body(TemplateSample.self)
            .path("template", MessageTemplateID.schema).returns(TemplatePreview.schema).problems(.notFound)
            .summary("A template with values in it, and what a network makes of it"),
        .get   ("/api/messaging/quiet-hours", .messagingRead, quietHours).returns(QuietHoursBody.schema)
            .summary("Hours in which messages of some purposes are not sent"),
        .put   ("/api/messaging/quiet-hours", .quietHoursWrite, setQuietHours).body(QuietHoursBody.self)
            .returns(QuietHoursBody.schema).summary("Set the quiet hours"),
        .get   ("/api/crm/contacts/:id/consents", .contactsRead, showConsents)
            .path("id", ContactID.schema).returns(.array(of: Consent.schema)).problems(.notFound, .gone)
            .summary("What a contact wants of each channel, as far as it has said"),
        .put   ("/api/crm/contacts/:id/consents", .contactsWrite, putConsents).body(ConsentDraft.self)
            .path("id", ContactID.schema).returns(.array(of: Consent.schema)).problems(.notFound, .gone)
            .summary("Note what a contact has said", details: "What is not named stays."),
        .get   ("/api/crm/contacts/:id/consents/history", .contactsRead, consentHistory)
            .path("id", ContactID.schema).paged().returnsPage(of: Consent.schema).problems(.notFound, .gone)
            .summary("All that a contact ever said of being reached, newest first"),
    ]}

    // MARK: Messages

    private func send(_ request: Request) async throws -> Response {
        try await sending.send(
            try request.json(MessageDraft.self), in: request.company, by: Actor(request),
            once: try idempotency.key(of: request)
        ) { .created(location: "/api/messages/\($0.id)", data: $0) }
    }

    private func cancel(_ request: Request) async throws -> Response {
        .json(try await sending.cancel(try request.path("message"), by: request))
    }

    // MARK: Templates

    private func listTemplates(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await templates.list(
            after: try page.after.map { MessageTemplateID(try $0.int64(0)) }, limit: page.readLimit,
            in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func createTemplate(_ request: Request) async throws -> Response {
        try await templates.create(
            try request.json(TemplateDraft.self), by: request, once: try idempotency.key(of: request)
        ) { Response.created(location: "/api/message-templates/\($0.id)", data: $0).etag("\($0.version)") }
    }

    private func showTemplate(_ request: Request) async throws -> Response {
        let template = try await templates.template(try request.path("template"), in: request.company)
        return Response.json(template).etag("\(template.version)")
    }

    private func replaceTemplate(_ request: Request) async throws -> Response {
        let template = try await templates.replace(
            try request.path("template"), try request.json(TemplateDraft.self), by: request)
        return Response.json(template).etag("\(template.version)")
    }

    private func deleteTemplate(_ request: Request) async throws -> Response {
        try await templates.delete(try request.path("template"), by: request)
        return .noContent
    }

    private func preview(_ request: Request) async throws -> Response {
        .json(
            try await templates.preview(
                try request.path("template"), try request.json(TemplateSample.self), in: request.company))
    }

    // MARK: Quiet hours

    private func quietHours(_ request: Request) async throws -> Response {
        let hours = try await sending.database.read(request.company) { try QuietHoursStore.hours(in: $0) }
        return .json(QuietHoursBody(hours))
    }

    private func setQuietHours(_ request: Request) async throws -> Response {
        let body = try request.json(QuietHoursBody.self)
        let hours = try body.hours()
        try await sending.database.write(request.company) { tx in
            try QuietHoursStore.set(body, in: tx)
            try sending.surroundings.audit(
                "quiet_hours.set", request.company.wire, ["body": .string(body.jsonText)], request, tx)
        }
        return .json(QuietHoursBody(hours))
    }

    // MARK: Consent

    private func showConsents(_ request: Request) async throws -> Response {
        .json(try await consents.current(of: try request.path("id"), in: request.company))
    }

    private func putConsents(_ request: Request) async throws -> Response {
        .json(try await consents.record(try request.json(ConsentDraft.self), of: try request.path("id"), by: request))
    }

    private func consentHistory(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await consents.history(
            of: try request.path("id"), before: try page.after.map { try $0.int64(0) }, limit: page.readLimit,
            in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id)] }
        return .page(items.map(\.consent), next: next)
    }
}

import Directory
import Domain
import JSON
import ModuleKit
import Web

/// Text messages over HTTP.
struct MessageRoutes: Sendable {
    let database: Database
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/messages", .callsRead, list)
            .paged().returnsPage(of: Message.schema).query("contact", ContactID.schema).problems(.gone)
            .query("number", .string(min: 1, max: 60), "At the other end: a number in any form of the company's region, or a short code.")
            .query("line", LineID.schema).query("channel", .enumeration(MessageChannel.self))
            .query("direction", .enumeration(CallDirection.self)).query("status", .enumeration(MessageStatus.self))
            .summary("Text messages, newest first; those of one contact, number or line, or of one kind, where it is named"),
        .get("/api/messages/:message", .callsRead, show)
            .path("message", MessageID.schema).returns(Message.schema).problems(.notFound)
            .summary("A text message and how far it is"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after.map { MessageID(try $0.int64(0)) }
        let filter = MessageFilter(
            contact: try request.query.value("contact"),
            number: request.query("number").map { parser.party($0, region: region(request.company)).display },
            line: try request.query.value("line"), channel: request.query("channel").flatMap(MessageChannel.init),
            direction: request.query("direction").flatMap(CallDirection.init),
            status: request.query("status").flatMap(MessageStatus.init))
        let found = try await database.read(request.company) { tx in
            try ContactDirectory.refuseMerged(filter.contact, in: tx)
            return try MessageStore.messages(filter, before: before, limit: page.readLimit, in: tx)
        }
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func show(_ request: Request) async throws -> Response {
        let id: MessageID = try request.path("message")
        let found = try await database.read(request.company) { try MessageStore.message(id, in: $0) }
        guard let found else { throw Problem.notFound("There is no message \(id.wire).") }
        return .json(found)
    }
}

import Domain
import JSON
import ModuleKit
import Web

/// Text messages over HTTP.
struct MessageRoutes: Sendable {
    let database: Database

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/messages", .callsRead, list)
            .paged().returnsPage(of: Message.schema).query("contact", ContactID.schema)
            .summary("Text messages, newest first; of one contact where one is named"),
        .get("/api/messages/:message", .callsRead, show)
            .path("message", MessageID.schema).returns(Message.schema).problems(.notFound)
            .summary("A text message and how far it is"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after.map { MessageID(try $0.int64(0)) }
        let contact: ContactID? = try request.query.value("contact")
        let found = try await database.read(request.company) { tx in
            guard let contact else { return try MessageStore.messages(before: before, limit: page.readLimit, in: tx) }
            return try MessageStore.messages(of: contact, before: before, limit: page.readLimit, in: tx)
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

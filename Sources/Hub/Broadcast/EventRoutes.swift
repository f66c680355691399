import Domain
import HTTP
import JSON
import SQLite
import Web

/// The log over HTTP: the WebSocket, Server-Sent Events, and pages of lines for machines.
package struct EventRoutes: Sendable {
    private let hub: Hub
    private let offersConformance: Bool
    private static let lines = "application/x-ndjson"
    private static let stream = "text/event-stream"

    /// - Parameter offersConformance: Whether `POST /conformance/publish` exists.
    package init(hub: Hub, offersConformance: Bool) {
        self.hub = hub
        self.offersConformance = offersConformance
    }

    /// The rows of the log.
    // swift-format-ignore
    package var table: [Route] {[
        .socket("/ws", .signedIn) { [hub] request in try hub.subscriber(for: request) }
            .query("subscribe", .string(min: 1, max: 4000), "Topics of a first subscribe, parted by commas.")
            .summary("The live events of a company, over a WebSocket"),
        .get("/api/events", .eventsRead, events).queryToken
            .query("after", .integer(min: 0), "The offset after which to go on; without it, from now on.")
            .query("epoch", .string(min: 1, max: 64), "The epoch that `after` counts in.")
            .query("topics", .string(min: 1, max: 4000), "Topics parted by commas; without it, all that the caller may hear.")
            .query("limit", .integer(min: 1, max: 10_000), "Lines of a page (application/x-ndjson only); 1,000 unless told.")
            .field("Last-Event-ID", .string(max: 100), "`<epoch>.<offset>`, as browsers send it.")
            .returns(document: .any, type: Self.stream, status: .ok, "Events as they happen, for ever; each `data` is one event.")
            .returns(document: .string(), type: Self.lines, status: .ok, "One page of events, one JSON object a line.")
            .problems(.forbidden, .notAcceptable, .gone)
            .summary("The event log, as a stream or as pages"),
    ] + (offersConformance ? [publish] : []) }

    private var publish: Route {
        Route.inline.post("/conformance/publish", .signedIn) { [hub] request -> Response in
            hub.push(text: request.body, on: .conformance, company: request.company)
            return Response(.noContent)
        }.hidden
    }

    private func events(_ request: Request) async throws -> Response {
        guard let type = request.preferredType(of: [Self.stream, Self.lines]) else {
            throw Problem(.notAcceptable, detail: "This answers with \(Self.stream) or \(Self.lines).")
        }
        let topics = try topics(of: request)
        let extent = try await hub.database.read(request.company) { try EventLog.extent(in: $0) }
        let after = try position(of: request, extent: extent)
        return type == Self.lines
            ? try await page(after: after, topics: topics, request) : follow(after: after, topics: topics, request)
    }

    /// The topics asked for, each checked; nil for everything when the caller may hear everything.
    private func topics(of request: Request) throws -> Set<Topic>? {
        guard let caller = request.caller else { throw Problem.unauthorized() }
        guard let names = request.query("topics") else {
            let all = Topic.table.map(\.example)
            guard all.allSatisfy({ caller.mayHear($0) }) else {
                return Set(all.filter { caller.mayHear($0) })
            }
            return nil
        }
        return Set(
            try names.split(separator: ",").map { name in
                guard let topic = Topic(wire: String(name)) else {
                    throw Problem.invalid("topics", "There is no topic `\(name)`.")
                }
                guard caller.mayHear(topic) else { throw Problem.forbidden(needs: topic.permission) }
                return topic
            })
    }

    private func position(of request: Request, extent: EventLog.Extent) throws -> Int64 {
        let asked: LogPosition?
        if let header = request.headers["last-event-id"], !header.isEmpty {
            guard let position = LogPosition(header: header) else {
                throw Problem.invalid("Last-Event-ID", "`Last-Event-ID` is not <epoch>.<offset>.")
            }
            asked = position
        } else {
            asked = request.query("after").flatMap { Int64($0) }.map {
                LogPosition(epoch: request.query("epoch") ?? hub.epoch, offset: $0)
            }
        }
        guard let asked else { return extent.last }
        let reason: ResetReason? =
            asked.epoch != hub.epoch
            ? .epoch : asked.offset > extent.last ? .ahead : asked.offset < extent.first - 1 ? .retention : nil
        if let reason {
            throw Problem(
                .gone, "/problems/cannot-continue", "Cannot continue",
                detail: "The log cannot be continued after \(asked.header) (\(reason.rawValue)): take the snapshot.",
                extra: [
                    "reason": reason.rawValue, "snapshot": "/api/calls/live", "epoch": hub.epoch, "offset": extent.last,
                ])
        }
        return asked.offset
    }

    private func page(after: Int64, topics: Set<Topic>?, _ request: Request) async throws -> Response {
        var limit = EventLog.PageLimit(events: request.query.int("limit") ?? 1000)
        limit.bytes = 8 << 20
        let bound = limit
        let page = try await hub.database.read(request.company) {
            try EventLog.page(after: after, wanted: topics, limit: bound, in: $0)
        }
        var bytes: [UInt8] = []
        for event in page.events {
            bytes += event.frame.payload
            bytes.append(UInt8(ascii: "\n"))
        }
        return Response.bytes(bytes, type: Self.lines).offset(epoch: hub.epoch, page.reached)
    }

    private func follow(after: Int64, topics: Set<Topic>?, _ request: Request) -> Response {
        let (hub, company, caller) = (hub, request.company, request.caller)
        return Response.stream(type: Self.stream) { writer in
            var position = after
            try await writer.write(Array(": switchboard\nretry: 1000\n\n".utf8))
            while true {
                let from = position
                let page = try await hub.database.read(company) {
                    try EventLog.page(after: from, wanted: topics, in: $0)
                }
                position = page.reached
                let bytes = Self.block(page, epoch: hub.epoch)
                if !bytes.isEmpty { try await writer.write(bytes) }
                guard page.reached >= page.last else { continue }
                let goesOn = await hub.signal.wait(for: company, beyond: position, atMost: .seconds(10))
                guard goesOn, let caller, hub.stillHears(caller, topics) else { return }
                if page.events.isEmpty { try await writer.write(Array(": up to \(position)\n\n".utf8)) }
            }
        }.with("Cache-Control", "no-store")
    }

    private static func block(_ page: EventLog.Page, epoch: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for (offset, frame) in page.events {
            // The log holds only JSON we wrote.
            let type = (try? JSONParser.parse(Array(frame.payload)))?["type"].string ?? "message"
            bytes += Array("id: \(epoch).\(offset)\nevent: \(type)\ndata: ".utf8)
            bytes += frame.payload
            bytes += Array("\n\n".utf8)
        }
        return bytes
    }
}

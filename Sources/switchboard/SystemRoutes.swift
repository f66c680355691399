import Broadcast
import Domain
import FoundationEssentials
import JSON
import Reactor
import SQLite
import Server
import Web
import WebSocket

/// What the program says of itself: health, measurements, and its own description.
struct SystemRoutes: Sendable {
    let metrics: Metrics
    let database: Database
    /// The rows that `/openapi.json` describes beside these.
    let documented: [Route]
    let conformance: Bool

    // swift-format-ignore
    var table: [Route] {
        let own: [Route] = [
            .inline.get("/healthz", .anyone) { _ in Response.text("ok\n") }
                .returns(document: .string(), type: "text/plain; charset=utf-8").tag("system").summary("Whether the program runs"),
            .get("/readyz", .anyone, ready)
                .returns(document: .string(), type: "text/plain; charset=utf-8").problems(.serviceUnavailable).tag("system")
                .summary("Whether requests can be served: the database can be read and written"),
            .get("/metrics", .anyone) { [metrics] _ in Response.bytes(metrics.prometheus(), type: "text/plain; version=0.0.4; charset=utf-8") }
                .returns(document: .string(), type: "text/plain; version=0.0.4; charset=utf-8").tag("system")
                .summary("Measurements, in Prometheus' text format"),
        ]
        // The description describes itself, and a row's handler is no part of it.
        let description = Description(of: documented + own + [Self.description(Description(of: []))])
        let echo: Route = .socket("/ws/echo", .anyone) { _ in Echo() }.body(maxBytes: 16 << 20).hidden
        return own + [Self.description(description)] + (conformance ? [echo] : [])
    }

    private static func description(_ description: Description) -> Route {
        .get("/openapi.json", .anyone) { _ in Response.document(await description.document()) }
            .returns(document: .any).tag("system").summary("This description")
    }

    private func ready(_ request: Request) async throws -> Response {
        _ = try await database.read(tenant: 0) { try $0.exists("SELECT 1") }
        _ = try await database.write(tenant: 0) { try $0.exists("SELECT 1") }
        return .text("ready\n")
    }
}

/// The program's description of itself, made when somebody asks for it first: nobody's start waits for it.
private final class Description: Sendable {
    private let rows: [Route]
    private let made = Lock<[UInt8]?>(nil)

    init(of rows: [Route]) { self.rows = rows }

    /// Two who are the first to ask may each make it, and it is the same.
    func document() async -> [UInt8] {
        if let made = made.withLock({ $0 }) { return made }
        let document = await withTaskExecutorPreference(globalConcurrentExecutor) { [rows] in
            OpenAPI.document(
                routes: rows, title: "Switchboard", version: Version.number,
                schemas: EventCatalogue.all.map { type in ("Event." + type.name, type.schema) })
        }
        made.withLock { $0 = document }
        return document
    }
}

/// Sends every message back, for the conformance suites of RFC 6455.
private final class Echo: SocketHandler {
    private weak var socket: (any Socket)?

    func opened(_ socket: any Socket) { self.socket = socket }

    func received(_ message: Message) {
        var frame: [UInt8] = []
        switch message {
        case .text(let bytes): FrameWriter.text(bytes, into: &frame)
        case .binary(let bytes): FrameWriter.binary(bytes, into: &frame)
        }
        socket?.sendFrames(frame)
    }

    func closed(code: UInt16?) {}
}

/// The program's own version.
enum Version {
    static let number = "0.1.0"
}

import HTTP
import JSON
import OpenSSL
import Reactor
import Server
import Web

/// An agent that speaks with the demo's callers: a stand-in that gives the same answers at every run.
///
/// It listens on loopback, on a port of its own, so that the hub asks it over HTTP as it asks anybody's agent.
final class DemoAgent: Sendable {
    /// What the hub signs its questions with.
    let secret = Random.token(byteCount: 24)
    let url: String
    private let group: EventLoopGroup
    private let server: HTTPServer

    /// By this an agent of an earlier run is known.
    static let path = "/demo-agent"

    /// Listens from now on.
    init() throws {
        group = try EventLoopGroup(count: 1)
        var options = ServerOptions()
        options.port = 0
        let key = HMAC(.sha256, key: Array(secret.utf8))
        server = HTTPServer(
            group: group, router: try Router([.post(Self.path, .anyone) { try Self.answer($0, key) }]),
            options: options)
        url = "http://127.0.0.1:\(try server.start())\(Self.path)"
    }

    func stop() async {
        await server.stop(within: .seconds(1))
        await group.stop(within: .seconds(1))
    }

    private static func answer(_ request: Request, _ key: HMAC) throws -> Response {
        guard isSigned(request, key) else {
            throw Problem(
                .forbidden, "/problems/not-signed", "Not signed", detail: "The question is not signed by the hub.")
        }
        let lines = replies(to: try JSONParser.parse(request.body))
        guard !lines.isEmpty else { return .noContent }
        return .bytes(Array(lines.map { $0.jsonText + "\n" }.joined().utf8), type: "application/x-ndjson")
    }

    /// `X-Switchboard-Signature: t=…,v1=…`, as the README has it.
    private static func isSigned(_ request: Request, _ key: HMAC) -> Bool {
        let parts = (request.headers["x-switchboard-signature"] ?? "").split(separator: ",")
        guard parts.count == 2, parts[0].hasPrefix("t="), parts[1].hasPrefix("v1=") else { return false }
        var mac = key
        mac.update("\(parts[0].dropFirst(2)).")
        mac.update(request.body)
        return constantTimeEquals(Array(parts[1].dropFirst(3).utf8), Array(Hex.encode(mac.finalize()).utf8))
    }

    /// What is done about a question, a line each: pure.
    static func replies(to question: JSONValue) -> [JSONValue] {
        switch question["type"].string {
        case "setup":
            let name = question["context"]["contact"]["name"].string
            return [["say": .string(name.map { "Hello \($0). " } ?? "Hello. ")], ["say": "How can I help?"]]
        case "prompt": return replies(toWords: question["text"].string?.lowercased() ?? "")
        case "keys":
            guard question["keys"] == "0" else { return [["say": "Press 0 for a person."]] }
            return [["say": "I connect you.", "end": true, "data": ["reason": "person"]]]
        default: return []
        }
    }

    private static func replies(toWords text: String) -> [JSONValue] {
        if text.contains("goodbye") {
            return [["say": "Thank you for calling. Goodbye.", "end": true, "data": ["reason": "goodbye"]]]
        }
        let subjects = [
            ("quote", "I will send you the quote by Friday."), ("price", "I will send you the quote by Friday."),
            ("invoice", "I have a copy of the invoice sent to you today."),
            ("appoint", "A technician can come on Tuesday at ten. I have written it down."),
            ("install", "A technician can come on Tuesday at ten. I have written it down."),
            ("not work", "I am sorry about that. I have opened a case, and somebody will call you today."),
            ("broken", "I am sorry about that. I have opened a case, and somebody will call you today."),
        ]
        let known = subjects.first { text.contains($0.0) }?.1
        return [["say": .string(known ?? "I have written that down.")], ["say": " Is there anything else?"]]
    }
}

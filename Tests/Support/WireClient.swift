import Client
import Domain
import HTTP
import JSON
import OpenSSL
import Reactor
import Testing
import WebSocket

/// A program that serves a company, in this process or another, and how to speak to it.
package protocol Wire: Sendable {
    /// Such as `http://127.0.0.1:41234`.
    var url: String { get }
    /// Whom requests are made for, where a test does not say.
    var company: TestServer.Tenant { get }
    var client: HTTPClient { get }
    /// The loop that sockets live on.
    var clientLoop: EventLoop { get }
}

extension Wire {
    /// A company and how to speak for it.
    package typealias Tenant = TestServer.Tenant

    /// GET with the company's key; the answer's JSON.
    package func get(_ path: String, as tenant: Tenant? = nil, expecting status: Int = 200) async throws -> JSONValue {
        try await json(.get, path, nil, as: tenant, expecting: status)
    }

    /// POST of JSON with the company's key; the answer's JSON.
    @discardableResult
    package func post(
        _ path: String, _ body: JSONValue, as tenant: Tenant? = nil, expecting status: Int = 200
    ) async throws -> JSONValue {
        try await json(.post, path, body, as: tenant, expecting: status)
    }

    /// Any request with JSON both ways.
    @discardableResult
    package func json(
        _ method: Method, _ path: String, _ body: JSONValue?, as tenant: Tenant? = nil,
        headers: [(String, String)] = [],
        expecting status: Int
    ) async throws -> JSONValue {
        var fields = [("Authorization", "Bearer \((tenant ?? company).token)")] + headers
        if body != nil { fields.append(("Content-Type", "application/json")) }
        let response = try await client.request(method, path, headers: fields, body: body?.jsonBytes)
        #expect(response.status.code == status, "\(method.rawValue) \(path): \(response.text)")
        return response.body.isEmpty ? .null : try JSONParser.parse(response.body)
    }

    /// The items of a list, read page by page; none of the pages is longer than `limit`.
    package func pages(_ path: String, limit: Int, as tenant: Tenant? = nil) async throws -> [JSONValue] {
        var (items, next) = ([JSONValue](), "")
        repeat {
            let page = try await get(path + (path.contains("?") ? "&" : "?") + "limit=\(limit)\(next)", as: tenant)
            let found = page["data"].array ?? []
            #expect(found.count <= limit)
            items += found
            next = page["next"].string.map { "&after=\($0)" } ?? ""
        } while !next.isEmpty
        return items
    }

    /// A Twilio webhook, signed as Twilio signs.
    package func twilio(
        _ hook: String, _ form: [(String, String)], as tenant: Tenant? = nil, query: String = "",
        signedWith secret: String? = nil
    ) async throws -> ClientResponse {
        let tenant = tenant ?? company
        let path = "/webhooks/twilio/\(tenant.account)/\(hook)\(query)"
        let signature = Self.signature(url + path, form, secret ?? tenant.authToken)
        let body = form.map { "\(PercentCoding.encode($0.0, .form))=\(PercentCoding.encode($0.1, .form))" }
        return try await client.post(
            path, Array(body.joined(separator: "&").utf8), type: "application/x-www-form-urlencoded; charset=UTF-8",
            headers: [("X-Twilio-Signature", signature)])
    }

    /// The usual first webhook of an inbound call.
    package static func ringing(
        _ call: String, from: String = "+12025550143", to: String = "+14155550119", status: String = "ringing",
        more: [(String, String)] = []
    ) -> [(String, String)] {
        [
            ("AccountSid", "AC0123456789abcdef0123456789abcdef"), ("ApiVersion", "2010-04-01"), ("CallSid", call),
            ("CallStatus", status), ("Direction", "inbound"), ("From", from), ("Caller", from), ("To", to),
            ("Called", to),
            ("FromCity", ""), ("FromCountry", "US"),
        ] + more
    }

    /// Twilio's signature (reference §2.9).
    package static func signature(_ url: String, _ form: [(String, String)], _ secret: String) -> String {
        let text = url + form.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { $0.0 + $0.1 }.joined()
        return Base64.encode(HMAC.authenticate(.sha1, key: Array(secret.utf8), Array(text.utf8)))
    }

    /// Opens a WebSocket and subscribes.
    package func subscribe(
        _ topics: [String] = ["calls"], after: (epoch: String, offset: Int64)? = nil, as tenant: Tenant? = nil
    ) async throws -> EventReader {
        let reader = try await connect(as: tenant)
        try await reader.subscribe(topics, after: after)
        return reader
    }

    /// Opens a WebSocket.
    package func connect(as tenant: Tenant? = nil, query: String = "") async throws -> EventReader {
        let address = url.replacing("http://", with: "ws://") + "/ws" + query
        let socket = try await WebSocketClient.connect(
            address, headers: [("Authorization", "Bearer \((tenant ?? company).token)")], on: clientLoop,
            options: .unhurried)
        return EventReader(socket: socket)
    }
}

extension ClientOptions {
    /// As patient as a test that may run on a machine with much else to do: how long it waits, its `.timeLimit` says.
    package static var unhurried: ClientOptions {
        var options = ClientOptions()
        (options.connectPatience, options.requestPatience) = (.seconds(600), .seconds(600))
        return options
    }
}

/// Reads what a subscriber hears.
package final class EventReader: Sendable {
    package let socket: WebSocketClient

    /// Reads from a socket that is open.
    package init(socket: WebSocketClient) { self.socket = socket }

    /// The next frame's JSON; throws when the socket is closed.
    package func frame() async throws -> JSONValue {
        guard let message = try await socket.receive() else { throw SetupFailure(reason: "the socket was closed") }
        return try JSONParser.parse(message.bytes)
    }

    /// Sends a frame.
    package func send(_ frame: JSONValue) async throws { try await socket.send(frame.jsonText) }

    /// Subscribes and returns the answer; events that come before it are dropped.
    @discardableResult
    package func subscribe(_ topics: [String], after: (epoch: String, offset: Int64)? = nil) async throws -> JSONValue {
        var frame: JSONObject = ["id": 1, "subscribe": .array(topics.map { .string($0) })]
        if let after { frame["after"] = ["epoch": .string(after.epoch), "offset": .integer(after.offset)] }
        try await send(.object(frame))
        return try await first { !$0["subscribed"].isNull }
    }

    /// The first frame that passes.
    package func first(where passes: (JSONValue) -> Bool) async throws -> JSONValue {
        while true {
            let frame = try await frame()
            if passes(frame) { return frame }
        }
    }

    /// Reads to the end; the code of the server's close frame.
    package func end() async throws -> UInt16? {
        while try await socket.receive() != nil {}
        return socket.closing?.code ?? nil
    }

    /// Every event up to the newest offset of the log, so that "once" can be proved.
    package func upToNow() async throws -> [JSONValue] {
        try await send(["id": 99, "sync": true])
        var events: [JSONValue] = []
        while true {
            let frame = try await frame()
            if frame["id"].int == 99 { return events }
            if !frame["type"].isNull { events.append(frame) }
        }
    }
}

extension [JSONValue] {
    /// An element, or null where there is none: a test that fails goes on.
    package subscript(at index: Int) -> JSONValue { indices.contains(index) ? self[index] : .null }

    /// The events' types.
    package var types: [String] { map { $0["type"].string ?? "" } }
    /// The events' offsets.
    package var offsets: [Int64] { compactMap { $0["offset"].int64 } }
}

import HTTP
import JSON

/// Takes a streamed body, piece by piece.
package protocol BodyWriter: Sendable {
    /// Queues bytes; returns when the client has taken enough of them.
    ///
    /// - Throws: When the client is gone.
    func write(_ bytes: [UInt8]) async throws
}

/// The answer to a request; the server adds Date, Content-Length, X-Request-Id and the security fields.
package struct Response: Sendable {
    /// What follows the head.
    package enum Body: Sendable {
        /// Nothing.
        case empty
        /// These bytes.
        case bytes([UInt8])
        /// What the closure writes, chunk by chunk; it is ended when the closure returns, and cut when it throws.
        case stream(@Sendable (any BodyWriter) async throws -> Void)
        /// A file, or the part of it that Range asks for; the server adds ETag and Last-Modified.
        case file(path: String)
    }

    /// The status.
    package var status: Status
    /// The fields in order; names as they go out.
    package var headers: [(String, String)]
    /// What follows the head.
    package var body: Body
    /// What took how long, as far as the handler knows.
    package var timing = ServerTiming()

    /// Makes a response.
    package init(_ status: Status, headers: [(String, String)] = [], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first field of that name, whatever the case.
    package func header(_ name: String) -> String? {
        headers.first { $0.0.utf8.elementsEqual(name.utf8, by: { $0 | 0x20 == $1 | 0x20 }) }?.1
    }

    /// The bytes of the body; nil when it is streamed or a file.
    package var bytes: [UInt8]? {
        switch body {
        case .empty: []
        case .bytes(let bytes): bytes
        case .stream, .file: nil
        }
    }
}

extension Response {
    private static let jsonType = ("Content-Type", "application/json")

    /// `{"success":true,"data":…}`.
    package static func json(_ data: some JSONEncodable, status: Status = .ok) -> Response {
        json(status: status) { $0.value(data) }
    }

    /// `{"success":true,"data":…}`, where the closure writes the one value of `data`.
    package static func json(status: Status = .ok, _ data: (inout JSONWriter) throws -> Void) rethrows -> Response {
        var json = JSONWriter()
        try json.object { json in
            json.member("success", true)
            json.key("data")
            try data(&json)
        }
        return Response(status, headers: [jsonType], body: .bytes(json.bytes))
    }

    /// `{"success":true,"data":[…],"next":"…"}`; `next` is absent on the last page.
    package static func page(_ items: some Sequence<some JSONEncodable>, next: String?) -> Response {
        var json = JSONWriter(capacity: 1_024)
        json.object { json in
            json.member("success", true)
            json.key("data")
            json.elements(items)
            json.member("next", next)
        }
        return Response(.ok, headers: [jsonType], body: .bytes(json.bytes))
    }

    /// 201 with the new thing and where it is.
    package static func created(location: String, data: some JSONEncodable) -> Response {
        json(data, status: .created).with("Location", location)
    }

    /// 202: it will be done.
    package static func accepted(_ data: some JSONEncodable) -> Response { json(data, status: .accepted) }

    /// 204.
    package static var noContent: Response { Response(.noContent) }

    /// A JSON document that is written already, as it stands.
    package static func document(_ json: [UInt8], status: Status = .ok) -> Response {
        Response(status, headers: [jsonType], body: .bytes(json))
    }

    /// Plain text.
    package static func text(_ text: String, status: Status = .ok) -> Response {
        bytes(Array(text.utf8), type: "text/plain; charset=utf-8", status: status)
    }

    /// An XML document, such as TwiML.
    package static func xml(_ bytes: [UInt8], status: Status = .ok) -> Response {
        .bytes(bytes, type: "application/xml", status: status)
    }

    /// Bytes of any media type.
    package static func bytes(_ bytes: [UInt8], type: String, status: Status = .ok) -> Response {
        Response(status, headers: [("Content-Type", type)], body: .bytes(bytes))
    }

    /// A body that is written while it is sent.
    package static func stream(
        type: String, status: Status = .ok, _ write: @escaping @Sendable (any BodyWriter) async throws -> Void
    ) -> Response {
        Response(status, headers: [("Content-Type", type)], body: .stream(write))
    }

    /// A stored file.
    package static func file(path: String, type: String) -> Response {
        Response(.ok, headers: [("Content-Type", type)], body: .file(path: path))
    }

    /// 303: the answer is over there.
    package static func seeOther(_ location: String) -> Response {
        Response(.seeOther, headers: [("Location", location)])
    }
}

extension Response {
    /// The same with one more field.
    package func with(_ name: String, _ value: String) -> Response {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }

    /// The same with its entity tag; the quotation marks are added.
    package func etag(_ tag: String) -> Response { with("ETag", "\"\(tag)\"") }

    /// The same with `Switchboard-Offset`: the place in the event log at which the body is true.
    package func offset(epoch: String, _ offset: Int64) -> Response { with("Switchboard-Offset", "\(epoch).\(offset)") }

    /// The same, never to be stored: for tokens and secrets.
    package var uncached: Response { with("Cache-Control", "no-store") }

    /// The same as a download of that file name.
    ///
    /// - Parameter fileName: Other characters than letters, digits, `.`, `-` and `_` become `_`.
    package func download(as fileName: String) -> Response {
        let safe = fileName.unicodeScalars.map { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789.-_".unicodeScalars.contains(scalar))
                ? Character(scalar) : "_"
        }
        return with("Content-Disposition", "attachment; filename=\"\(String(safe))\"")
    }

    /// The same with a cookie that scripts cannot read and other sites cannot send.
    package func cookie(_ name: String, _ value: String, path: String, maxAgeSeconds: Int, secure: Bool) -> Response {
        with(
            "Set-Cookie",
            "\(name)=\(value); Path=\(path); Max-Age=\(maxAgeSeconds); HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "")
        )
    }

    /// The same with what took how long.
    package func timed(_ timing: ServerTiming) -> Response {
        var copy = self
        copy.timing = timing
        return copy
    }
}

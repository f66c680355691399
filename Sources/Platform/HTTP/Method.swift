/// A request method: a case-sensitive token (RFC 9110 §9.1); one nobody knows is parsed too, and the router refuses it.
package struct Method: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The token as received.
    package let rawValue: String

    /// Any token.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The token.
    package var description: String { rawValue }

    /// GET.
    package static let get = Method(rawValue: "GET")
    /// HEAD.
    package static let head = Method(rawValue: "HEAD")
    /// POST.
    package static let post = Method(rawValue: "POST")
    /// PUT.
    package static let put = Method(rawValue: "PUT")
    /// PATCH (RFC 5789).
    package static let patch = Method(rawValue: "PATCH")
    /// DELETE.
    package static let delete = Method(rawValue: "DELETE")
    /// OPTIONS.
    package static let options = Method(rawValue: "OPTIONS")
    /// CONNECT.
    package static let connect = Method(rawValue: "CONNECT")
    /// TRACE.
    package static let trace = Method(rawValue: "TRACE")
    /// QUERY: safe as GET is, with a body.
    package static let query = Method(rawValue: "QUERY")

    /// The methods this program knows: any other is 501, a known one that a path lacks is 405.
    package static let known: Set<Method> = [
        .get, .head, .post, .put, .patch, .delete, .options, .connect, .trace, .query,
    ]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        // The usual methods are compared as bytes, so that no UTF-8 is checked and no String built for them.
        switch bytes.count {
        case 3 where bytes.elementsEqual("GET".utf8): self = .get
        case 4 where bytes.elementsEqual("POST".utf8): self = .post
        default: self.init(rawValue: String(decoding: bytes, as: UTF8.self))
        }
    }
}

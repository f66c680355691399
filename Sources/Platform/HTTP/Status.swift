/// A response status code (RFC 9110 §15, RFC 6585) with its reason phrase.
package struct Status: Hashable, Sendable, CustomStringConvertible {
    /// Three digits, 100...999.
    package let code: Int

    /// The status of a code, known or not.
    package init(_ code: Int) { self.code = code }

    /// "404 Not Found".
    package var description: String { "\(code) \(reason)" }

    /// Whether the code says that all went well: 200...299.
    package var isSuccess: Bool { (200..<300).contains(code) }

    /// Whether a response with this status never has a body (RFC 9112 §6.3).
    package var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }

    /// 100.
    package static let `continue` = Status(100)
    /// 101.
    package static let switchingProtocols = Status(101)
    /// 200.
    package static let ok = Status(200)
    /// 201.
    package static let created = Status(201)
    /// 202.
    package static let accepted = Status(202)
    /// 204.
    package static let noContent = Status(204)
    /// 206.
    package static let partialContent = Status(206)
    /// 302.
    package static let found = Status(302)
    /// 303.
    package static let seeOther = Status(303)
    /// 304.
    package static let notModified = Status(304)
    /// 400.
    package static let badRequest = Status(400)
    /// 401.
    package static let unauthorized = Status(401)
    /// 403.
    package static let forbidden = Status(403)
    /// 404.
    package static let notFound = Status(404)
    /// 405.
    package static let methodNotAllowed = Status(405)
    /// 406.
    package static let notAcceptable = Status(406)
    /// 408.
    package static let requestTimeout = Status(408)
    /// 409.
    package static let conflict = Status(409)
    /// 410.
    package static let gone = Status(410)
    /// 412.
    package static let preconditionFailed = Status(412)
    /// 413.
    package static let contentTooLarge = Status(413)
    /// 414.
    package static let uriTooLong = Status(414)
    /// 415.
    package static let unsupportedMediaType = Status(415)
    /// 416.
    package static let rangeNotSatisfiable = Status(416)
    /// 417.
    package static let expectationFailed = Status(417)
    /// 422.
    package static let unprocessableContent = Status(422)
    /// 426.
    package static let upgradeRequired = Status(426)
    /// 428.
    package static let preconditionRequired = Status(428)
    /// 429.
    package static let tooManyRequests = Status(429)
    /// 431.
    package static let requestHeaderFieldsTooLarge = Status(431)
    /// 500.
    package static let internalServerError = Status(500)
    /// 501.
    package static let notImplemented = Status(501)
    /// 502.
    package static let badGateway = Status(502)
    /// 503.
    package static let serviceUnavailable = Status(503)
    /// 504.
    package static let gatewayTimeout = Status(504)
    /// 505.
    package static let httpVersionNotSupported = Status(505)
    /// 507.
    package static let insufficientStorage = Status(507)

    /// The reason phrase; for an unknown code that of its class.
    package var reason: String {
        switch code {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 103: "Early Hints"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 407: "Proxy Authentication Required"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 426: "Upgrade Required"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        case 100..<200: "Informational"
        case 200..<300: "Success"
        case 300..<400: "Redirection"
        case 400..<500: "Client Error"
        default: "Server Error"
        }
    }
}

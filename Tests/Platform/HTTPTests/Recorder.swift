import HTTP

/// What came out of a parser, with the body put together: the same whatever the split.
struct Received: Equatable, CustomStringConvertible {
    var messages: [String] = []
    var error: Int?

    var description: String { messages.joined(separator: " | ") + (error.map { " ✗\($0)" } ?? "") }
}

/// Feeds pieces to a fresh parser and writes down all parts.
func receive(_ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()) -> Received {
    var parser = RequestParser(limits: limits)
    var received = Received()
    var body: [UInt8] = []
    for piece in pieces {
        piece.withUnsafeBytes { parser.append($0) }
        do {
            while let part = try parser.next() {
                switch part {
                case .head(let head, let framing):
                    let fields = head.headers.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
                    received.messages.append(
                        "\(head.method) \(head.target) 1.\(head.minorVersion) host=\(head.host ?? "-") "
                            + "path=\(head.pathText) query=\(head.query ?? "-") keep=\(head.keepAlive) "
                            + "100=\(head.expectsContinue) up=\(head.asksUpgrade) \(framing) [\(fields)]")
                case .body(let bytes):
                    body += bytes
                case .end:
                    received.messages.append("body=" + String(decoding: body, as: UTF8.self))
                    body = []
                }
            }
        } catch {
            received.error = error.status.code
            break
        }
    }
    if !body.isEmpty { received.messages.append("partial=" + String(decoding: body, as: UTF8.self)) }
    return received
}

func receive(_ text: String, limits: HTTPLimits = HTTPLimits()) -> Received {
    receive([Array(text.utf8)], limits: limits)
}

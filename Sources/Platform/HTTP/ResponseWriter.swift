/// Writes responses into one byte array; no String is made on the way.
package enum ResponseWriter {
    /// How the client finds the end of the body.
    package enum Body: Sendable, Hashable {
        /// A body of that many bytes follows, or would have for HEAD: `Content-Length` is written.
        case length(Int)
        /// Chunks follow: `Transfer-Encoding: chunked` is written.
        case chunked
        /// Nothing is written: 1xx, 204, 304, or a body that ends with the connection.
        case unsaid
    }

    /// Appends a whole head with its empty line.
    ///
    /// - Parameters:
    ///   - headers: The response's own fields, without Date, Content-Length, Transfer-Encoding and Connection.
    ///   - connection: The Connection field, or nil for none: "close", "keep-alive" to an HTTP/1.0 client, "Upgrade".
    ///   - date: A whole line as ``DateLine`` makes it, or empty for none.
    package static func head(
        _ status: Status, headers: [(String, String)], body: Body, connection: StaticString? = nil, date: [UInt8] = [],
        into bytes: inout [UInt8]
    ) {
        statusLine(status, into: &bytes)
        bytes.append(contentsOf: date)
        for (name, value) in headers { field(name, value, into: &bytes) }
        switch body {
        case .length(let count):
            append("Content-Length: ", to: &bytes)
            appendDecimal(count, to: &bytes)
            append("\r\n", to: &bytes)
        case .chunked: append("Transfer-Encoding: chunked\r\n", to: &bytes)
        case .unsaid: break
        }
        if let connection {
            append("Connection: ", to: &bytes)
            append(connection, to: &bytes)
            append("\r\n", to: &bytes)
        }
        endOfHead(into: &bytes)
    }

    /// Appends `HTTP/1.1 200 OK`.
    package static func statusLine(_ status: Status, into bytes: inout [UInt8]) {
        if status == .ok { return append("HTTP/1.1 200 OK\r\n", to: &bytes) }
        append("HTTP/1.1 ", to: &bytes)
        appendDecimal(status.code, to: &bytes)
        bytes.append(0x20)
        bytes.append(contentsOf: status.reason.utf8)
        append("\r\n", to: &bytes)
    }

    /// Appends one field; control bytes in the value become spaces, so that no value can begin a line of its own.
    package static func field(_ name: String, _ value: String, into bytes: inout [UInt8]) {
        appendSafely(name, to: &bytes)
        append(": ", to: &bytes)
        appendSafely(value, to: &bytes)
        append("\r\n", to: &bytes)
    }

    /// Appends one field whose text is known to be harmless.
    package static func field(_ name: StaticString, _ value: StaticString, into bytes: inout [UInt8]) {
        append(name, to: &bytes)
        append(": ", to: &bytes)
        append(value, to: &bytes)
        append("\r\n", to: &bytes)
    }

    /// Appends one field that is a whole number.
    package static func field(_ name: StaticString, _ value: Int, into bytes: inout [UInt8]) {
        append(name, to: &bytes)
        append(": ", to: &bytes)
        appendDecimal(value, to: &bytes)
        append("\r\n", to: &bytes)
    }

    /// Appends the empty line after the fields.
    package static func endOfHead(into bytes: inout [UInt8]) { append("\r\n", to: &bytes) }

    /// `HTTP/1.1 100 Continue`, whole.
    package static let continueResponse = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Appends one chunk; none for no bytes, for that would end the body.
    package static func chunk(_ content: [UInt8], into bytes: inout [UInt8]) {
        guard !content.isEmpty else { return }
        chunkHead(content.count, into: &bytes)
        bytes.append(contentsOf: content)
        append("\r\n", to: &bytes)
    }

    /// Appends the line before a chunk of `count` bytes that are sent without a copy; ``chunkEnd`` follows them.
    package static func chunkHead(_ count: Int, into bytes: inout [UInt8]) {
        var shift = (Int.bitWidth - count.leadingZeroBitCount + 3) / 4 * 4
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: count >> shift & 15)
            bytes.append(digit < 10 ? digit + 0x30 : digit + 0x57)
        }
        append("\r\n", to: &bytes)
    }

    /// The CRLF after a chunk's bytes.
    package static let chunkEnd: [UInt8] = [0x0d, 0x0a]

    /// The chunk that ends a body.
    package static let lastChunk = Array("0\r\n\r\n".utf8)

    /// Appends text known at compile time.
    @inline(__always)
    package static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a number that is not negative.
    package static func appendDecimal(_ value: Int, to bytes: inout [UInt8]) {
        guard value >= 10 else { return bytes.append(UInt8(truncatingIfNeeded: max(value, 0)) + 0x30) }
        let start = bytes.count
        var rest = value
        while rest > 0 {
            bytes.append(UInt8(truncatingIfNeeded: rest % 10) + 0x30)
            rest /= 10
        }
        bytes[start...].reverse()
    }

    static func appendSafely(_ text: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        let end = bytes.count
        let clean = bytes.withUnsafeBufferPointer { $0.firstOutsideFieldValue(from: start, to: end) }
        for index in clean..<end where !bytes[index].isFieldValueByte { bytes[index] = 0x20 }
    }
}

/// Writes requests, for clients.
package enum RequestWriter {
    /// Appends a whole head with its empty line; Host comes first unless `headers` has one.
    package static func head(
        _ method: Method, _ target: String, host: String, headers: [(String, String)],
        body: ResponseWriter.Body = .unsaid,
        into bytes: inout [UInt8]
    ) {
        ResponseWriter.appendSafely(method.rawValue, to: &bytes)
        bytes.append(0x20)
        bytes.append(contentsOf: target.utf8.lazy.map { $0 > 0x20 && $0 != 0x7f ? $0 : UInt8(ascii: "+") })
        ResponseWriter.append(" HTTP/1.1\r\n", to: &bytes)
        let hasHost = headers.contains { $0.0.utf8.elementsEqual("host".utf8) { $0.lowered == $1.lowered } }
        if !hasHost { ResponseWriter.field("Host", host, into: &bytes) }
        for (name, value) in headers { ResponseWriter.field(name, value, into: &bytes) }
        switch body {
        case .length(let count): ResponseWriter.field("Content-Length", count, into: &bytes)
        case .chunked: ResponseWriter.field("Transfer-Encoding", "chunked", into: &bytes)
        case .unsaid: break
        }
        ResponseWriter.endOfHead(into: &bytes)
    }
}

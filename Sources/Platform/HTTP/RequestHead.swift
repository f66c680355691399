/// How the end of a body is found (RFC 9112 §6.3).
package enum BodyFraming: Sendable, Hashable {
    /// There is no body.
    case none
    /// That many bytes, more than none.
    case length(Int64)
    /// Chunks, until one of no bytes.
    case chunked
    /// A response's body goes on until the connection ends.
    case untilClose
}

/// The head of a request: offsets into one array of its bytes.
package struct RequestHead: Sendable {
    /// The method, known or not.
    package let method: Method
    /// The fields.
    package let headers: Headers
    /// 1, or 0 for an HTTP/1.0 client.
    package let minorVersion: Int
    /// Whether the client wants to use the connection again.
    package let keepAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    package let expectsContinue: Bool
    /// Whether the Connection field has `upgrade`; to what, the Upgrade field says.
    package let asksUpgrade: Bool
    private let targetRange, pathRange: Range<Int32>
    private let queryRange, hostRange: Range<Int32>?

    init(line: RequestLine, facts: FieldFacts, headers: Headers, hasBody: Bool) {
        func narrow(_ range: Range<Int>) -> Range<Int32> { Int32(range.lowerBound)..<Int32(range.upperBound) }
        method = line.method
        self.headers = headers
        minorVersion = line.minorVersion
        keepAlive = !facts.close && (line.minorVersion > 0 || facts.keepAlive)
        expectsContinue = hasBody && line.minorVersion > 0 && facts.expectation == .proceed
        asksUpgrade = facts.upgrade && line.minorVersion > 0
        targetRange = narrow(line.target)
        pathRange = narrow(line.path)
        queryRange = line.query.map(narrow)
        hostRange = (line.authority ?? facts.host.map { Int($0.valueStart)..<Int($0.valueEnd) }).map(narrow)
    }

    /// A head as a client would send it: for tests and for requests that the program makes to itself.
    ///
    /// - Throws: What the parser finds wrong with it. A Host is added when `headers` has none.
    package init(
        _ method: Method, _ target: String, headers: [(String, String)] = []
    ) throws(HTTPError) {
        var bytes: [UInt8] = []
        RequestWriter.head(method, target, host: "localhost", headers: headers, into: &bytes)
        var parser = RequestParser()
        bytes.withUnsafeBytes { parser.append($0) }
        guard case .head(let head, _) = try parser.next() else { throw .bad("A head is incomplete.") }
        self = head
    }

    /// The request target as received.
    package var target: String { String(decoding: targetBytes, as: UTF8.self) }
    /// The request target as received.
    package var targetBytes: ArraySlice<UInt8> { slice(targetRange) }

    /// The path, still percent-encoded: begins with a slash, or is `*` (OPTIONS), or is empty (CONNECT).
    package var path: ArraySlice<UInt8> {
        guard pathRange.isEmpty, method != .connect else { return slice(pathRange) }
        return method == .options && queryRange == nil ? Self.asterisk : Self.slash
    }

    /// ``path`` as text.
    package var pathText: String { String(decoding: path, as: UTF8.self) }

    /// What follows the question mark, raw; nil without one.
    package var query: String? { queryBytes.map { String(decoding: $0, as: UTF8.self) } }
    /// What follows the question mark, raw; nil without one.
    package var queryBytes: ArraySlice<UInt8>? { queryRange.map(slice) }

    /// Host and port the client speaks to: of an absolute target, else of the Host field; nil only in HTTP/1.0.
    package var host: String? { hostRange.map { String(decoding: slice($0), as: UTF8.self) } }

    /// Whether the client asks to go on in another protocol (RFC 9110 §7.8).
    package func asksUpgrade(to protocolName: String) -> Bool {
        asksUpgrade && headers.contains("upgrade", token: protocolName)
    }

    private func slice(_ range: Range<Int32>) -> ArraySlice<UInt8> {
        headers.bytes[headers.base + Int(range.lowerBound)..<headers.base + Int(range.upperBound)]
    }

    private static let slash: ArraySlice<UInt8> = [UInt8(ascii: "/")]
    private static let asterisk: ArraySlice<UInt8> = [UInt8(ascii: "*")]
}

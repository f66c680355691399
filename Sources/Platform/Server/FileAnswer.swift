import Dispatch
import Glibc
import HTTP
import Reactor
import Web

/// Answers with a stored file or a part of it, by RFC 9110 §13 and §14.
///
/// Opening and reading happen on threads of their own, since a disk may be slow; all else on the connection's loop.
struct FileAnswer: Sendable {
    private static let pieceBytes = 131_072
    private static let files = DispatchQueue(label: "files", attributes: .concurrent)

    private let exchange: Exchange
    private let response: Response
    private let path: String

    init(_ exchange: Exchange, _ response: Response, _ path: String) {
        (self.exchange, self.response, self.path) = (exchange, response, path)
    }

    func run(_ stream: ResponseStream) async throws {
        let path = path
        guard let file = try await Self.offLoop({ try StoredFile(path) }) else {
            return await write(Problem.notFound().response(requestID: exchange.id))
        }
        guard let range = await begin(file) else { return }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let (start, count) = (offset, Int(min(range.upperBound - offset, Int64(Self.pieceBytes))))
            let bytes = try await Self.offLoop { try file.read(at: start, count) }
            // The file has become shorter: the length was promised, so that the connection has to be cut.
            guard !bytes.isEmpty else { throw FileShrank(path: path) }
            try await stream.write(bytes)
            offset += Int64(bytes.count)
        }
    }

    /// Writes the head that the request's conditions and ranges come to.
    ///
    /// - Returns: What of the file is to follow; nil for nothing.
    private func begin(_ file: StoredFile) async -> Range<Int64>? {
        guard let head = exchange.head else { return nil }
        var answer = response
        let tag = response.header("ETag").flatMap(EntityTag.init(parsing:)) ?? file.tag
        if response.header("ETag") == nil { answer.headers.append(("ETag", tag.description)) }
        if response.header("Last-Modified") == nil {
            answer.headers.append(("Last-Modified", HTTPDate.format(file.modifiedSeconds)))
        }
        guard response.status == .ok else { return await write(answer, 0..<file.size) }
        switch Preconditions.evaluate(head, tag: tag, lastModified: file.modifiedSeconds) {
        case .proceed: break
        case .failed: return await write(Problem.stale().response(requestID: exchange.id), nil)
        case .notModified:
            answer.status = .notModified
            answer.headers.removeAll { $0.0.lowercased() == "content-type" }
            return await write(answer, nil)
        }
        answer.headers.append(("Accept-Ranges", "bytes"))
        guard head.method == .get, let asked = head.headers["range"],
            Preconditions.rangeApplies(head, tag: tag, lastModified: file.modifiedSeconds)
        else { return await write(answer, 0..<file.size) }
        switch ByteRange.parse(asked, size: file.size) {
        case .ranges(let ranges) where ranges.count == 1:
            answer.status = .partialContent
            answer.headers.append(("Content-Range", ByteRange.contentRange(ranges[0], size: file.size)))
            return await write(answer, ranges[0])
        case .unsatisfiable:
            var problem = Problem(.rangeNotSatisfiable, detail: "It has \(file.size) bytes.")
            problem.headers.append(("Content-Range", ByteRange.contentRange(nil, size: file.size)))
            return await write(problem.response(requestID: exchange.id), nil)
        // Several ranges at once may be answered with everything, and nobody who plays a recording asks for them.
        case .ranges, .whole: return await write(answer, 0..<file.size)
        }
    }

    private func write(_ response: Response, _ range: Range<Int64>?) async -> Range<Int64>? {
        let exchange = exchange
        guard let range else {
            await write(response)
            return nil
        }
        await Self.onLoop(exchange.connection.loop) {
            exchange.connection.writeHead(exchange, response, .length(range.count))
        }
        return exchange.isHead || response.status.forbidsBody ? nil : range
    }

    /// A whole answer in place of the file.
    private func write(_ response: Response) async {
        let exchange = exchange
        let body = response.bytes ?? []
        await Self.onLoop(exchange.connection.loop) {
            exchange.connection.writeHead(exchange, response, .length(body.count), exchange.isHead ? [] : body)
        }
    }

    private static func onLoop(_ loop: EventLoop, _ body: @escaping @Sendable () -> Void) async {
        if loop.isCurrent { return body() }
        await withCheckedContinuation { continuation in
            loop.execute {
                body()
                continuation.resume()
            }
        }
    }

    private static func offLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            files.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    private struct FileShrank: Error {
        let path: String
    }
}

/// An open file as it was when it was opened.
private final class StoredFile: Sendable {
    let size: Int64
    let modifiedSeconds: Int64
    /// Changes whenever the file does: its number, its size, and when it was written to the nanosecond.
    let tag: EntityTag
    private let descriptor: FileDescriptor

    /// - Returns: nil when there is no such file.
    init?(_ path: String) throws(SystemError) {
        let raw: CInt
        do {
            raw = try system("open") { open(path, O_RDONLY | O_CLOEXEC) }
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        descriptor = FileDescriptor(owning: raw)
        var facts = stat()
        try system("fstat") { fstat(raw, &facts) }
        guard facts.st_mode & S_IFMT == S_IFREG else { return nil }
        size = Int64(facts.st_size)
        modifiedSeconds = Int64(facts.st_mtim.tv_sec)
        let parts = [
            UInt64(facts.st_ino), UInt64(size), UInt64(bitPattern: modifiedSeconds), UInt64(facts.st_mtim.tv_nsec),
        ]
        tag = EntityTag(parts.map { String($0, radix: 36) }.joined(separator: "-"))
    }

    func read(at offset: Int64, _ count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let raw = descriptor.raw
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var result = pread(raw, buffer.baseAddress, count, off_t(offset))
            while result == -1 && errno == EINTR { result = pread(raw, buffer.baseAddress, count, off_t(offset)) }
            if result < 0 { failure = SystemError(call: "pread", code: errno) }
            initialized = max(0, result)
        }
        if let failure { throw failure }
        return bytes
    }
}

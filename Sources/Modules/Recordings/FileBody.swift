import ModuleKit
import Reactor

/// A file that is read as a body is that somebody sends.
final class FileBody: BodyReader {
    private let path: String
    private let offset = Lock<Int64>(0)
    private static let pieceBytes = 262_144

    init(path: String) { self.path = path }

    func next() async throws -> [UInt8]? {
        let (path, at) = (path, offset.withLock { $0 })
        let bytes = try await AudioFolder.offLoop {
            try AudioReader(path: path)?.read(at: at, Self.pieceBytes) ?? []
        }
        offset.withLock { $0 += Int64(bytes.count) }
        return bytes.isEmpty ? nil : bytes
    }
}

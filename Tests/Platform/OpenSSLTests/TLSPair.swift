import OpenSSL
import TestTools

/// A client and a server without sockets between them.
final class TLSPair {
    let client: TLSSession
    let server: TLSSession
    private let toClient = Wire()
    private let toServer = Wire()

    /// What is on its way to one side, of which a read gets a few bytes at most.
    final class Wire: TLSSource {
        var bytes: [UInt8] = []
        var grain = Int.max
        var isCut = false

        func receive(into buffer: UnsafeMutableRawBufferPointer) -> TLSReceived {
            let count = min(bytes.count, buffer.count, grain)
            guard count > 0 else { return isCut ? .ended : .nothing }
            buffer.copyBytes(from: bytes[..<count])
            bytes.removeFirst(count)
            return .bytes(count)
        }
    }

    init(_ server: TLSContext, _ client: TLSContext, host: String = "localhost", grain: Int = .max) throws {
        self.server = try TLSSession(server: server)
        self.client = try TLSSession(client: client, host: host)
        (toClient.grain, toServer.grain) = (grain, grain)
        self.server.source = toServer
        self.client.source = toClient
    }

    static func contexts() throws -> (server: TLSContext, client: TLSContext) {
        let files = try TLSCertificate.localhost.get()
        return (
            try files.context(),
            try TLSContext(trusting: files.certificate)
        )
    }

    /// Brings what both have sealed to the other side; `change` may spoil what goes to the server.
    func carry(change: (inout [UInt8]) -> Void = { _ in }) {
        var sealed = take(from: client)
        change(&sealed)
        toServer.bytes += sealed
        toClient.bytes += take(from: server)
    }

    func take(from session: TLSSession) -> [UInt8] {
        var bytes: [UInt8] = []
        session.send { sealed in
            bytes += sealed
            return sealed.count
        }
        return bytes
    }

    func give(_ bytes: [UInt8]) { toServer.bytes += bytes }

    func cut() { toServer.isCut = true }

    /// Reads on both sides until neither has anything to say.
    @discardableResult
    func shakeHands(change: (inout [UInt8]) -> Void = { _ in }) -> (
        client: TLSSession.Progress, server: TLSSession.Progress
    ) {
        var ends = (client: read(client).end, server: read(server).end)
        for _ in 0..<6 {
            carry(change: change)
            ends = (read(client).end, read(server).end)
        }
        return ends
    }

    /// Everything that is to be read just now, and why it is not more.
    func read(_ session: TLSSession) -> (bytes: [UInt8], end: TLSSession.Progress) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let progress = buffer.withUnsafeMutableBytes { session.read(into: $0) }
            guard case .moved(let count) = progress else { return (bytes, progress) }
            bytes += buffer[..<count]
        }
    }

    /// Writes once, as many bytes as the limit allows.
    func write(_ pieces: [[UInt8]], skipping: Int = 0, limit: Int = .max, to session: TLSSession) -> TLSSession.Progress
    {
        let all = pieces.map { piece in
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: piece.count, alignment: 1)
            memory.copyBytes(from: piece)
            return UnsafeRawBufferPointer(memory)
        }
        defer { for piece in all { piece.deallocate() } }
        return all.withUnsafeBufferPointer { session.write($0, skipping: skipping, limit: limit) }
    }

    /// The lengths of the records in sealed bytes.
    static func records(_ sealed: [UInt8]) -> [Int] {
        var lengths: [Int] = []
        var place = 0
        while place + 5 <= sealed.count {
            lengths.append(Int(sealed[place + 3]) << 8 | Int(sealed[place + 4]))
            place += 5 + (lengths.last ?? 0)
        }
        return lengths
    }
}

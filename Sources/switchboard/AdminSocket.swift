import Glibc
import JSON
import Reactor

/// The door for commands while the program serves: `DATA/admin.sock`, for the owner of the folder alone.
///
/// One line of JSON comes (`["key","create",…]`), one goes back (`{"code":0,"output":"…"}`). Its thread waits in `accept`
/// and takes one command after the other; it owns nothing else.
final class AdminSocket: Sendable {
    private let path: String
    private let listener: FileDescriptor
    private let ended: Task<Void, Never>

    /// Why the socket cannot be had; one sentence.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    init(path: String, services: Services) throws(Refusal) {
        self.path = path
        unlink(path)
        listener = FileDescriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0))
        guard let address = UnixAddress(path) else {
            throw Refusal(description: "The path \(path) is too long for a socket; choose a shorter --data.")
        }
        let raw = listener.raw
        let previous = umask(0o177)
        let bound = address.with { Glibc.bind(raw, $0, $1) }
        umask(previous)
        guard bound == 0, listen(raw, 8) == 0 else {
            throw Refusal(description: "The socket \(path) cannot be made: \(String(cString: strerror(errno))).")
        }
        ended = Task.detached {
            await withTaskGroup(of: Void.self) { group in
                while let line = await AdminSocket.accept(raw) {
                    group.addTask { await line.answer(with: services) }
                }
            }
        }
    }

    /// Takes no more commands, and returns when those under way are answered.
    func stop() async {
        shutdown(listener.raw, Int32(SHUT_RDWR))
        unlink(path)
        await ended.value
    }

    private static func accept(_ raw: CInt) async -> Line? {
        // Without a thread for it no more commands are taken.
        try? await onThreadOfItsOwn("admin") {
            let descriptor = Glibc.accept(raw, nil, nil)
            return descriptor < 0 ? nil : Line(descriptor)
        }
    }
}

/// The way to the program that holds a folder, for commands.
enum AdminDoor {
    /// Has a command done by the program that holds the folder.
    ///
    /// - Parameter refusal: What is thrown when no program answers there.
    /// - Returns: What the command says.
    static func ask(_ words: [String], of folder: String, _ refusal: DataFolder.Refusal) async throws -> String {
        guard let stream = AdminStream(connectingTo: "\(folder)/admin.sock") else { throw refusal }
        stream.writeLine(words.jsonBytes)
        let answer = await stream.readLine()
        guard !answer.isEmpty else {
            throw Services.Refusal(description: "The program that holds \(folder) ended before it answered.")
        }
        let reply = try JSONParser.parse(answer)
        let output = reply["output"].string ?? ""
        switch reply["code"].int {
        case 0: return output
        case 2: throw Arguments.Mistake(description: output)
        default: throw Services.Refusal(description: output)
        }
    }
}

/// One command that came, and the way back.
private struct Line: Sendable {
    private let stream: AdminStream

    init(_ descriptor: CInt) { stream = AdminStream(descriptor) }

    func answer(with services: Services) async {
        let reply: (code: CInt, output: String)
        do {
            let words = try JSONParser.parse(await stream.readLine()).array?.compactMap(\.string) ?? []
            guard let name = words.first else { return }
            reply = (0, try await AdminCommand.perform(name, Array(words.dropFirst()), services))
        } catch let mistake as Arguments.Mistake {
            reply = (2, mistake.description)
        } catch {
            reply = (1, Program.sentence(of: error))
        }
        let answer: JSONValue = ["code": .integer(Int64(reply.code)), "output": .string(reply.output)]
        stream.writeLine(answer.jsonBytes)
    }
}

/// Lines over a Unix socket, blocking; either end.
final class AdminStream: Sendable {
    private let descriptor: FileDescriptor
    private static let lineBound = 1 << 20

    /// - Parameter seconds: How long to wait for the other end's next word.
    init(_ descriptor: CInt, patience seconds: Int = 60) {
        self.descriptor = FileDescriptor(owning: descriptor)
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Connects to a program that serves; nil when none does.
    convenience init?(connectingTo path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        guard descriptor >= 0, let address = UnixAddress(path) else { return nil }
        // A backup of a large folder takes as long as it takes.
        self.init(descriptor, patience: 86_400)
        guard address.with({ Glibc.connect(descriptor, $0, $1) }) == 0 else { return nil }
    }

    /// The bytes up to a line feed or the end.
    func readLine() async -> [UInt8] {
        // Without a thread for it nothing is heard.
        (try? await onThreadOfItsOwn("admin") { self.waitForLine() }) ?? []
    }

    private func waitForLine() -> [UInt8] {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while line.count < Self.lineBound {
            let count = read(descriptor.raw, &buffer, buffer.count)
            guard count > 0 else { break }
            line += buffer[..<count]
            if line.last == UInt8(ascii: "\n") { return Array(line.dropLast()) }
        }
        return line
    }

    func writeLine(_ bytes: [UInt8]) {
        var rest = (bytes + [UInt8(ascii: "\n")])[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor.raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }
}

/// A path as the address of a Unix socket.
private struct UnixAddress {
    private var address = sockaddr_un()

    init?(_ path: String) {
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    }

    func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

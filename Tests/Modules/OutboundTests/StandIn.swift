import HTTP
import JSON
import Reactor

/// Speaks a provider's API on loopback: it keeps what it was asked, and answers what a test has laid ready.
final class StandIn: Sendable {
    struct Asked: Sendable {
        let method: String
        let target: String
        let authorization: String?
        let type: String?
        let body: [UInt8]

        /// A form's fields; repeated names keep their order.
        var form: [String: [String]] {
            let pairs = String(decoding: body, as: UTF8.self).split(separator: "&").map { pair in
                pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                    PercentCoding.decodeText(Array($0.utf8), plusIsSpace: true) ?? "?"
                }
            }
            return Dictionary(grouping: pairs, by: { $0[0] }).mapValues { $0.map { $0.count > 1 ? $0[1] : "" } }
        }

        var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    }

    enum Answer: Sendable {
        case json(Int, JSONValue, [(String, String)] = [])
        case nothing(Int)
        /// The connection ends without a word: the request may have been carried out.
        case cut
        /// No answer ever comes.
        case silence
    }

    private struct State {
        var asked: [Asked] = []
        var answers: [Answer] = []
    }

    private let state = Lock(State())
    private let listener: Listener
    private let group: EventLoopGroup

    init() throws {
        let group = try EventLoopGroup(count: 1)
        self.group = group
        let state = state
        listener = try Listener(host: "127.0.0.1", port: 0, group: group) { descriptor, peer, loop in
            let connection = Connection(descriptor, peer: peer, on: loop)
            let served = Served { asked in
                state.withLock { state in
                    state.asked.append(asked)
                    return state.answers.isEmpty ? .nothing(500) : state.answers.removeFirst()
                }
            }
            do { try connection.start(served) } catch { connection.close() }
        }
    }

    var loop: EventLoop { group.loops[0] }
    var base: String { "http://127.0.0.1:\(listener.address.port)" }
    var asked: [Asked] { state.withLock { $0.asked } }

    func answers(_ answers: Answer...) { state.withLock { $0.answers += answers } }

    func stop() async {
        listener.close()
        await group.stop(within: .zero)
    }

    private final class Served: ConnectionDelegate {
        private var parser = RequestParser()
        private var head: RequestHead?
        private var body: [UInt8] = []
        private let answer: (Asked) -> Answer

        init(_ answer: @escaping (Asked) -> Answer) { self.answer = answer }

        func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) {
            parser.append(bytes)
            do {
                while connection.isOpen, let part = try parser.next() { take(part, connection) }
            } catch {
                connection.close()
            }
        }

        private func take(_ part: HTTPPart, _ connection: Connection) {
            switch part {
            case .head(let head, _): self.head = head
            case .body(let bytes): body += bytes
            case .end:
                guard let head else { return }
                let asked = Asked(
                    method: head.method.rawValue, target: head.target, authorization: head.headers["authorization"],
                    type: head.headers["content-type"], body: body)
                body = []
                switch answer(asked) {
                case .json(let status, let json, let fields):
                    connection.append {
                        let bytes = json.jsonBytes
                        ResponseWriter.head(
                            Status(status), headers: [("Content-Type", "application/json")] + fields,
                            body: .length(bytes.count), into: &$0)
                        $0 += bytes
                    }
                case .nothing(let status):
                    connection.append {
                        ResponseWriter.head(
                            Status(status), headers: [], body: status == 204 ? .unsaid : .length(0), into: &$0)
                    }
                case .cut: connection.close()
                case .silence: break
                }
            }
        }

        func inputEnded(on connection: Connection) { connection.close() }
        func drained(_ connection: Connection) {}
        func closed(_ connection: Connection, _ reason: Connection.End) {}
    }
}

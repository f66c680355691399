import HTTP
import JSON
import Reactor

/// Speaks a provider's API on loopback: it keeps what it was asked, and answers what a test has laid ready.
package final class StandIn: Sendable {
    /// One request.
    package struct Asked: Sendable {
        package let method: String
        package let target: String
        package let authorization: String?
        package let type: String?
        package let headers: Headers
        package let body: [UInt8]

        /// A form's fields; repeated names keep their order.
        package var form: [String: [String]] {
            let pairs = String(decoding: body, as: UTF8.self).split(separator: "&").map { pair in
                pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                    PercentCoding.decodeText(Array($0.utf8), plusIsSpace: true) ?? "?"
                }
            }
            return Dictionary(grouping: pairs, by: { $0[0] }).mapValues { $0.map { $0.count > 1 ? $0[1] : "" } }
        }

        /// The body as JSON.
        package var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    }

    /// What it says.
    package enum Answer: Sendable {
        case json(Int, JSONValue, [(String, String)] = [])
        case nothing(Int)
        /// The connection ends without a word: the request may have been carried out.
        case cut
        /// No answer ever comes.
        case silence
        /// The answer comes when ``StandIn/release()`` says so.
        indirect case held(Answer)
    }

    private struct State {
        var asked: [Asked] = []
        var answers: [Answer] = []
        var held: [@Sendable () -> Void] = []
    }

    private let state = Lock(State())
    private let listener: Listener
    private let group: EventLoopGroup
    private let arrivals: AsyncStream<Asked>

    package init() throws {
        let group = try EventLoopGroup(count: 1)
        self.group = group
        let state = state
        let (arrivals, arrival) = AsyncStream.makeStream(of: Asked.self)
        self.arrivals = arrivals
        listener = try Listener(host: "127.0.0.1", port: 0, group: group) { descriptor, peer, loop in
            let connection = Connection(descriptor, peer: peer, on: loop)
            let served = Served { asked in
                defer { arrival.yield(asked) }
                return state.withLock { state in
                    state.asked.append(asked)
                    let answer = state.answers.isEmpty ? .nothing(500) : state.answers.removeFirst()
                    guard case .held(let later) = answer else { return answer }
                    state.held.append { loop.execute { Served.send(later, on: connection) } }
                    return .silence
                }
            }
            do { try connection.start(served) } catch { connection.close() }
        }
    }

    /// Where it runs.
    package var loop: EventLoop { group.loops[0] }
    /// Such as `http://127.0.0.1:41234`.
    package var base: String { "http://127.0.0.1:\(listener.address.port)" }
    /// All that it was asked so far.
    package var asked: [Asked] { state.withLock { $0.asked } }

    /// Lays answers ready, for one request each; without one it says 500.
    package func answers(_ answers: Answer...) { state.withLock { $0.answers += answers } }

    /// The next request that nobody has waited for yet.
    package func nextAsked() async -> Asked? {
        for await asked in arrivals { return asked }
        return nil
    }

    /// Lets the held answers go.
    package func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for answer in held { answer() }
    }

    /// Ends it.
    package func stop() async {
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
                    type: head.headers["content-type"], headers: head.headers, body: body)
                body = []
                Self.send(answer(asked), on: connection)
            }
        }

        static func send(_ answer: Answer, on connection: Connection) {
            switch answer {
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
            case .silence, .held: break
            }
        }

        func inputEnded(on connection: Connection) { connection.close() }
        func drained(_ connection: Connection) {}
        func closed(_ connection: Connection, _ reason: Connection.End) {}
    }
}

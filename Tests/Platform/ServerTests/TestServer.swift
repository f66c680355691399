import Reactor
import Server
import Web

/// A server of the given routes on a free port, with loops of its own.
final class TestServer: Sendable {
    let group: EventLoopGroup
    let http: HTTPServer
    let port: UInt16

    init(
        _ routes: [Route], loops: Int = 1, authenticator: any Authenticator = NoAuthenticator(),
        log: LogOutput = LogOutput(), configure: (inout ServerOptions) -> Void = { _ in }
    ) throws {
        var options = ServerOptions()
        options.port = 0
        configure(&options)
        group = try EventLoopGroup(count: loops)
        http = HTTPServer(
            group: group, router: try Router(routes), authenticator: authenticator, options: options, log: log)
        port = try http.start()
    }

    func stop(within patience: Duration = .seconds(600)) async {
        await http.stop(within: patience)
        await group.stop(within: .zero)
    }
}

/// Runs a server for the test and stops it after.
func withServer<Result: Sendable>(
    _ routes: [Route], loops: Int = 1, authenticator: any Authenticator = NoAuthenticator(),
    log: LogOutput = LogOutput(), configure: (inout ServerOptions) -> Void = { _ in },
    _ body: (TestServer) async throws -> Result
) async throws -> Result {
    let server = try TestServer(routes, loops: loops, authenticator: authenticator, log: log, configure: configure)
    do {
        let result = try await body(server)
        await server.stop(within: .zero)
        return result
    } catch {
        await server.stop(within: .zero)
        throw error
    }
}

/// Does again what a server with a short time-out has cut because it came late, as on a machine with much else to do.
func inTime<Value>(_ body: () throws -> Value) throws -> Value {
    for _ in 0..<100 { if let value = try? body() { return value } }
    return try body()
}

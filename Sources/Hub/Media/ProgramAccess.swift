import Client
import ModuleKit
import Reactor
import WebSocket

/// How the hub reaches programs at addresses that companies have named: public ones only, and whatever the operator allows.
package struct ProgramAccess: Sendable {
    private let loops: [EventLoop]
    private let allowed: [AddressRange]
    private let outside: @Sendable () throws -> ClientOptions

    /// - Parameters:
    ///   - allowed: Addresses that are asked although they are not public; at those, and at no others, in the clear too.
    ///   - outside: The options for hosts that others have named; asked for on no loop.
    package init(
        on loops: [EventLoop], allowing allowed: [AddressRange], outside: @escaping @Sendable () throws -> ClientOptions
    ) {
        (self.loops, self.allowed, self.outside) = (loops, allowed, outside)
    }

    /// A client for one question.
    func http(_ url: String, patience: Duration) throws -> OutsideClient {
        let isPlain = url.lowercased().hasPrefix("http://")
        var options = try options(isPlain: isPlain)
        options.requestPatience = patience
        options.connectPatience = min(patience, .seconds(5))
        options.idlePatience = patience
        options.streamPatience = .seconds(120)
        return OutsideClient(on: try loop(), options: options, redirects: 0, allowsPlain: isPlain)
    }

    /// Opens a recogniser's socket.
    func socket(_ program: Program) async throws -> WebSocketClient {
        var options = try options(isPlain: program.url.lowercased().hasPrefix("ws://"))
        options.connectPatience = .seconds(5)
        options.requestPatience = .seconds(10)
        options.messageBytes = 262_144
        let headers = program.secret.map { [("Authorization", "Bearer \($0)")] } ?? []
        return try await WebSocketClient.connect(program.url, headers: headers, on: try loop(), options: options)
    }

    private func options(isPlain: Bool) throws -> ClientOptions {
        var options = try outside()
        options.rules = isPlain ? .only(allowed) : .publicOnly(except: allowed)
        options.idleConnections = 0
        return options
    }

    private func loop() throws -> EventLoop {
        guard let loop = loops.randomElement() else { throw ClientError.misused("there is no loop") }
        return loop
    }
}

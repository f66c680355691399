import Reactor

/// An address of http, https, ws or wss: whom to connect to, and what to ask for there.
struct ClientAddress: Sendable {
    let host: String
    let port: UInt16
    let isSecure: Bool
    /// In lower case, without "://".
    let scheme: String
    /// What the Host field says.
    let authority: String
    /// Path and query; "/" when there is none.
    let target: String

    init(_ text: String) throws(ClientError) {
        // A blank or a line end would end the request line, and with it what we ask for.
        guard let separator = text.firstRange(of: "://"), !text.contains("#"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .badAddress(text) }
        scheme = text[..<separator.lowerBound].lowercased()
        switch scheme {
        case "http", "ws": isSecure = false
        case "https", "wss": isSecure = true
        default: throw .badAddress(text)
        }
        let rest = text[separator.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@"), !authority.contains("\\") else { throw .badAddress(text) }
        let path = rest[end...]
        self.authority = String(authority)
        target = path.hasPrefix("/") ? String(path) : "/" + path
        let bracket = authority.lastIndex(of: "]")
        let colon = authority[(bracket ?? authority.startIndex)...].lastIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        if let colon, let port = UInt16(authority[authority.index(after: colon)...]) {
            self.port = port
        } else if colon == nil {
            port = isSecure ? 443 : 80
        } else {
            throw .badAddress(text)
        }
        self.host = bracket == nil ? String(host) : String(host.dropFirst().dropLast())
        guard !self.host.isEmpty else { throw .badAddress(text) }
    }

    /// Connects, and hands the new connection to `make` on the loop before anything can arrive.
    func connect<Delegate: ConnectionDelegate & Sendable>(
        on loop: EventLoop, _ options: ClientOptions, _ make: @escaping @Sendable (Connection) -> Delegate
    ) async throws -> Delegate {
        guard !isSecure || options.secure != nil else { throw ClientError.noTransport(host) }
        var failure = ClientError.unresolved(host)
        for address in await options.resolve(host, port) {
            guard options.rules.permits(address) else {
                failure = .forbiddenAddress(host, address)
                continue
            }
            do throws(ClientError) {
                return try await connect(to: address, on: loop, options, make)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private func connect<Delegate: ConnectionDelegate & Sendable>(
        to address: SocketAddress, on loop: EventLoop, _ options: ClientOptions,
        _ make: @escaping @Sendable (Connection) -> Delegate
    ) async throws(ClientError) -> Delegate {
        let result: Result<Delegate, ClientError> = await withCheckedContinuation { continuation in
            Connection.connect(to: address, on: loop, within: options.connectPatience) { result in
                continuation.resume(
                    returning: result.mapError(ClientError.unreachable).flatMap { begin($0, options, make) })
            }
        }
        return try result.get()
    }

    private func begin<Delegate: ConnectionDelegate>(
        _ connection: Connection, _ options: ClientOptions, _ make: (Connection) -> Delegate
    ) -> Result<Delegate, ClientError> {
        if isSecure {
            guard let transport = try? options.secure?(host) else {
                // The reason is the transport's affair; without one there is no connection.
                connection.close()
                return .failure(.noTransport(host))
            }
            connection.use(transport)
        }
        let delegate = make(connection)
        do throws(SystemError) {
            try connection.start(delegate)
            return .success(delegate)
        } catch {
            connection.close()
            return .failure(.unreachable(error))
        }
    }
}

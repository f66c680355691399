import Glibc
import Reactor
import Testing
import TestTools

@Suite(.timeLimit(.minutes(10))) struct ListenerTests {
    @Test func asUsedPortIsReportedInOneSentence() async throws {
        try await withGroup(2) { group in
            let first = try Listener(host: "127.0.0.1", port: 0, group: group) { _, _, _ in }
            let port = first.address.port
            let error = #expect(throws: ListenError.self) {
                try Listener(host: "127.0.0.1", port: port, group: group) { _, _, _ in }
            }
            #expect(error?.description == "port \(port) on 127.0.0.1 is in use")
            first.close()
            for loop in group.loops { await loop.run {} }
            _ = try Listener(host: "127.0.0.1", port: port, group: group) { _, _, _ in }
        }
    }

    @Test func aHostThatIsNotOursIsReportedInOneSentence() async throws {
        try await withGroup { group in
            let error = #expect(throws: ListenError.self) {
                try Listener(host: "192.0.2.1", port: 0, group: group) { _, _, _ in }
            }
            #expect(error?.description == "192.0.2.1 is not an address of this machine")
        }
    }

    @Test func aSocketFileIsOursAloneAndReplacesOneThatWasLeftBehind() async throws {
        try await withGroup { group in
            var name = Array("/tmp/switchboard-socket-XXXXXX".utf8CString)
            #expect(mkdtemp(&name) != nil)
            let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let path = folder + "/admin.sock"
            defer {
                unlink(path)
                rmdir(folder)
            }
            let peers = AsyncStream<SocketAddress>.makeStream()
            for _ in 1...2 {
                let listener = try Listener(socketFile: path, group: group) { descriptor, peer, _ in
                    _ = consume descriptor
                    peers.continuation.yield(peer)
                }
                var facts = stat()
                #expect(stat(path, &facts) == 0)
                #expect(facts.st_mode & 0o777 == 0o600)
                let error = #expect(throws: ListenError.self) {
                    try Listener(socketFile: path, group: group) { _, _, _ in }
                }
                #expect(error?.description == "another program listens at \(path)")
                let loop = group.loops[0]
                let connected = await loop.run { (try? Connection.connect(toSocketFile: path, on: loop)) != nil }
                #expect(connected)
                var heard = peers.stream.makeAsyncIterator()
                #expect(await heard.next() == .local)
                listener.close()
                await loop.run {}
            }
        }
    }

    @Test func connectionsAreDealtOutToTheLoopsInTurn() async throws {
        try await withGroup(2) { group in
            let counts = Lock([0, 0])
            let done = AsyncStream<Void>.makeStream()
            let listener = try Listener(host: "127.0.0.1", port: 0, group: group) { descriptor, _, loop in
                _ = consume descriptor
                counts.withLock { $0[loop.index] += 1 }
                done.continuation.yield()
            }
            try await onThread { for _ in 0..<64 { _ = try RawClient(port: listener.address.port) } }
            var accepted = done.stream.makeAsyncIterator()
            for _ in 0..<64 { await accepted.next() }
            #expect(counts.withLock { $0 } == [32, 32])
        }
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1:80", true), ("::1", "[::1]:80", true), ("192.168.1.9", "192.168.1.9:80", false),
        ("2001:db8::7", "[2001:db8::7]:80", false),
    ])
    func anAddressReadsAsItWasWritten(host: String, description: String, loopback: Bool) {
        let address = SocketAddress(literal: host, port: 80)
        #expect(address?.description == description)
        #expect(address?.host == host)
        #expect(address?.isLoopback == loopback)
        #expect(SocketAddress(literal: "localhost", port: 80) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false), ("127.0.0.1", "127.0.0.1", true),
        ("127.0.0.1", "127.0.0.2", false), ("0.0.0.0/0", "9.9.9.9", true), ("0.0.0.0/0", "::1", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false), ("::1", "::1", true),
        ("2001:db8::/96", "2001:db8::7:7", true), ("2001:db8::/96", "2001:db8::1:7:7", false),
    ])
    func anAddressRangeContainsWhatSharesItsPrefix(range: String, address: String, inside: Bool) throws {
        let range = try #require(AddressRange(range))
        let address = try #require(SocketAddress(literal: address, port: 5))
        #expect(range.contains(address) == inside)
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "host", "::/129", "10.0.0/8"])
    func whatIsNoAddressRangeIsNotReadAsOne(text: String) { #expect(AddressRange(text) == nil) }
}

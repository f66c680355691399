import Client
import HTTP
import Reactor
import Testing
import WebSocket

@Suite(.timeLimit(.minutes(10))) struct WebSocketClientTests {
    @Test func messagesComeBackInOrder() async throws {
        try await withEcho { server, _ async throws in
            let socket = try await WebSocketClient.connect(server.socket + "/ws?x=1", on: server.loop)
            for number in 0..<100 { try await socket.send("message \(number)") }
            try await socket.ping([1, 2, 3])
            for number in 0..<100 { #expect(try await socket.receive()?.text == "message \(number)") }
            let large = [UInt8](repeating: 9, count: 5_000_000)
            try await socket.send(.binary(large))
            #expect(try await socket.receive() == .binary(large))
            await socket.close(.normal, "done")
            #expect(socket.closing?.code == 1000)
            #expect(try await socket.receive() == nil)
        }
    }

    @Test func theServersCloseIsTold() async throws {
        try await withEcho { server, _ async throws in
            let socket = try await WebSocketClient.connect(server.socket + "/ws", on: server.loop)
            try await socket.send("bye")
            #expect(try await socket.receive() == nil)
            #expect(socket.closing?.code == 4001)
            #expect(socket.closing?.reason == "slow")
        }
    }

    @Test func anEndWithoutACloseFrameIsAnError() async throws {
        try await withEcho { server, _ async throws in
            let dropped = try await WebSocketClient.connect(server.socket + "/ws", on: server.loop)
            try await dropped.send("cut")
            await #expect(throws: ClientError.self) { try await dropped.receive() }
            let cut = try await WebSocketClient.connect(server.socket + "/ws", on: server.loop)
            cut.cut()
            await #expect(throws: ClientError.self) { try await cut.receive() }
            await #expect(throws: ClientError.self) { try await cut.send("x") }
            await cut.close()
        }
    }

    @Test func aBreachOfEitherSideEndsTheSocket() async throws {
        try await withEcho { server, _ async throws in
            let socket = try await WebSocketClient.connect(server.socket + "/ws", on: server.loop)
            try await socket.send("break")
            await #expect {
                try await socket.receive()
            } throws: {
                if case ClientError.breach(1002, _) = $0 { true } else { false }
            }
            let hostile = try await WebSocketClient.connect(server.socket + "/ws", on: server.loop)
            try await hostile.sendRaw([0x83, 0x80, 0, 0, 0, 0])
            #expect(try await hostile.receive() == nil)
            #expect(hostile.closing?.code == 1002)
        }
    }

    @Test func aRefusalCarriesTheAnswer() async throws {
        try await withEcho { server, _ async throws in
            await #expect {
                _ = try await WebSocketClient.connect(server.socket + "/other", on: server.loop)
            } throws: {
                guard case ClientError.refused(let response) = $0 else { return false }
                return response.status == .ok && response.text == "GET /other "
            }
        }
    }

    @Test func aCancelledReceiveLeavesTheSocketOpen() async throws {
        try await withEcho { server, _ async throws in
            let socket = try await WebSocketClient.connect(server.socket + "/ws", on: server.loop)
            let task = Task { try await socket.receive() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await socket.send("still here")
            #expect(try await socket.receive()?.text == "still here")
        }
    }

    @Test func whatIsNotReceivedHoldsTheServerBack() async throws {
        try await withEcho { server, _ async throws in
            var options = ClientOptions()
            options.unreadBytes = 1_000
            let socket = try await WebSocketClient.connect(server.socket + "/ws", on: server.loop, options: options)
            for number in 0..<200 { try await socket.send(.binary([UInt8](repeating: UInt8(number), count: 10_000))) }
            for number in 0..<200 { #expect(try await socket.receive()?.bytes.first == UInt8(number)) }
            await socket.close()
        }
    }
}

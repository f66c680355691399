import HTTP
import Reactor
import Server
import Testing
import TestTools
import Web

@Suite(.timeLimit(.minutes(10))) struct RequestTests {
    @Test func anInlineAnswerCostsOneReadAndOneWrite() async throws {
        try await withServer([.inline.get("/now", .anyone) { _ in .text("now") }]) { server in
            let client = try await onThread { try RawClient(port: server.port) }
            let answers = try await onThread { try (0..<50).map { _ in try client.request("GET", "/now").text } }
            #expect(answers == Array(repeating: "now", count: 50))
            let loop = server.group.loops[0]
            let counters = await withCheckedContinuation { continuation in
                loop.execute { continuation.resume(returning: loop.counters) }
            }
            #expect(counters.reads == 50)
            #expect(counters.writes == 50)
            client.close()
        }
    }

    @Test func aHeadRequestGetsTheHeadOfItsGet() async throws {
        let routes: [Route] = [
            .inline.get("/text", .anyone) { _ in .text("twelve bytes") },
            .get("/stream", .anyone) { _ in .stream(type: "text/plain") { try await $0.write([1]) } },
        ]
        try await withServer(routes) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                let head = try client.request("HEAD", "/text")
                #expect(head.headers["content-length"] == "12")
                #expect(try client.request("HEAD", "/stream").status == 200)
                #expect(try client.request("GET", "/text").text == "twelve bytes")
            }
        }
    }

    @Test func everyAnswerNamesItsRequestAndGuardsTheBrowser() async throws {
        try await withServer([
            .inline.get("/page", .anyone) { _ in
                .text("x").with("Content-Security-Policy", "default-src 'self'").with("Cache-Control", "max-age=60")
            }
        ]) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                let page = try client.request("GET", "/page")
                #expect(page.headers["content-security-policy"] == "default-src 'self'")
                #expect(page.headers["cache-control"] == "max-age=60")
                let missing = try client.request("GET", "/none")
                #expect(missing.headers["content-type"] == "application/problem+json")
                #expect(missing.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
                #expect(missing.headers["cache-control"] == "no-store")
                for answer in [page, missing] {
                    #expect(answer.headers["x-content-type-options"] == "nosniff")
                    #expect(answer.headers["referrer-policy"] == "no-referrer")
                    #expect(answer.headers["date"].flatMap { HTTPDate.parse($0) } != nil)
                }
                let ids = [page, missing].compactMap { $0.headers["x-request-id"] }
                #expect(Set(ids).count == 2 && ids.allSatisfy { $0.hasPrefix("req_") && $0.count == 15 })
                #expect(missing.text.contains("\"instance\":\"\(ids[1])\""))
            }
        }
    }

    @Test func whatIsNotThereIsSaidBeforeTheBodyIsRead() async throws {
        let routes: [Route] = [
            .post("/things", .anyone) { request in .text("\(request.body.count)") },
            .inline.get("/things", .anyone) { _ in .text("list") },
        ]
        try await withServer(routes) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                let wrong = try client.request("PATCH", "/things", "Content-Length: 3\r\n\r\nabc")
                // The three bytes were dropped, and the connection goes on.
                #expect(wrong.status == 405)
                #expect(wrong.headers["allow"] == "GET, HEAD, POST, OPTIONS")
                let options = try client.request("OPTIONS", "/things")
                #expect(options.status == 204)
                #expect(options.headers["allow"] == "GET, HEAD, POST, OPTIONS")
                #expect(try client.request("BREW", "/things").status == 501)
                try client.send("POST /nowhere HTTP/1.1\r\nHost: t\r\nContent-Length: 900000\r\n\r\n")
                let missing = try client.answer()
                #expect(missing.status == 404)
                #expect(missing.headers["connection"] == "close")
                #expect(try client.rest().isEmpty)
            }
        }
    }

    @Test func aBodyOverTheRowsLimitIsRefused() async throws {
        let routes: [Route] = [
            .post("/small", .anyone) { request in .text("\(request.body.count)") }.body(maxBytes: 1_000)
        ]
        try await withServer(routes) { server in
            try await onThread {
                let declared = try RawClient(port: server.port)
                try declared.send(
                    "POST /small HTTP/1.1\r\nHost: t\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n")
                let refused = try declared.answer()
                #expect(refused.status == 413)
                #expect(try declared.rest().isEmpty)

                let chunked = try RawClient(port: server.port)
                let chunk = "1f4\r\n" + String(repeating: "x", count: 500) + "\r\n"
                try chunked.send(
                    "POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk)
                #expect(try chunked.answer().status == 413)

                let within = try RawClient(port: server.port)
                try within.send(
                    "POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk
                        + "0\r\n\r\n")
                #expect(try within.answer().text == "1000")
            }
        }
    }

    @Test func aClientThatExpectsContinueIsToldToOnlyWhenItsBodyIsWanted() async throws {
        let routes: [Route] = [
            .post("/echo", .anyone) { request in .bytes(request.body, type: "application/octet-stream") }
        ]
        try await withServer(routes) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
                #expect(try client.take(25) == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
                try client.send("body")
                #expect(try client.answer().text == "body")
                try client.send("POST /none HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
                let missing = try client.answer()
                #expect(missing.status == 404)
                #expect(missing.headers["connection"] == "close")
            }
        }
    }

    @Test func aRequestThatCannotBeReadIsAProblemAndTheEnd() async throws {
        try await withServer([.inline.get("/", .anyone) { _ in .text("ok") }]) { server in
            try await onThread {
                for (bytes, status) in [
                    ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/3.0\r\nHost: t\r\n\r\n", 505),
                    ("GET / HTTP/1.1\r\nHost: t\r\nX: " + String(repeating: "y", count: 20_000) + "\r\n\r\n", 431),
                    ("GET / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
                ] {
                    let client = try RawClient(port: server.port)
                    try client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n" + bytes)
                    #expect(try client.answer().text == "ok")
                    let refused = try client.answer()
                    #expect(refused.status == status)
                    #expect(refused.headers["content-type"] == "application/problem+json")
                    #expect(refused.headers["connection"] == "close")
                    #expect(try client.rest().isEmpty)
                }
            }
        }
    }

    @Test func anOldClientIsAnsweredInItsOwnWay() async throws {
        let routes: [Route] = [
            .inline.get("/", .anyone) { _ in .text("ok") },
            .get("/stream", .anyone) { _ in .stream(type: "text/plain") { try await $0.write(Array("all".utf8)) } },
        ]
        try await withServer(routes) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                try client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try client.answer().headers["connection"] == "keep-alive")
                try client.send("GET / HTTP/1.0\r\n\r\n")
                #expect(try client.answer().headers["connection"] == "close")
                #expect(try client.rest().isEmpty)
                let other = try RawClient(port: server.port)
                try other.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let answer = try other.answer()
                #expect(answer.text == "all")
                #expect(answer.headers["transfer-encoding"] == nil)
            }
        }
    }

    @Test func aRequestSentByAClientThatSaysNoMoreIsStillAnswered() async throws {
        try await withServer([
            .get("/", .anyone) { _ in
                await Task.yield()
                return .text("ok")
            }
        ]) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                try client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\nGET / HTTP/1.1\r\nHost: t\r\n\r\nGET / HT")
                client.endOutput()
                #expect(try client.answer().text == "ok")
                #expect(try client.answer().text == "ok")
                #expect(try client.rest().isEmpty)
            }
        }
    }
}

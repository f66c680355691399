import Glibc
import HTTP
import Server
import Testing
import TestTools
import Web

@Suite(.timeLimit(.minutes(10))) struct FileTests {
    private static func withFile<Result: Sendable>(
        _ count: Int, _ body: (_ path: String, _ content: [UInt8]) async throws -> Result
    ) async throws -> Result {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var name = Array("/tmp/switchboard-file-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        _ = content.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        return try await body(path, content)
    }

    @Test func aFileIsServedWholeAndInParts() async throws {
        try await Self.withFile(1_000_000) { path, content in
            try await withServer([.get("/file", .anyone) { _ in .file(path: path, type: "audio/wav") }]) { server in
                try await onThread {
                    let client = try RawClient(port: server.port)
                    let whole = try client.request("GET", "/file")
                    #expect(whole.status == 200)
                    #expect(whole.body == content)
                    #expect(whole.headers["accept-ranges"] == "bytes")
                    let tag = whole.headers["etag"] ?? ""
                    let date = whole.headers["last-modified"] ?? ""
                    #expect(HTTPDate.parse(date) != nil)

                    let part = try client.request("GET", "/file", "Range: bytes=100-299\r\n")
                    #expect(part.status == 206)
                    #expect(part.body == Array(content[100..<300]))
                    #expect(part.headers["content-range"] == "bytes 100-299/1000000")
                    #expect(try client.request("GET", "/file", "Range: bytes=-5\r\n").body == Array(content.suffix(5)))

                    let beyond = try client.request("GET", "/file", "Range: bytes=1000000-\r\n")
                    #expect(beyond.status == 416)
                    #expect(beyond.headers["content-range"] == "bytes */1000000")

                    let same = try client.request("GET", "/file", "Range: bytes=0-9\r\nIf-Range: \(tag)\r\n")
                    #expect(same.status == 206)
                    let other = try client.request("GET", "/file", "Range: bytes=0-9\r\nIf-Range: \"other\"\r\n")
                    #expect(other.status == 200 && other.body.count == content.count)

                    let head = try client.request("HEAD", "/file")
                    #expect(head.headers["content-length"] == "1000000")
                    #expect(try client.request("GET", "/file", "If-None-Match: \(tag)\r\n").status == 304)
                    #expect(try client.request("GET", "/file", "If-Modified-Since: \(date)\r\n").status == 304)
                    #expect(try client.request("GET", "/file", "If-Match: \"other\"\r\n").status == 412)
                    #expect(try client.request("GET", "/file", "If-None-Match: \"other\"\r\n").status == 200)
                }
            }
        }
    }

    @Test func aFileThatIsNotThereIs404() async throws {
        try await withServer([
            .get("/file", .anyone) { _ in .file(path: "/nonexistent/file", type: "audio/wav") },
            .get("/folder", .anyone) { _ in .file(path: "/tmp", type: "audio/wav") },
        ]) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                #expect(try client.request("GET", "/file").status == 404)
                #expect(try client.request("GET", "/folder").status == 404)
            }
        }
    }

    @Test func anAnswerWithATagThatTheClientHasIs304() async throws {
        try await withServer([.inline.get("/tagged", .anyone) { _ in .text("body").etag("v7") }]) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                #expect(try client.request("GET", "/tagged").headers["etag"] == "\"v7\"")
                let again = try client.request("GET", "/tagged", "If-None-Match: \"v6\", \"v7\"\r\n")
                #expect(again.status == 304)
                #expect(again.headers["etag"] == "\"v7\"")
                #expect(try client.request("GET", "/tagged", "If-None-Match: \"v6\"\r\n").text == "body")
            }
        }
    }
}

import HTTP
import Testing
import Web

@testable import Dashboard

@Suite("The dashboard's files")
struct DashboardTests {
    private let router: Router

    init() throws { router = try Router(DashboardModule().routes) }

    @Test func thePageComesWithAPolicyThatLetsItLoadOnlyItsOwnFiles() throws {
        let page = try get("/")
        #expect(page.status == .ok)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        let policy = try #require(page.header("Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'self';"))
        #expect(!policy.contains("unsafe"))
        #expect(page.header("X-Frame-Options") == "DENY")
        #expect(page.header("Permissions-Policy")?.contains("microphone=()") == true)
    }

    @Test func everyFileThatThePageNamesIsThereAndEveryModuleIsNamedByIt() throws {
        let page = text(try get("/"))
        let named = page.split(separator: "\"").filter { $0.hasPrefix("/assets/") }.map(String.init)
        for path in named { #expect(try get(path).status == .ok, "\(path)") }
        let loaded = Set(named.map { String($0.dropFirst("/assets/".count)) })
        for name in DashboardFiles.embedded.names where name != "index.html" {
            #expect(loaded.contains(name), "\(name)")
        }
    }

    @Test func everyImportOfAModuleIsAFileOfThePage() throws {
        for name in DashboardFiles.embedded.names where name.hasSuffix(".js") {
            for line in text(try get("/assets/\(name)")).split(separator: "\n") where line.hasPrefix("import ") {
                let imported = try #require(line.split(separator: "\"").dropFirst().first)
                #expect(imported.hasPrefix("./"), "\(name): \(line)")
                #expect(DashboardFiles.embedded[String(imported.dropFirst(2))] != nil, "\(name): \(line)")
            }
        }
    }

    @Test func markupHasNoInlineScriptAndNoInlineStyle() throws {
        let page = text(try get("/"))
        #expect(!page.contains("style="))
        #expect(!page.contains("<style"))
        for script in page.split(separator: "<script").dropFirst() { #expect(script.contains("></script>")) }
    }

    @Test(arguments: [
        ("tokens.css", "text/css; charset=utf-8"), ("app.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ])
    func aFileHasItsMediaTypeAndIsAskedAboutAgainEachTime(name: String, type: String) throws {
        let file = try get("/assets/\(name)")
        #expect(file.header("Content-Type") == type)
        #expect(file.header("Cache-Control") == "no-cache")
    }

    @Test func aFileThatTheBrowserHasAlreadyIsNotSentAgain() throws {
        let first = try get("/assets/app.js")
        let again = try get("/assets/app.js", [("If-None-Match", try #require(first.header("ETag")))])
        #expect(again.status == .notModified)
        #expect(again.bytes == [])
        #expect(again.header("ETag") == first.header("ETag"))
        #expect(try get("/assets/app.js", [("If-None-Match", "\"other\"")]).status == .ok)
    }

    @Test(arguments: ["/assets/none.js", "/assets/..%2Findex.html", "/assets/"])
    func whatIsNotAFileOfThePageIsNotFound(path: String) {
        #expect(throws: Problem.self) { try get(path) }
    }

    private func get(_ target: String, _ headers: [(String, String)] = []) throws -> Response {
        let head = try RequestHead(.get, target, headers: headers)
        guard case .found(let endpoint, let captures) = router.match(head),
            case .inline(let handler) = endpoint.route.handler
        else { throw Problem.notFound() }
        let request = Request(
            head: head, id: "req_1", remoteAddress: "127.0.0.1", secure: false, endpoint: endpoint, captures: captures,
            admission: try endpoint.admit(head, captures, by: NoAuthenticator()))
        let answer = Answer()
        handler(request, Reply { answer.result = $0 })
        return try #require(answer.result).get()
    }

    private func text(_ response: Response) -> String { String(decoding: response.bytes ?? [], as: UTF8.self) }

    /// Holds what an inline handler replied.
    private final class Answer: @unchecked Sendable {
        // Safe because these handlers reply on the calling thread, before they return.
        var result: Result<Response, any Error>?
    }
}

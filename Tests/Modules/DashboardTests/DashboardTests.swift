import HTTP
import Testing
import Web

@testable import Dashboard

@Suite("The dashboard's files", .timeLimit(.minutes(10)))
struct DashboardTests {
    private let router: Router
    private let files = DashboardFiles.embedded

    init() throws { router = try Router(DashboardModule().routes) }

    @Test(arguments: ["/", "/calls/cal_1", "/settings/lines/lin_1", "/today", "/docs"])
    func everyViewsPathIsThePageWithAPolicyThatLetsItLoadOnlyItsOwnFiles(path: String) throws {
        let page = try get(path)
        #expect(page.status == .ok)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        let policy = try #require(page.header("Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'self';"))
        #expect(!policy.contains("unsafe"))
        #expect(page.header("X-Frame-Options") == "DENY")
        #expect(page.header("Permissions-Policy")?.contains("microphone=()") == true)
    }

    @Test func everyFileThatThePagesNameIsThereAndEveryStyleIsInASheetOfOne() throws {
        let named = (text(try get("/")) + text(try get("/docs"))).split(separator: "\"").filter {
            $0.hasPrefix("/assets/")
        }.map(String.init)
        #expect(named.count > 5)
        for path in named { #expect(try get(path).status == .ok, "\(path)") }
        let sheets = files.names.filter { $0.hasSuffix(".css") }
        #expect(sheets == ["style/page.css", "style/reference.css"])
        for sheet in sheets {
            #expect(named.contains(address(sheet)), "\(sheet)")
            #expect(source(sheet).contains("--ground:") && !source(sheet).contains("@import"), "\(sheet)")
        }
    }

    @Test func everyImportOfAModuleIsAFileOfThePage() throws {
        for name in files.names where name.hasSuffix(".js") {
            // `from "…"` of an import, `import "…"`, `import("…")` of what is fetched when it is needed, and a view's row.
            let imports = /(?m)(?:^(?:import|\}).* from |^import |import\(|module: )"([^"]+)"/
            for found in source(name).matches(of: imports) {
                let imported = String(found.output.1)
                #expect(imported.hasPrefix("./") || imported.hasPrefix("../"), "\(name): \(imported)")
                #expect(files[ModuleGraph.resolved(imported, from: name)] != nil, "\(name): \(imported)")
            }
        }
    }

    @Test func aPageNamesAllThatItsViewNeedsAndNothingOfTheOthers() throws {
        let page = text(try get("/contacts/con_1"))
        for name in ["contacts/sb-contact-page.js", "contacts/sb-timeline.js", "parts/sb-form.js"] {
            #expect(preloaded(page).contains(name), "\(name)")
        }
        #expect(page.contains(address("core/joined.js")) && !page.contains("sb-board.js"))
        #expect(page.contains("data-words=\"contacts\""))
    }

    @Test func everyModuleAsksOnlyForWordsThatThereAre() {
        for name in files.names where name.hasSuffix(".js") {
            for line in source(name).matches(of: /(?m)^await addWords\("(.*)"\);$/) {
                #expect(files["words/\(line.output.1).en.js"] != nil, "\(name): \(line.output.1)")
            }
        }
    }

    @Test func noPartSaysOtherwiseWhatThePageSays() {
        let common = Set(keys(of: "words/en.js"))
        for name in files.names where name.hasSuffix(".en.js") {
            #expect(common.isDisjoint(with: keys(of: name)), "\(name)")
        }
    }

    @Test func whatALiveViewFetchesAtFirstIsFewAndSmallFiles() throws {
        let page = text(try get("/"))
        let named = page.matches(of: /"\/assets\/[^\/]+\/([^"]+)"/).map { String($0.output.1) }
        let all = Set(named + preloaded(page) + ["words/en.js"])
        for name in all { #expect(files[name] != nil, "\(name)") }
        #expect(all.reduce(page.utf8.count) { $0 + (files[$1]?.bytes.count ?? 0) } < 300_000)
        #expect(all.count <= 10)
    }

    @Test func everyViewsPathIsARouteOfThePage() throws {
        let table = source("core/joined.js")
        let paths = table.matches(of: /path: "([^"]+)"/).map { String($0.output.1) }
        #expect(paths.count > 3)
        for path in paths { #expect(try get(path.replacing(":", with: "")).status == .ok, "\(path)") }
    }

    @Test func allLanguagesSayTheSameThings() throws {
        for name in files.names where name.hasPrefix("words/") {
            // `en.js` is what every view may say, `<part>.en.js` what those of one part say besides.
            let english = keys(of: name.replacing(/\w+\.js$/, with: "en.js"))
            #expect(english.count > 10)
            #expect(keys(of: name).sorted() == english.sorted(), "\(name)")
            #expect(Set(keys(of: name)).count == keys(of: name).count, "\(name) says a key twice")
        }
    }

    @Test func allThatIsSaidHasWords() throws {
        let english = Set(files.names.filter { $0.hasSuffix("en.js") }.flatMap(keys))
        for name in files.names where name.hasSuffix(".js") {
            for said in source(name).matches(of: /\bsay\("([^"]+)"/) {
                #expect(english.contains(String(said.output.1)), "\(name): \(said.output.1)")
            }
            for said in source(name).matches(of: /\bsayCount\("([^"]+)"/) {
                #expect(english.contains("\(said.output.1).other"), "\(name): \(said.output.1)")
            }
        }
    }

    @Test func markupHasNoInlineScriptAndNoInlineStyle() throws {
        let page = text(try get("/"))
        #expect(!page.contains("style="))
        #expect(!page.contains("<style"))
        for script in page.split(separator: "<script").dropFirst() { #expect(script.contains("></script>")) }
    }

    @Test func allOfItAsItIsSentWeighsLessThan300Kilobytes() throws {
        let bytes = try files.names.reduce(0) { sum, name in
            sum + (try get(address(name), [("Accept-Encoding", "gzip")]).bytes?.count ?? 0)
        }
        #expect(bytes < 300_000)
    }

    @Test func aBrowserThatTakesGzipIsSentGzip() throws {
        let plain = try get(address("core/app.js"))
        let packed = try get(address("core/app.js"), [("Accept-Encoding", "gzip, deflate, br, zstd")])
        #expect(plain.header("Content-Encoding") == nil)
        #expect(packed.header("Content-Encoding") == "gzip")
        #expect(packed.header("Vary") == "Accept-Encoding")
        #expect(try inflated(packed.bytes ?? []) == plain.bytes)
    }

    @Test(arguments: [
        ("style/page.css", "text/css; charset=utf-8"), ("core/app.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ])
    func aFileHasItsMediaTypeAndIsKeptForGoodUnderItsVersion(name: String, type: String) throws {
        let file = try get(address(name))
        #expect(file.header("Content-Type") == type)
        #expect(file.header("Cache-Control") == "max-age=31536000, immutable")
    }

    @Test func thePageIsAskedAboutEachTimeAndNotSentAgain() throws {
        let first = try get("/")
        #expect(first.header("Cache-Control") == "no-cache")
        let again = try get("/today", [("If-None-Match", try #require(first.header("ETag")))])
        #expect(again.status == .notModified)
        #expect(again.bytes == [])
        #expect(try get("/", [("If-None-Match", "\"other\"")]).status == .ok)
    }

    @Test(arguments: [
        "/assets/VERSION/none.js", "/assets/VERSION/..%2Findex.html", "/assets/other/core/app.js", "/assets/",
    ])
    func whatIsNotAFileOfThisVersionIsNotFound(path: String) {
        #expect(throws: Problem.self) { try get(path.replacing("VERSION", with: files.version)) }
    }

    /// The modules that a page has fetched at once.
    private func preloaded(_ page: String) -> [String] {
        page.firstMatch(of: /data-modules="([^"]*)"/)?.output.1.split(separator: " ").map(String.init) ?? []
    }

    private func address(_ name: String) -> String { "/assets/\(files.version)/\(name)" }

    private func source(_ name: String) -> String { String(decoding: files[name]?.bytes ?? [], as: UTF8.self) }

    private func keys(of name: String) -> [String] {
        source(name).matches(of: /(?m)^    "([^"]+)":/).map { String($0.output.1) }
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

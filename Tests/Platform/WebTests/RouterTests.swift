import HTTP
import Testing
import Web

@Suite struct RouterTests {
    static let router = try? Router(
        [
            "/", "/api/calls", "/api/calls/live", "/api/calls/:id", "/api/calls/:id/notes/:note", "/api/calls/live/now",
            "/api/:any/calls/x", "/files/*path", "/files/readme", "/a/:one/:two/:three/:four", "/b/*rest",
        ].map { .get($0, .anyone) { _ in .noContent } } + [
            .post("/api/calls", .anyone) { _ in .noContent },
            .delete("/api/calls/:id", .anyone) { _ in .noContent },
            .put("/api/calls/live", .anyone) { _ in .noContent },
        ])

    private func found(_ method: HTTP.Method, _ path: String) -> String {
        guard let router = Self.router else { return "no router" }
        switch router.match(method, path) {
        case .found(let endpoint, let captures):
            let count = endpoint.route.path.split(separator: "/").filter { $0.first == ":" || $0.first == "*" }.count
            return ([endpoint.route.path] + (0..<count).map { captures.text($0) ?? "?" }).joined(separator: " ")
        case .methodNotAllowed(let allow): return "405 \(allow)"
        case .options(let allow): return "204 \(allow)"
        case .notFound: return "404"
        }
    }

    @Test(arguments: [
        ("GET", "/", "/"), ("GET", "/api/calls", "/api/calls"), ("POST", "/api/calls", "/api/calls"),
        ("GET", "/api/calls/live", "/api/calls/live"), ("GET", "/api/calls/cal_1", "/api/calls/:id cal_1"),
        ("GET", "/api/calls/lively", "/api/calls/:id lively"), ("HEAD", "/api/calls/live", "/api/calls/live"),
        ("DELETE", "/api/calls/live", "405 GET, HEAD, PUT, OPTIONS"), ("PUT", "/api/calls/live", "/api/calls/live"),
        ("GET", "/api/calls/live/notes/n%C3%A9%2F%20", "/api/calls/:id/notes/:note live né/ "),
        ("GET", "/api/calls/live/now", "/api/calls/live/now"), ("GET", "/api/calls/calls/x", "/api/:any/calls/x calls"),
        ("GET", "/files/a/b.css", "/files/*path a/b.css"), ("GET", "/files/readme", "/files/readme"),
        ("GET", "/files/readme/x", "/files/*path readme/x"), ("GET", "/files/", "404"), ("GET", "/files", "404"),
        ("GET", "/a/1/2/3/4", "/a/:one/:two/:three/:four 1 2 3 4"), ("GET", "/b/x//y", "/b/*rest x//y"),
        ("GET", "/api/calls/", "404"), ("GET", "/api/calls//notes/x", "404"), ("GET", "//", "404"),
        ("GET", "/api", "404"),
        ("GET", "/api/calls/%zz", "404"), ("GET", "/api/calls/%ff", "404"), ("GET", "/api/calls/%2", "404"),
        ("GET", "/API/calls", "404"), ("GET", "", "404"), ("GET", "api", "404"),
        ("PATCH", "/api/calls", "405 GET, HEAD, POST, OPTIONS"),
        ("POST", "/api/calls/live", "405 GET, HEAD, PUT, OPTIONS"), ("BREW", "/", "405 GET, HEAD, OPTIONS"),
        ("OPTIONS", "/api/calls", "204 GET, HEAD, POST, OPTIONS"), ("OPTIONS", "/nowhere", "404"),
        ("OPTIONS", "/api/calls/live", "204 GET, HEAD, PUT, OPTIONS"),
        ("OPTIONS", "/api/calls/cal_1", "204 GET, HEAD, DELETE, OPTIONS"), ("POST", "/api/calls/%zz", "404"),
        ("OPTIONS", "*", "204 GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    ])
    func aRequestFindsItsRow(method: String, path: String, found: String) {
        #expect(self.found(HTTP.Method(rawValue: method), path) == found)
    }

    @Test(arguments: [
        ["/a/:x", "/a/:x"], ["/a/:x", "/a/:y"], ["/a/*x", "/a/*y"], ["a"], ["/a?b=c"], ["/a/:"], ["/:a/:a"], ["/*a/b"],
        ["/:a/:b/:c/:d/:e"],
    ])
    func aTableThatContradictsItselfIsRefused(paths: [String]) {
        #expect(throws: RouterError.self) {
            try Router(paths.map { .get($0, .anyone) { _ in .noContent } })
        }
    }

    @Test func aDeclarationMustFitItsPath() {
        #expect(throws: RouterError.self) {
            try Router([Route.get("/a", .anyone) { _ in .noContent }.path("id", .string)])
        }
        #expect(throws: RouterError.self) {
            try Router([Route.get("/a", .anyone) { _ in .noContent }.query("q", .string).query("q", .string)])
        }
        #expect(throws: RouterError.self) {
            try Router([
                .get("/a/:id", .anyone) { _ in .noContent }, .delete("/a/:contact", .anyone) { _ in .noContent },
            ])
        }
    }

    @Test func aCaptureLeavesNoTraceWhereItsBranchLedNowhere() throws {
        let router = try Router([
            .get("/:a/x/:b/y", .anyone) { _ in .noContent }, .get("/*all", .anyone) { _ in .noContent },
        ])
        guard case .found(let endpoint, let captures) = router.match(.get, "/1/x/2/z") else {
            Issue.record("nothing found")
            return
        }
        #expect(endpoint.route.path == "/*all")
        #expect(captures.text(0) == "1/x/2/z")
    }
}

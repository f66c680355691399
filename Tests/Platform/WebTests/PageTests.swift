import HTTP
import JSON
import Testing
import Web

@Suite(.timeLimit(.minutes(10))) struct PageTests {
    static let items = (1...7).map { ["name": "n\($0)", "id": "\($0)"] }

    static let routes: [Route] = [
        .get("/items", .anyone) { request in
            let page = try request.page()
            let after = try page.after?.int64(0) ?? 0
            let rows = (1...7).filter { $0 > after }.prefix(page.readLimit)
            let cut = page.cut(Array(rows)) { [.integer(Int64($0)), .string("é/\($0)")] }
            return .page(cut.items, next: cut.next)
        }.paged(usually: 3, most: 5, sorts: ["name", "-name"])
    ]

    @Test func aListIsWalkedPageByPage() async throws {
        let server = try TinyServer(Self.routes)
        var seen: [Int] = []
        var target: String? = "/items"
        while let now = target {
            let page = try await server.send(.get, now).json
            seen += page["data"].array?.compactMap(\.int) ?? []
            target = page["next"].string.map { "/items?limit=2&after=\($0)" }
        }
        #expect(seen == Array(1...7))
    }

    @Test(arguments: [
        "/items?limit=6", "/items?limit=0", "/items?sort=age", "/items?after=", "/items?after=a%20b",
    ])
    func aWrongPageIs422(target: String) async throws {
        #expect(try await TinyServer(Self.routes).send(.get, target).status == .unprocessableContent)
    }

    @Test func aTokenSurvivesItsTextAndNoChangeOfIt() throws {
        let token = KeysetToken(sort: "-name", keys: [.integer(.min), .string("\"é\\"), .null, .number(0.1)])
        #expect(try KeysetToken(after: token.text, sort: "-name") == token)
        let text = Array(token.text.utf8)
        for place in text.indices {
            for other in "Aa0_".utf8 where other != text[place] {
                var changed = text
                changed[place] = other
                let problem = #expect(throws: Problem.self) {
                    try KeysetToken(after: String(decoding: changed, as: UTF8.self), sort: "-name")
                }
                #expect(problem?.field == "after")
            }
            #expect(throws: Problem.self) {
                try KeysetToken(after: String(decoding: text[..<place], as: UTF8.self), sort: "-name")
            }
        }
        #expect(throws: Problem.self) { try KeysetToken(after: token.text + "A", sort: "-name") }
    }

    @Test func aTokenOfAnotherOrderOrShapeIs404() async throws {
        let token = KeysetToken(sort: "name", keys: [.string("x")])
        #expect(throws: Problem.self) { try KeysetToken(after: token.text, sort: "-name") }
        let server = try TinyServer(Self.routes)
        #expect(try await server.send(.get, "/items?sort=-name&after=\(token.text)").json["field"] == "after")
        #expect(try await server.send(.get, "/items?after=\(token.text)").json["field"] == "after")
        #expect(try await server.send(.get, "/items?after=AAAA").status == .notFound)
    }
}

import HTTP
import JSON
import Testing
import Web

private struct Even: WireValue {
    let number: Int

    init?(wire: String) {
        guard let number = Int(wire), number % 2 == 0 else { return nil }
        self.number = number
    }

    static let wireExpectation = "an even number"
}

@Suite(.timeLimit(.minutes(10))) struct QueryTests {
    static let routes: [Route] = [
        .get("/list", .anyone) { request in
            let query = request.query
            return .text(
                "\(query("region") ?? "-") \(query.int("limit") ?? -1) \(query.bool("open").map { "\($0)" } ?? "-")")
        }.query("region", .string(min: 2, max: 2)).query("limit", .integer(min: 1, max: 500)).query("open", .boolean),
        .get("/needs", .anyone) { request in .text(request.query("q") ?? "-") }.query("q", .string, required: true),
        .get("/hook", .anyone) { request in .text(request.query.values("x").joined(separator: ",")) }.openQuery,
        .get("/even/:number", .anyone) { request in
            let even: Even = try request.path("number")
            let other = try request.query.value("other", as: Even.self)
            return .text("\(even.number) \(other?.number ?? 0) \(request.path("number") as String)")
        }.query("other", .string),
        .get("/none", .anyone) { _ in .text("none") },
        .get("/typed/:id", .anyone) { request in .text(request.path("id")) }.path(
            "id", .string(pattern: "^con_[0-9]+$")),
    ]

    @Test(arguments: [
        ("/list", "- -1 -"), ("/list?region=NG&limit=7&open=true", "NG 7 true"), ("/list?", "- -1 -"),
        ("/list?limit=500&", "- 500 -"),
        ("/list?%6Cimit=1", "- 1 -"), ("/needs?q=a+b%20c", "a b c"), ("/needs?q=", ""), ("/hook?x=1&y=2&x=3", "1,3"),
        ("/hook?x=%", ""),
        ("/hook", ""), ("/even/4", "4 0 4"), ("/even/4?other=8", "4 8 4"), ("/none?", "none"),
        ("/typed/con_12", "con_12"),
    ])
    func goodParametersReachTheHandler(target: String, text: String) async throws {
        let response = try await TinyServer(Self.routes).send(.get, target)
        #expect(response.text == text)
        #expect(response.status == .ok)
    }

    @Test(
        arguments: [
            ("/list?limit=abc", 422, "limit", "`limit` is \"abc\"; it must be a whole number from 1 to 500."),
            ("/list?limit=501", 422, "limit", "`limit` is 501; it must be a whole number from 1 to 500."),
            ("/list?limit", 422, "limit", "`limit` is \"\"; it must be a whole number from 1 to 500."),
            ("/list?open=yes", 422, "open", "`open` is \"yes\"; it must be true or false."),
            ("/list?region=NGA", 422, "region", "`region` has 3 characters; at most 2 are allowed."),
            ("/list?limit=1&limit=2", 422, "limit", "`limit` is given twice; it must be given once."),
            (
                "/list?page=1", 422, "page",
                "`page` is not a known query parameter; the parameters here are `region`, `limit`, `open`."
            ),
            ("/none?x=1", 422, "x", "`x` is not a known query parameter; there are none here."),
            ("/needs", 422, "q", "`q` is missing in the query."),
            ("/even/4?other=3", 422, "other", "`other` is \"3\", which is not an even number."),
            ("/even/3", 404, nil, "\"3\" is not an even number."),
            ("/typed/con_x", 404, nil, "There is nothing here."),
            ("/list?limit=%zz", 400, nil, nil), ("/list?region=%ff%ff", 400, nil, nil),
        ] as [(String, Int, String?, String?)])
    func badParametersAreRefusedByName(target: String, status: Int, field: String?, detail: String?) async throws {
        let response = try await TinyServer(Self.routes).send(.get, target)
        #expect(response.status.code == status)
        #expect(response.json["field"].string == field)
        if let detail { #expect(response.json["detail"].string == detail) }
    }

    @Test func allWrongParametersAreToldAtOnce() async throws {
        let response = try await TinyServer(Self.routes).send(.get, "/list?limit=0&open=1&x=2")
        #expect(response.json["errors"].array?.map { $0["field"] } == ["limit", "open", "x"])
        #expect(response.json["detail"] == "3 fields are wrong.")
        #expect(response.json["field"].isNull)
    }
}

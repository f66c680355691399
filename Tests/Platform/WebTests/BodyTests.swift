import HTTP
import JSON
import Testing
import Web

struct Award: JSONBody, Equatable {
    let reason: String
    let points: Int
    let tags: [String]?
    let code: Code?

    /// A type whose own decoding knows more than the schema.
    struct Code: Decodable, Equatable, Sendable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            text = try container.decode(String.self)
            guard text.utf8.count % 2 == 0 else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "`code` must have even length.")
            }
        }
    }

    static let schema = Schema.object([
        .required("reason", .string(min: 1, max: 20)), .required("points", .integer(min: 1, max: 1_000)),
        .optional("tags", .array(of: .string(max: 5))), .optional("code", .string),
    ])
}

@Suite(.timeLimit(.minutes(10))) struct BodyTests {
    static let routes: [Route] = [
        .post("/award", .anyone) { request in
            let award = try request.json(Award.self)
            return .text("\(award.reason) \(award.points) \(award.tags ?? []) \(award.code?.text ?? "-")")
        }.body(Award.self),
        .inline.post("/fast", .anyone) { request, reply in
            let body = try request.jsonValue(Award.schema)
            reply.send(.text(body["reason"].string ?? "-"))
        },
        .post("/form", .anyone) { request in .text(try request.form().values("a").joined(separator: ",")) },
    ]

    private func post(_ path: String, _ body: String, type: String? = "application/json") async throws -> Response {
        try await TinyServer(Self.routes).send(.post, path, type.map { [("Content-Type", $0)] } ?? [], body: body)
    }

    @Test(arguments: [
        "application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json", "application/json ;x=y",
    ])
    func jsonIsReadByItsMediaType(type: String) async throws {
        let body = #"{"reason":"x","points":2.0,"tags":["a"],"code":"ab"}"#
        #expect(try await post("/award", body, type: type).text == #"x 2 ["a"] ab"#)
        #expect(try await post("/fast", body, type: type).text == "x")
    }

    @Test(arguments: ["100", "100.0", "1e2", "1E+2"])
    func aWholeNumberIsReadHoweverItIsWritten(points: String) async throws {
        #expect(try await post("/award", #"{"reason":"x","points":\#(points)}"#).text == "x 100 [] -")
    }

    @Test(arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "text/x+json", ""])
    func anotherMediaTypeIs415(type: String?) async throws {
        let response = try await post("/award", #"{"reason":"x","points":2}"#, type: type)
        #expect(response.status == .unsupportedMediaType)
        #expect(response.header("content-type") == "application/problem+json")
    }

    @Test(arguments: [
        ("", "The body is empty; it must be JSON."), ("{", "Not JSON at byte 1: a name is missing."),
        (#"{"reason":"x","reason":"y"}"#, "Not JSON at byte 14: a name stands there twice."),
    ])
    func whatIsNotJSONIs400(body: String, detail: String) async throws {
        for path in ["/award", "/fast"] {
            let response = try await post(path, body)
            #expect(response.status == .badRequest)
            #expect(response.json["detail"].string == detail)
        }
    }

    @Test func everyWrongFieldIsToldAtOnce() async throws {
        for path in ["/award", "/fast"] {
            let response = try await post(path, #"{"points":0,"tags":["a","long one"],"colour":1}"#)
            #expect(response.status == .unprocessableContent)
            #expect(response.json["type"] == "/problems/invalid-fields")
            #expect(response.json["errors"].array?.map { $0["field"] } == ["reason", "points", "tags[1]", "colour"])
        }
    }

    @Test func oneWrongFieldIsTheProblemItself() async throws {
        let response = try await post("/award", #"{"reason":"x","points":"2"}"#)
        #expect(
            response.text
                == #"{"success":false,"type":"/problems/invalid-field","title":"Invalid field","status":422,"#
                + #""detail":"`points` is \"2\"; it must be a whole number from 1 to 1000.","field":"points","instance":"req_1"}"#
        )
        let whole = try await post("/award", "[]")
        #expect(whole.json["detail"] == "The body is a list; it must be an object.")
        #expect(whole.json["field"].isNull)
    }

    @Test func whatATypeItselfRefusesIs422Too() async throws {
        let response = try await post("/award", #"{"reason":"x","points":2,"code":"abc"}"#)
        #expect(response.status == .unprocessableContent)
        #expect(response.json["field"] == "code")
        #expect(response.json["detail"] == "`code` must have even length.")
    }

    @Test func aFormIsReadByItsMediaType() async throws {
        let type = "application/x-www-form-urlencoded; charset=UTF-8"
        #expect(try await post("/form", "a=1&a=%C3%A9+&b=2", type: type).text == "1,é ")
        #expect(try await post("/form", "a=1").status == .unsupportedMediaType)
        #expect(try await post("/form", "a=%ff", type: type).status == .badRequest)
    }
}

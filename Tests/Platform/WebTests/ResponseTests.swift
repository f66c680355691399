import HTTP
import JSON
import Testing
import Web

private enum Refusal: ProblemConvertible {
    case poor

    var problem: Problem {
        Problem(
            .conflict, "/problems/poor", "Not enough points", detail: "The cost is 5 and the balance 3.",
            extra: ["balance": 3, "cost": 5, "tier": "gold"])
    }
}

private struct Accident: Error {}

@Suite(.timeLimit(.minutes(10))) struct ResponseTests {
    @Test func repliesHaveTheUsualEnvelope() {
        #expect(Response.json(["a": 1]).text == #"{"success":true,"data":{"a":1}}"#)
        #expect(Response.json { $0.array { $0.value(1) } }.text == #"{"success":true,"data":[1]}"#)
        #expect(Response.page([1, 2], next: "abc").text == #"{"success":true,"data":[1,2],"next":"abc"}"#)
        #expect(Response.page([Int](), next: nil).text == #"{"success":true,"data":[]}"#)
        let created = Response.created(location: "/api/x/1", data: "x")
        #expect(created.status == .created)
        #expect(created.header("LOCATION") == "/api/x/1")
        #expect(Response.accepted(true).status == .accepted)
        #expect(Response.noContent.bytes == [])
        #expect(Response.json(1).header("Content-Type") == "application/json")
    }

    @Test func fieldsAreAddedInOrder() {
        let response = Response.xml(Array("<a/>".utf8)).etag("v1").offset(epoch: "3f9c", 830).uncached
            .download(as: "ünï list.csv")
            .cookie("s", "v", path: "/api", maxAgeSeconds: 60, secure: true)
        #expect(
            response.headers.map { "\($0.0): \($0.1)" } == [
                "Content-Type: application/xml", "ETag: \"v1\"", "Switchboard-Offset: 3f9c.830",
                "Cache-Control: no-store",
                "Content-Disposition: attachment; filename=\"_n__list.csv\"",
                "Set-Cookie: s=v; Path=/api; Max-Age=60; HttpOnly; SameSite=Strict; Secure",
            ])
    }

    @Test(
        arguments: [
            (ServerTiming(), 0, "total;dur=0.000"), (ServerTiming(), 999, "total;dur=0.001"),
            (ServerTiming(), 61_000_007_000, "total;dur=61000.007"), (ServerTiming(), .max, "total;dur=4294967.295"),
            (
                timing { ($0.lookup, $0.read) = (41, 1_310) }, 1_500_000,
                "lookup;dur=0.041, read;dur=1.310, total;dur=1.500"
            ),
            (
                timing { ($0.verify, $0.commit) = (7, 12_030) }, 1,
                "verify;dur=0.007, commit;dur=12.030, total;dur=0.001"
            ),
        ] as [(ServerTiming, UInt64, String)])
    func whatTookHowLongIsInMilliseconds(timing: ServerTiming, total: UInt64, field: String) {
        var bytes: [UInt8] = []
        timing.write(total: total, into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "Server-Timing: \(field)\r\n")
    }

    private static func timing(_ change: (inout ServerTiming) -> Void) -> ServerTiming {
        var timing = ServerTiming()
        change(&timing)
        return timing
    }

    @Test func anErrorThatKnowsItsProblemIsToldAndAnyOtherIsBare() async throws {
        let server = try TinyServer([
            .get("/poor", .anyone) { _ in throw Refusal.poor }, .get("/accident", .anyone) { _ in throw Accident() },
            .inline.get("/inline", .anyone) { _ -> Response in throw Refusal.poor },
        ])
        for path in ["/poor", "/inline"] {
            let response = try await server.send(.get, path)
            #expect(response.status == .conflict)
            #expect(
                response.text
                    == #"{"success":false,"type":"/problems/poor","title":"Not enough points","status":409,"#
                    + #""detail":"The cost is 5 and the balance 3.","balance":3,"cost":5,"tier":"gold","instance":"req_1"}"#
            )
        }
        let bare = try await server.send(.get, "/accident")
        #expect(
            bare.text
                == #"{"success":false,"type":"/problems/internal","title":"Internal error","status":500,"instance":"req_1"}"#
        )
    }

    @Test func problemsCarryTheirFields() {
        #expect(Problem.methodNotAllowed(allow: "GET").response(requestID: "r").header("allow") == "GET")
        #expect(Problem.unavailable("Full.").response(requestID: "r").header("retry-after") == "1")
        #expect(Problem(.gone).type == "/problems/gone")
        #expect(Problem.of(HTTPError(.uriTooLong, "Too long."))?.status == .uriTooLong)
        #expect(Problem.of(Accident()) == nil)
    }

    @Test func aChangeIsHeldAgainstTheStateItMeans() async throws {
        let server = try TinyServer([
            .put("/x", .anyone) { request in
                try request.requireMatch("v2")
                return .noContent
            }
        ])
        for (field, status) in [
            (nil, 428), ("\"v2\"", 204), ("\"v1\"", 412), ("\"v1\", \"v2\"", 204), ("*", 204), ("W/\"v2\"", 412),
        ] as [(String?, Int)] {
            let response = try await server.send(.put, "/x", field.map { [("If-Match", $0)] } ?? [])
            #expect(response.status.code == status)
        }
    }
}

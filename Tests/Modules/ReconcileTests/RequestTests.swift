import Domain
import Foundation
import JSON
import OpenSSL
import Support
import TestTools
import Testing
import Web

/// Asking for a span, and what each provider is asked for.
@Suite(.timeLimit(.minutes(10))) struct RequestTests {
    @Test func somebodyMayAskForASpanAndItIsReadInPieces() async throws {
        try await withRecords { hub async throws in
            let span: JSONValue = ["from": "2026-02-20T00:00:00Z", "to": "2026-02-21T06:00:00Z"]
            let answer = try await hub.server.post(
                "/api/provider-accounts/\(hub.account)/reconcile", span, expecting: 202)
            #expect(answer["data"]["from"] == "2026-02-20T00:00:00.000Z")
            for _ in 1...3 { hub.answers(Twilio.calls(), Twilio.recordings()) }
            try await hub.server.reconcile()
            let asked = hub.provider.seen.map(\.target).filter { $0.contains("/Calls.json") }
            #expect(
                asked.count == 3
                    && asked[0].hasSuffix("=2026-02-20T00%3A00%3A00Z&StartTime%3C=2026-02-21T00%3A00%3A00Z"))
            #expect(asked[1].hasSuffix("=2026-02-21T00%3A00%3A00Z&StartTime%3C=2026-02-21T06%3A00%3A00Z"))
            let told = try await hub.server.log().filter { $0["type"] == "account.reconciled" }
            #expect(told.count == 2 && told.last?["topics"] == ["admin"])
            let audit = try await hub.server.get("/api/audit")["data"]
            #expect(audit.jsonText.contains("provider_account.reconcile_requested"))
        }
    }

    @Test func aWrongWishIsRefused() async throws {
        try await withRecords { hub async throws in
            let path = "/api/provider-accounts/\(hub.account)/reconcile"
            let wrong: [(JSONValue, String)] = [
                (["from": "2026-03-02T09:00:00Z", "to": "2026-03-01T09:00:00Z"], "from"),
                (["from": "2025-01-01T00:00:00Z"], "from"), (["from": "yesterday"], "from"), (["until": 1], "until"),
            ]
            for (body, field) in wrong {
                #expect(try await hub.server.post(path, body, expecting: 422)["field"].string == field)
            }
            let other = try await hub.server.anotherCompany("Other")
            _ = try await hub.server.post(path, [:], as: other, expecting: 404)
            try await hub.server.json(.delete, "/api/provider-accounts/\(hub.account)/login", nil, expecting: 204)
            _ = try await hub.server.post(path, [:], expecting: 409)
            let generic = try await hub.server.post(
                "/api/provider-accounts", ["provider": "generic", "secret": "0123456789abcdef"], expecting: 201)
            let id = generic["data"]["id"].string ?? ""
            _ = try await hub.server.post("/api/provider-accounts/\(id)/reconcile", [:], expecting: 409)
            try await hub.server.reconcile()
            #expect(hub.provider.seen.isEmpty)
        }
    }

    private static let from = "2026-03-01T09%3A10%3A00Z"
    private static let to = "2026-03-02T09%3A10%3A00Z"

    @Test(
        arguments: [
            (
                "signalwire", "0123456789abcdef",
                ["/api/laml/2010-04-01/Accounts/AC0/Calls.json?PageSize=100&StartTime%3E=2026-03-01"]
            ),
            (
                "plivo", "0123456789abcdef",
                [
                    "/v1/Account/AC0/Call/?limit=20&end_time__gte=2026-03-01%2009%3A10%3A00"
                        + "&end_time__lte=2026-03-02%2009%3A10%3A00",
                    "/v1/Account/AC0/Call/?limit=20&offset=20",
                ]
            ),
            (
                "bandwidth", "name:password-of-them",
                [
                    "/api/v2/accounts/APP0/calls?minStartTime=\(from)&maxStartTime=\(to)&pageSize=500",
                    "/api/v2/accounts/APP0/calls?pageToken=2",
                ]
            ),
            (
                "telnyx", "2ROHXko28F5fBx9vDCZDZcJLjtcCA+Z9r/nUZNRJsE8=",
                [
                    "/v2/call_events?filter%5Btype%5D=webhook&filter%5Boccurred_at%5D%5Bgte%5D=\(from)&page%5Bsize%5D=250",
                    "/v2/call_events?filter%5Btype%5D=webhook&filter%5Boccurred_at%5D%5Bgte%5D=\(from)&page%5Bsize%5D=250"
                        + "&page%5Bnumber%5D=2",
                ]
            ),
            (
                "exotel", "0123456789abcdef",
                [
                    "/v1/Accounts/APP0/Calls.json?DateCreated=gte%3A2026-03-01%2014%3A40%3A00%3Blte%3A2026-03-02%2014%3A40%3A00"
                        + "&SortBy=DateCreated%3Aasc&PageSize=100",
                    "/v1/Accounts/APP0/Calls.json?After=2",
                ]
            ),
            (
                "vonage", "0123456789abcdef",
                [
                    "/v1/calls?date_start=\(from)&date_end=\(to)&page_size=100&order=asc",
                    "/v1/calls?date_start=\(from)&date_end=\(to)&page_size=100&order=asc&record_index=1",
                ]
            ),
        ] as [(String, String, [String])])
    func eachProviderIsAskedAsItsAPIWants(kind: String, secret: String, targets: [String]) async throws {
        let key = kind == "vonage" ? try RSAKey.pem() : "token"
        try await withRecords(kind, secret: secret, login: key) { hub async throws in
            hub.clock.advance(by: .seconds(600))
            hub.provider.answer(first(kind, hub.provider.origin))
            try await hub.server.reconcile()
            #expect(hub.provider.seen.prefix(targets.count).map(\.target) == targets)
            let proof = hub.provider.seen.first?.authorization ?? ""
            #expect(proof.hasPrefix(kind == "telnyx" || kind == "vonage" ? "Bearer " : "Basic "))
            #expect(try await hub.server.calls().count == 1)
        }
    }

    /// A first page with one call, and what leads to the next.
    private func first(_ kind: String, _ origin: String) -> Response {
        let page: JSONValue
        switch kind {
        case "signalwire": page = Twilio.calls(Twilio.call("CA1"))
        case "plivo":
            page = [
                "meta": ["limit": 20, "next": "/v1/Account/AC0/Call/?limit=20&offset=20", "total_count": 21],
                "objects": [
                    ["call_uuid": "u-1", "end_time": "2026-03-02 09:02:13+00:00", "call_direction": "inbound"]
                ],
            ]
        case "bandwidth":
            page = [["callId": "c-1", "state": "initiated", "startTime": "2026-03-02T09:00:00.000Z"]]
            let link =
                "<\(origin)/api/v2/accounts/APP0/calls?x=1>; rel=\"prev\", "
                + "<\(origin)/api/v2/accounts/APP0/calls?pageToken=2>; rel=\"next\""
            return .document(page.jsonBytes).with("Link", link)
        case "exotel":
            page = [
                "Metadata": ["NextPageUri": "/v1/Accounts/APP0/Calls.json?After=2"],
                "Calls": [["Sid": "e-1", "StartTime": "2026-03-02 14:30:00", "Direction": "inbound"]],
            ]
        case "telnyx":
            page = [
                "data": [
                    [
                        "name": "call.initiated", "call_leg_id": "l-1", "call_session_id": "l-1",
                        "event_timestamp": "2026-03-02T09:00:00.000000Z", "type": "webhook", "metadata": [:],
                    ]
                ]
            ]
        default: page = ["_embedded": ["calls": [["uuid": "u-1", "status": "completed"]]], "count": 1]
        }
        return .document(page.jsonBytes)
    }
}

/// A private key, as Vonage's applications have one.
enum RSAKey {
    private static let made = Result { try TLSCertificate(keyType: ["rsa:2048"]) }

    static func pem() throws -> String { try String(contentsOfFile: try made.get().key, encoding: .utf8) }
}

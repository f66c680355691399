import Domain
import Foundation
import JSON
import Support
import Testing

/// Providers that report once, late, or only the end: what is left must still be a whole call.
@Suite(.timeLimit(.minutes(10))) struct ProviderLossTests {
    @Test func bandwidthWhoseAnswerWasLostIsToldByTheEnd() async throws {
        try await withServer { server in
            let bandwidth = try await server.provider("bandwidth")
            func event(_ type: String, _ second: Int, _ more: JSONObject) -> JSONValue {
                var event: JSONObject = [
                    "eventType": .string(type), "callId": "c-1", "accountId": "5500000", "direction": "outbound",
                    "from": "+14155550119", "to": "+12025550143", "startTime": "2026-03-02T09:00:00.234Z",
                    "eventTime": .string((TestServer.noon + .seconds(second)).rfc3339),
                ]
                for member in more.members { event[member.name] = member.value }
                return .object(event)
            }
            let end = event("disconnect", 133, ["cause": "hangup", "answerTime": "2026-03-02T09:00:10.000Z"])
            let late = event("initiate", 0, [:])
            for body in [end, late, end] {
                #expect(try await bandwidth.send("status", body).status.code == 200)
            }
            let call = try await server.get("/api/calls/c-1")["data"]
            #expect(call["status"] == "completed")
            #expect(call["answeredAt"] == "2026-03-02T09:00:10.000Z")
            #expect(call["durationSec"] == 123)
            #expect(try await server.get("/api/provider-accounts/\(bandwidth.account)")["data"]["proof"] == "password")
        }
    }

    @Test func exotelsHintsOfOneCallInAnyFormAreOneCall() async throws {
        try await withServer { server in
            let exotel = try await server.provider("exotel")
            let query =
                "?CallSid=e1&CallFrom=08123456789&CallTo=07410410123&Direction=incoming&DialCallDuration=121"
                + "&StartTime=2026-03-02+14%3A30%3A00&EndTime=1970-01-01+05%3A30%3A00&DialCallStatus=completed"
                + "&CallType=completed&CurrentTime=2026-03-02+14%3A32%3A20"
            for _ in 1...2 { #expect(try await exotel.get("passthru", query: query).status.code == 200) }
            let part = { (name: String, value: String) in
                "--x\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            }
            let form = part("CallSid", "e1") + part("Status", "completed") + part("DateUpdated", "2026-03-02 14:32:24")
            let answer = try await exotel.send(
                "status", Array((form + "--x--\r\n").utf8), type: "multipart/form-data; boundary=x")
            #expect(answer.status.code == 200)
            let call = try await server.get("/api/calls/e1")["data"]
            #expect(call["status"] == "completed")
            #expect(call["startedAt"] == "2026-03-02T09:00:00.000Z")
            #expect(call["missed"] != true)
            #expect(try await server.calls().count == 1)
            // The address is all the proof there is, and another one is none.
            #expect(try await exotel.get("passthru", query: query, secret: "guess-guess-guess").status.code == 403)
            let page = try await server.get("/api/provider-accounts/\(exotel.account)")["data"]
            #expect(page["proof"] == "address")
            #expect(page["urls"]["passthru"].string?.hasSuffix("/{secret}/passthru") == true)
            #expect(page["health"]["refused"]["signature-mismatch"] == 1)
            #expect(!page.jsonText.contains(exotel.secret))
        }
    }

    @Test func africasTalkingSaysEverythingOnceAndTheEndIsEnough() async throws {
        try await withServer { server in
            let sender = try await server.provider("africastalking")
            let numbers = [
                ("direction", "Inbound"), ("callerNumber", "+2348021234567"), ("destinationNumber", "+2342033123456"),
                ("callStartTime", "2026-03-02+09:00:00"),
            ]
            let end = [
                ("isActive", "0"), ("durationInSeconds", "133"), ("dialDurationInSeconds", "121"),
                ("hangupCause", "NORMAL_CLEARING"),
            ]
            _ = try await sender.send("voice", form: [("sessionId", "a1")] + numbers + end)
            for more in [[("callSessionState", "Ringing")], [("callSessionState", "Active")], [("dtmfDigits", "1")]] {
                let answer = try await sender.send(
                    "voice", form: [("sessionId", "a2"), ("isActive", "1")] + numbers + more)
                #expect(answer.status.code == 200)
            }
            let lost = try await server.get("/api/calls/a1")["data"]
            #expect(lost["status"] == "completed")
            #expect(lost["missed"] != true)
            #expect(lost["startedAt"] == "2026-03-02T09:00:00.000Z")
            #expect(lost["from"] == "+2348021234567")
            #expect(try await server.get("/api/calls/a2")["data"]["status"] == "in-progress")
            _ = try await sender.send(
                "voice",
                form: [
                    ("sessionId", "a2"), ("isActive", "0"), ("durationInSeconds", "0"),
                    ("hangupCause", "NORMAL_CLEARING"),
                ] + numbers)
            #expect(try await server.get("/api/calls/a2")["data"]["status"] == "canceled")
        }
    }

    @Test func asterisksOnlyWordIsTheHangUp() async throws {
        try await withServer { server in
            let asterisk = try await server.provider("asterisk")
            let form = [
                ("event", "hangup"), ("uniqueid", "1772442000.42"), ("linkedid", "1772442000.42"),
                ("from", "(202) 555-0143"), ("to", "+14155550119"), ("direction", "inbound"), ("dialstatus", "ANSWER"),
                ("hangupcause", "16"), ("start", "1772442000"), ("answer", "1772442011"), ("end", "1772442144"),
                ("billsec", "133"), ("callername", "Adaeze Obi"), ("recording", "call-1.wav"),
            ]
            for _ in 1...3 { #expect(try await asterisk.send("event", form: form).status.code == 200) }
            let call = try await server.get("/api/calls/1772442000.42")["data"]
            #expect(call["status"] == "completed")
            #expect(call["startedAt"] == "2026-03-02T09:00:00.000Z")
            #expect(call["durationSec"] == 133)
            #expect(call["missed"] != true)
            #expect(call["recordings"].array?.count == 1)
            #expect(call["from"] == "+12025550143")
            #expect(try await asterisk.send("event", form: form, secret: "another-word").status.code == 403)
        }
    }

    @Test(arguments: [[0, 1], [1, 0], [1, 0, 0, 1]])
    func freeSwitchRecordsOfBothLegsAreOneCall(order: [Int]) async throws {
        try await withServer { server in
            let freeSwitch = try await server.provider("freeswitch")
            let caller: JSONValue = [
                "variables": [
                    "uuid": "f1", "direction": "inbound", "caller_id_name": "Adaeze%20Obi",
                    "caller_id_number": "%2B12025550143", "destination_number": "%2B14155550119",
                    "start_epoch": "1772442000", "answer_epoch": "1772442010", "end_epoch": "1772442143",
                    "billsec": "133", "hangup_cause": "NORMAL_CLEARING", "bridge_uuid": "f2",
                ]
            ]
            let agent: JSONValue = [
                "variables": [
                    "uuid": "f2", "originating_leg_uuid": "f1", "direction": "outbound",
                    "caller_id_number": "%2B12025550143", "destination_number": "7001", "start_epoch": "1772442002",
                    "answer_epoch": "1772442010", "end_epoch": "1772442142", "billsec": "132",
                    "hangup_cause": "NORMAL_CLEARING",
                ]
            ]
            for index in order {
                let (body, id) = index == 0 ? (caller, "f1") : (agent, "f2")
                #expect(try await freeSwitch.send("cdr", query: "?uuid=\(id)", body).status.code == 200)
            }
            let call = try await server.get("/api/calls/f1")["data"]
            #expect(call["status"] == "completed")
            #expect(call["direction"] == "inbound")
            #expect(call["from"] == "+12025550143")
            #expect(call["durationSec"] == 133)
            #expect(call["missed"] != true)
            #expect(call["startedAt"] == "2026-03-02T09:00:00.000Z")
            #expect(try await server.calls().count == 1)
        }
    }

    @Test func aProviderIsAddedByAFolderWithoutARebuild() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("profiles-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }  // A leftover there harms nobody.
        try FileManager.default.createDirectory(atPath: "\(folder)/acmecall", withIntermediateDirectories: true)
        let profile = """
            {"provider": "acmecall", "title": "Acme Call", "signature": {"scheme": "generic", "header": "X-Acme"},
             "dialect": "json", "hooks": {"call": {"event": "call", "fields":
               {"providerCallId": "/ref", "status": "/state", "from": "/a", "to": "/b"},
               "map": {"status": {"RING": "ringing", "BYE": "completed"}}}}}
            """
        try profile.write(toFile: "\(folder)/acmecall/profile.json", atomically: true, encoding: .utf8)
        var options = TestOptions()
        options.flags = ["--webhooks", folder]
        try await withServer(options) { server in
            let secret = "the-secret-of-acme-call"
            let made = try await server.post(
                "/api/provider-accounts", ["provider": "acmecall", "secret": .string(secret)], expecting: 201)
            let account = try #require(made["data"]["id"].string)
            let body: JSONValue = ["ref": "x1", "state": "BYE", "a": "+12025550143", "b": "+14155550119"]
            let signed = GenericSignature.header(body.jsonBytes, secret: secret)
            let path = "/webhooks/acmecall/\(account)/call"
            for (header, status) in [(signed, 200), (GenericSignature.header([], secret: secret), 403)] {
                let answer = try await server.client.post(
                    path, body.jsonBytes, type: "application/json", headers: [("X-Acme", header)])
                #expect(answer.status.code == status)
            }
            #expect(try await server.get("/api/calls/x1")["data"]["status"] == "completed")
            // The built-in ones are still there.
            _ = try await server.provider("telnyx")
        }
    }
}

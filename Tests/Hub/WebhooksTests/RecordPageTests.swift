import Domain
import Foundation
import HTTP
import JSON
import Testing

@testable import Webhooks

/// Two files in `webhooks/<provider>/`: a page of a list as the provider's API gives it, and what it must become.
struct RecordPage: Sendable, CustomTestStringConvertible {
    let provider: String
    let list: String
    var testDescription: String { "\(provider)/\(list)" }

    static let all: [RecordPage] = {
        let providers = (try? FileManager.default.contentsOfDirectory(atPath: "\(Fixtures.root)/webhooks")) ?? []
        return providers.sorted().flatMap { provider in
            Fixtures.names(in: "webhooks/\(provider)", ending: ".page.json").map {
                RecordPage(provider: provider, list: $0)
            }
        }
    }()
}

@Suite struct RecordPageTests {
    @Test(arguments: RecordPage.all)
    func aRecordIsWhatAWebhookWouldHaveSaid(page: RecordPage) throws {
        let profile = try #require(try RecordedRequest.profiles.get().byName[page.provider])
        let reader = RecordReader(
            account: RecordedRequest.account, profile: profile, party: RecordedRequest.rawParty)
        let list = try #require(reader.lists.first { $0.name == page.list })
        let records = try #require(
            list.records(of: try Fixtures.json("webhooks/\(page.provider)/\(page.list).page.json")))
        let events = try records.compactMap { record in
            try reader.event(record, of: list, at: Timestamp(milliseconds: 0)).map(EventJSON.value)
        }
        let expected = try Fixtures.json("webhooks/\(page.provider)/\(page.list).events.json")
        #expect(JSONValue.array(events) == expected, "\(JSONValue.array(events).jsonText)")
    }

    @Test(arguments: [
        (
            "vonage",
            """
            {"ver":"1.0.4","channels":[{"id":"channel-0","transcript":[
              {"sentence":"Please call me back.","timestamp":1596,"duration":1890,"words":[]}]},
              {"id":"channel-1","transcript":[{"sentence":"Before noon.","timestamp":4000}]}]}
            """, ["Please call me back. 1596", "Before noon. 4000"]
        ),
        (
            "bandwidth", #"{"transcripts":[{"speaker":0,"text":"Hello."},{"speaker":1,"text":""},{"text":"Bye."}]}"#,
            ["Hello. -", "Bye. -"]
        ), ("bandwidth", #"{"tracks":[{"track":"outbound","transcript":"Hello."}]}"#, ["Hello. -"]),
        ("bandwidth", #"{"error":"none"}"#, nil), ("twilio", #"{"transcripts":[]}"#, nil),
    ])
    func aTranscriptIsReadAsItsProviderWritesIt(provider: String, document: String, said: [String]?) throws {
        let profile = try #require(try RecordedRequest.profiles.get().byName[provider])
        let reader = RecordReader(
            account: RecordedRequest.account, profile: profile, party: RecordedRequest.rawParty)
        let events = reader.utterances(
            of: try JSONParser.parse(Array(document.utf8)), call: "c-1", session: "t-1", at: Timestamp(milliseconds: 0))
        #expect(
            events?.compactMap(\.transcript).map { "\($0.text) \($0.startMs.map { "\($0)" } ?? "-")" } == said)
        #expect(events?.allSatisfy { $0.providerCallID == "c-1" && $0.transcript?.session == "t-1" } ?? true)
    }

    @Test func everyListHasAPage() throws {
        let pages = RecordPage.all.map(\.testDescription)
        for (name, profile) in try RecordedRequest.profiles.get().byName {
            for list in profile.records { #expect(pages.contains("\(name)/\(list.name)")) }
        }
    }

    @Test(arguments: [
        (#"{"path":"v1","next":"/n","fields":{"providerCallId":"/id"}}"#, "begins with a slash"),
        (#"{"path":"/v1?{when}","next":"/n","fields":{"providerCallId":"/id"}}"#, "asks for nothing but"),
        (#"{"path":"/v1","next":"cursor","fields":{"providerCallId":"/id"}}"#, "is no next page"),
        (#"{"path":"/v1","next":"/n","items":"data","fields":{"providerCallId":"/id"}}"#, "is no pointer"),
        (#"{"path":"/v1","next":"/n","fields":{"status":"/s"}}"#, "There is no field `providerCallId`"),
        (#"{"path":"/v1","next":"/n","since":1,"fields":{"providerCallId":"/id"}}"#, "has no `since`"),
    ])
    func aListThatCannotBeReadIsRefusedAtTheStart(list: String, detail: String) {
        let text = """
            {"provider":"p","signature":{"scheme":"generic"},"dialect":"json",
             "hooks":{"event":{"fields":{"providerCallId":"/id"}}},"records":{"calls":\(list)}}
            """
        #expect {
            try ProfileReader.read(Array(text.utf8), file: "p/profile.json", folder: "p")
        } throws: { error in
            "\(error)".contains(detail)
        }
    }
}

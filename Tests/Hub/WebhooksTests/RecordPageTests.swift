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

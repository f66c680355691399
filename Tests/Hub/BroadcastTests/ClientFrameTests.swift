import JSON
import Testing
import Web

@testable import Broadcast

@Suite struct ClientFrameTests {
    private func read(_ text: String) throws -> (id: JSONValue?, frame: ClientFrame) {
        try ClientFrame.read(Array(text.utf8))
    }

    @Test func subscribeMayCarryAnIdAndAPosition() throws {
        let (id, frame) = try read(#"{"id":"a1","subscribe":["calls","x"],"after":{"epoch":"3f","offset":0}}"#)
        #expect(id == "a1")
        guard case .subscribe(let topics, let after) = frame else {
            Issue.record("\(frame)")
            return
        }
        #expect(topics == ["calls", "x"])
        #expect(after == LogPosition(epoch: "3f", offset: 0))
    }

    @Test(arguments: [
        #"{"subscribe":["calls"]}"#, #"{"unsubscribe":["calls"]}"#, #"{"snapshot":["calls"],"id":3}"#,
        #"{"authorize":"t"}"#,
        #"{"sync":true}"#, #"{"ping":1}"#, #"{"ping":null}"#, #"{"id":null,"ping":{"deep":[1]}}"#,
    ])
    func everyFrameOfTheProtocolIsUnderstood(text: String) throws {
        _ = try read(text)
    }

    @Test(arguments: [
        "", "{", "[]", "1", "null", "{}", #"{"id":1}"#, #"{"subscribe":"calls"}"#, #"{"subscribe":[]}"#,
        #"{"subscribe":[1]}"#,
        #"{"subscribe":["calls"],"ping":1}"#, #"{"listen":["calls"]}"#, #"{"sync":false}"#, #"{"sync":1}"#,
        #"{"authorize":1}"#, #"{"unsubscribe":["calls"],"after":{"epoch":"a","offset":1}}"#,
        #"{"subscribe":["calls"],"after":812}"#, #"{"subscribe":["calls"],"after":{"offset":812}}"#,
        #"{"subscribe":["calls"],"after":{"epoch":"a","offset":-1}}"#,
        #"{"subscribe":["calls"],"after":{"epoch":"a","offset":"1"}}"#, "{\"ping\":1}\u{1}", "\u{feff}{\"ping\":1}",
    ])
    func whatTheProtocolDoesNotSayIsAProblemWithASentence(text: String) {
        let problem = #expect(throws: Problem.self) { _ = try ClientFrame.read(Array(text.utf8)) }
        #expect(problem?.detail?.isEmpty == false)
    }

    @Test func moreThanAHundredTopicsAtOnceAreRefused() throws {
        let topics: (Int) -> String = {
            "{\"subscribe\":[" + Array(repeating: "\"calls\"", count: $0).joined(separator: ",") + "]}"
        }
        _ = try read(topics(100))
        #expect(throws: Problem.self) { _ = try ClientFrame.read(Array(topics(101).utf8)) }
    }
}

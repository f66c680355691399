import Domain
import Testing

@testable import Broadcast

@Suite struct TopicTests {
    private static let all: [Topic] =
        Topic.table.map(\.example) + [
            .conformance, .call(CallID(.max)), .contact(ContactID(1 << 40)), .line(LineID(255)),
            .agent(UserID(256)), .agent(.key(KeyID(256))),
        ]

    @Test(arguments: all)
    func topicComesBackFromTheWire(topic: Topic) {
        #expect(Topic(wire: topic.wire) == topic)
    }

    @Test(arguments: all)
    func topicIsFoundInTheLogAmongOthers(topic: Topic) {
        let others = Self.all.filter { $0 != topic }
        let bytes = TopicCoding.encode(others + [topic])
        #expect(bytes.count == (others.count + 1) * 9)
        #expect(TopicCoding.contains(bytes, anyOf: [topic]))
        #expect(TopicCoding.contains(TopicCoding.encode([topic]), anyOf: Set(others)) == false)
        #expect(TopicCoding.contains(TopicCoding.encode(others), anyOf: [topic]) == false)
    }

    @Test func nothingIsFoundWhereNothingStands() {
        #expect(TopicCoding.contains([], anyOf: [.calls]) == false)
        #expect(TopicCoding.contains(TopicCoding.encode([.calls]), anyOf: []) == false)
        #expect(TopicCoding.contains([1, 0, 0], anyOf: [.calls]) == false)
    }

    @Test func topicsOfOneNumberAndAnotherKindDiffer() {
        let bytes = TopicCoding.encode([.call(CallID(7))])
        #expect(
            TopicCoding.contains(bytes, anyOf: [.contact(ContactID(7)), .line(LineID(7)), .agent(UserID(7))])
                == false)
        #expect(TopicCoding.contains(bytes, anyOf: [.call(CallID(7))]))
    }

    @Test(arguments: [
        "", "call", "Calls", "calls/", "calls/1", "calls/con_1", "contacts/cal_1", "calls/cal_1/", "calls/cal_0",
        "/calls",
        "lines", "agents", "agents/con_1", "tasks/tsk_1", "calls,contacts", "admin/x", "*", "calls/*",
    ])
    func whatIsNoTopicIsRefused(wire: String) {
        #expect(Topic(wire: wire) == nil)
    }

    @Test(arguments: [
        ("3f9c.812", "3f9c", Int64(812)), ("a.0", "a", 0), ("a.9223372036854775807", "a", .max),
    ])
    func positionComesBackFromItsHeader(header: String, epoch: String, offset: Int64) {
        #expect(LogPosition(header: header) == LogPosition(epoch: epoch, offset: offset))
        #expect(LogPosition(epoch: epoch, offset: offset).header == header)
    }

    @Test(arguments: ["", ".", "a", "a.", ".1", "a.-1", "a.b", "a.1.2", "a.9223372036854775808", "a. 1"])
    func whatIsNoPositionIsRefused(header: String) {
        #expect(LogPosition(header: header) == nil)
    }
}

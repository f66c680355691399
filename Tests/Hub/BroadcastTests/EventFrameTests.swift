import Domain
import JSON
import Testing

@testable import Broadcast

@Suite struct EventFrameTests {
    /// RFC 6455 §5.2: seven bits, or 126 and two bytes, or 127 and eight bytes, whichever is the shortest.
    @Test(
        arguments: [
            (0, [0x81, 0]), (1, [0x81, 1]), (125, [0x81, 125]), (126, [0x81, 126, 0, 126]), (127, [0x81, 126, 0, 127]),
            (65_535, [0x81, 126, 0xFF, 0xFF]), (65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
            (70_000, [0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]),
        ] as [(Int, [UInt8])])
    func headerIsTheShortestOfThePayload(count: Int, header: [UInt8]) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 95 + 32) }
        let frame = EventFrame(json: payload)
        #expect(frame.headerBytes == header.count)
        #expect(Array(frame.bytes.prefix(header.count)) == header)
        #expect(Array(frame.payload) == payload)
    }

    @Test(arguments: [0, 1, 60, 126, 400, 65_000, 65_400, 65_536, 70_000])
    func eventBecomesTheTextThatTheProtocolShows(nameLength: Int) throws {
        let name = String(repeating: "n", count: nameLength)
        let event = ContactEvent(ContactEvent.created, contact: ContactID(33), name: name)
        let frame = EventFrame(
            event, offset: 812, at: Timestamp(milliseconds: 0), topics: [.contacts, .contact(ContactID(33))])
        let json = try JSONParser.parse(Array(frame.payload))
        #expect(json.object?.names == ["offset", "at", "type", "topics", "data"])
        #expect(json["offset"] == 812)
        #expect(json["at"] == "1970-01-01T00:00:00.000Z")
        #expect(json["type"] == "contact.created")
        #expect(json["topics"] == ["contacts", "contacts/con_11"])
        #expect(json["data"]["contact"] == "con_11")
        #expect(json["data"]["name"].string == name)
        #expect(EventFrame(json: Array(frame.payload)).bytes == frame.bytes)
    }

    @Test func whatIsPushedWithoutBeingKeptHasNoOffset() throws {
        let event = ContactEvent(ContactEvent.updated, contact: ContactID(1))
        let frame = EventFrame(event, offset: nil, at: Timestamp(milliseconds: 0), topics: [.contacts])
        #expect(try JSONParser.parse(Array(frame.payload)).object?.names == ["at", "type", "topics", "data"])
    }
}

import Domain
import JSON

/// An event encoded once: a whole unmasked WebSocket text frame (RFC 6455 §5.2) whose payload is the event's JSON.
package struct EventFrame: Sendable {
    /// Header and payload, ready for any subscriber's socket.
    package let bytes: [UInt8]
    let headerBytes: Int

    /// The JSON text.
    package var payload: ArraySlice<UInt8> { bytes[headerBytes...] }

    /// Encodes a logged event, or a pushed one without an offset.
    init(_ event: some Event, offset: Int64?, at: Timestamp, topics: [Topic]) {
        // Room for the four-byte header that any payload of 126…65,535 bytes has.
        var json = JSONWriter(capacity: 640)
        json.bytes.append(contentsOf: [0x81, 126, 0, 0])
        json.object {
            if let offset { $0.member("offset", offset) }
            $0.member("at", at)
            $0.member("type", event.type.name)
            $0.key("topics")
            $0.array { list in
                for topic in topics { list.ascii { topic.append(to: &$0) } }
            }
            $0.key("data")
            event.encodeData(to: &$0)
        }
        self.init(reserved: json.bytes)
    }

    /// Takes a JSON text that stands in the log.
    init(json: [UInt8]) { self.init(reserved: [0x81, 126, 0, 0] + json) }

    /// Takes four bytes of room and a payload, and makes the shortest header that the payload's length allows.
    private init(reserved: [UInt8]) {
        let count = reserved.count - 4
        switch count {
        case 126...65_535:
            var bytes = reserved
            bytes[2] = UInt8(count >> 8)
            bytes[3] = UInt8(count & 255)
            self.bytes = bytes
            headerBytes = 4
        case ..<126:
            bytes = [0x81, UInt8(count)] + reserved[4...]
            headerBytes = 2
        default:
            let length = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: count >> $0) }
            bytes = [0x81, 127] + length + reserved[4...]
            headerBytes = 10
        }
    }
}

import WebSocket

/// What came out of a parser: events, and the close code of a breach.
struct Received: Equatable {
    var events: [FrameEvent] = []
    var breach: UInt16?
}

/// Feeds pieces to a fresh parser and writes down all events.
func receive(_ pieces: [[UInt8]], role: FrameParser.Role = .server, limit: Int = 1 << 20) -> Received {
    var parser = FrameParser(role: role, maximumMessageBytes: limit)
    var received = Received()
    for piece in pieces {
        piece.withUnsafeBytes { parser.append($0) }
        do {
            while let event = try parser.next() { received.events.append(event) }
        } catch {
            received.breach = error.closeCode.rawValue
            break
        }
    }
    return received
}

/// One frame of a client.
func frame(_ opcode: Opcode, _ payload: [UInt8], isFinal: Bool = true, mask: UInt32? = 0x1234_abcd) -> [UInt8] {
    var bytes: [UInt8] = []
    FrameWriter.frame(opcode, isFinal: isFinal, payload, mask: mask, into: &bytes)
    return bytes
}

func text(_ payload: String, isFinal: Bool = true) -> [UInt8] { frame(.text, Array(payload.utf8), isFinal: isFinal) }

func continuation(_ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
    frame(.continuation, payload, isFinal: isFinal)
}

/// A frame whose two first bytes are given as they are.
func raw(_ first: UInt8, _ second: UInt8, _ rest: [UInt8] = []) -> [UInt8] { [first, second] + rest }

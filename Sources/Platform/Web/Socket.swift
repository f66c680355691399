import WebSocket

/// One open WebSocket; whoever holds it elsewhere uses it by its own loop only.
package protocol Socket: AnyObject, Sendable {
    /// The loop it lives on.
    var loopIndex: Int { get }
    /// Bytes that wait for the client.
    var queuedBytes: Int { get }
    /// Sends one text message.
    func sendText(_ json: [UInt8])
    /// Sends whole frames that are encoded already; the bytes are shared, not copied.
    func sendFrames(_ frames: [UInt8])
    /// Says goodbye and closes; nothing is sent after it.
    func close(_ code: UInt16, _ reason: String)
}

/// What a socket's messages go to; all its functions are called on the socket's loop.
package protocol SocketHandler: AnyObject {
    /// The handshake is done.
    func opened(_ socket: any Socket)
    /// A whole message came.
    func received(_ message: Message)
    /// It is over; called once, also when the peer vanished.
    func closed(code: UInt16?)
}

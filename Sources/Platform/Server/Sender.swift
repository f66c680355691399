import HTTP
import Reactor

/// Who sent a request and how, as a trusted proxy tells it or as the connection shows.
struct Sender {
    let address: String
    let secure: Bool

    init(_ head: RequestHead, _ peer: SocketAddress, _ peerAddress: String, _ options: ServerOptions) {
        let isSecure = options.transport != nil
        guard !options.trustedProxies.isEmpty, options.trustedProxies.contains(where: { $0.contains(peer) }) else {
            (address, secure) = (peerAddress, isSecure)
            return
        }
        secure = isSecure || head.headers["x-forwarded-proto"]?.lowercased() == "https"
        // Each proxy adds the address it saw at the end; what stands left of the first we do not trust is hearsay.
        let named = head.headers.values("x-forwarded-for").joined(separator: ",").split(separator: ",")
        var found = peerAddress
        for one in named.reversed() {
            let text = one.drop { $0 == " " }.split(separator: " ").first.map(String.init) ?? ""
            guard let address = SocketAddress(literal: text, port: 0) else { break }
            found = text
            if !options.trustedProxies.contains(where: { $0.contains(address) }) { break }
        }
        address = found
    }
}

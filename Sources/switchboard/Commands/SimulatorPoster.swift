import Client
import HTTP
import OpenSSL
import Reactor

/// Sends webhooks as Twilio does: forms, signed by the address and every parameter; and checks each answer.
struct SimulatorPoster: Sendable {
    /// The hub that is asked, whatever host stands in an address: scheme, host and port.
    let origin: String
    /// Where the hub says that it is; the same unless it has a public address.
    let publicOrigin: String
    let client: HTTPClient
    /// Where sockets live, and how they are opened.
    let sockets: (loop: EventLoop, options: ClientOptions)
    let report: SimulatorReport
    let watch: PushWatch
    private let key: HMAC

    init(
        origin: String, publicOrigin: String, authToken: String, client: HTTPClient,
        sockets: (loop: EventLoop, options: ClientOptions), report: SimulatorReport, watch: PushWatch
    ) {
        self.origin = origin
        self.publicOrigin = publicOrigin
        self.client = client
        self.sockets = sockets
        self.report = report
        self.watch = watch
        key = HMAC(.sha1, key: Array(authToken.utf8))
    }

    /// `X-Twilio-Signature`: HMAC-SHA1 of the address, then each name and value in the names' order.
    static func signature(_ key: HMAC, _ url: String, _ form: TwilioForms.Form) -> String {
        var mac = key
        mac.update(url)
        let sorted = form.sorted {
            $0.name == $1.name
                ? $0.value.utf8.lexicographicallyPrecedes($1.value.utf8)
                : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        for (name, value) in sorted {
            mac.update(name)
            mac.update(value)
        }
        return Base64.encode(mac.finalize())
    }

    static func body(_ form: TwilioForms.Form) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(1024)
        for (name, value) in form {
            if !body.isEmpty { body.append(UInt8(ascii: "&")) }
            body += PercentCoding.encode(name, .form).utf8
            body.append(UInt8(ascii: "="))
            body += PercentCoding.encode(value, .form).utf8
        }
        return body
    }

    /// Sends a notification, to which the answer is empty.
    ///
    /// - Parameter event: What the hub will push because of it, and for which call.
    @discardableResult
    func notify(
        _ url: String, _ form: TwilioForms.Form, token: String, expecting event: PushWatch.Key? = nil,
        twice: Bool = false
    ) async -> Bool {
        guard await send(url, form, token: token, expecting: event, isRepeat: false) != nil else { return false }
        if twice { _ = await send(url, form, token: token, expecting: nil, isRepeat: true) }
        return true
    }

    /// Asks what to do; the answer is a document, and the same when the question is repeated.
    func ask(
        _ url: String, _ form: TwilioForms.Form, token: String, expecting event: PushWatch.Key? = nil,
        twice: Bool = false
    ) async -> TwiMLElement? {
        guard let answer = await send(url, form, token: token, expecting: event, isRepeat: false) else { return nil }
        if twice, let again = await send(url, form, token: token, expecting: nil, isRepeat: true),
            again.body != answer.body
        {
            report.failed("A repeated webhook got another document.")
        }
        let type = answer.headers["Content-Type"] ?? ""
        guard ["text/xml", "application/xml"].contains(where: { type.hasPrefix($0) }) else {
            report.failed("A document came as `\(type)`.")
            return nil
        }
        do {
            return try TwiMLReader.read(answer.body)
        } catch {
            report.failed("A document is not TwiML: \(error)")
            return nil
        }
    }

    /// Opens a WebSocket of the hub, signed as Twilio signs an upgrade: by its address alone.
    func socket(_ url: String) async throws -> WebSocketClient {
        guard let target = target(of: "http" + url.dropFirst(2)) else {
            throw SimulatorRelay.Fault(description: "A document leads away from the hub, to \(url).")
        }
        return try await WebSocketClient.connect(
            "ws" + origin.dropFirst(4) + target, headers: [("X-Twilio-Signature", Self.signature(key, url, []))],
            on: sockets.loop, options: sockets.options)
    }

    private func send(
        _ url: String, _ form: TwilioForms.Form, token: String, expecting event: PushWatch.Key?, isRepeat: Bool
    ) async -> ClientResponse? {
        guard let target = target(of: url) else {
            report.failed("A document leads away from the hub, to \(url).")
            return nil
        }
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"), ("User-Agent", "TwilioProxy/1.1"),
            ("Accept", "*/*"), ("I-Twilio-Idempotency-Token", token),
            ("X-Twilio-Signature", Self.signature(key, url, form)),
        ]
        let body = Self.body(form)
        let begun = MonotonicClock.nanoseconds()
        if let event { watch.expect(event, sentAt: begun) }
        do {
            let answer = try await client.request(.post, target, headers: headers, body: body)
            report.posted(nanoseconds: MonotonicClock.nanoseconds() &- begun, isRepeat: isRepeat)
            if answer.status.code == 200 || answer.status.code == 204 { return answer }
            report.failed("A webhook was answered \(answer.status.code): \(answer.text.prefix(300))")
        } catch {
            report.failed("A webhook got no answer: \(error)")
        }
        if let event { watch.withdraw(event) }
        return nil
    }

    /// Path and query of an address of the hub; nil for one that leads elsewhere.
    private func target(of url: String) -> String? {
        for origin in [origin, publicOrigin] where url.hasPrefix(origin + "/") {
            return String(url.dropFirst(origin.count))
        }
        return nil
    }
}

import Domain
import OpenSSL
import Testing

@testable import Deliveries

/// The pure parts: signatures, pauses, rests.
@Suite struct PatienceTests {
    /// The example that the libraries of the standard are tested with.
    @Test func theStandardsOwnExampleIsSignedAsItSays() throws {
        let secret = try #require(StandardWebhook.Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let body = Array(#"{"test": 2432232314}"#.utf8)
        let signature = StandardWebhook.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body, secret)
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(secret.text == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect(StandardWebhook.Secret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == nil)
        #expect(StandardWebhook.Secret("whsec_%") == nil && StandardWebhook.Secret.random().bytes.count == 32)
    }

    @Test(arguments: [0, 0.5, 1.0])
    func aDeliveryIsTriedWithGrowingPausesForADay(jitter: Double) {
        let begun = Timestamp(milliseconds: 0)
        var (at, attempts, last) = (begun, 1, Int64(0))
        while let next = Patience.next(after: attempts, begun: begun, at: at, retryAfter: nil, jitter: jitter) {
            let pause = next.milliseconds - at.milliseconds
            #expect(pause > 0 && (pause >= last || next == begun + Patience.window))
            (at, attempts, last) = (next, attempts + 1, pause)
        }
        #expect(at == begun + Patience.window)
        #expect((11...13).contains(attempts))
    }

    @Test func whatTheReceiverAsksForIsWaited() {
        let at = Timestamp(milliseconds: 1_000_000_000_000)
        #expect(
            Patience.next(after: 1, begun: at, at: at, retryAfter: .seconds(600), jitter: 0.5) == at + .seconds(600))
        #expect(Patience.next(after: 4, begun: at, at: at, retryAfter: .seconds(1), jitter: 0.5) == at + .seconds(600))
        #expect(
            Patience.next(after: 1, begun: at, at: at, retryAfter: .seconds(900_000), jitter: 0) == at + Patience.window
        )
        #expect(Patience.retryAfter("120", at: at) == .seconds(120))
        #expect(Patience.retryAfter("Sun, 09 Sep 2001 01:48:40 GMT", at: at) == .seconds(120))
        #expect(Patience.retryAfter("Sun, 09 Sep 2001 01:40:40 GMT", at: at) == .zero)
        #expect(Patience.retryAfter("soon", at: at) == nil && Patience.retryAfter(nil, at: at) == nil)
    }

    @Test func fiveFailuresInARowOpenTheCircuitAndEachFurtherOneForLonger() {
        let at = Timestamp(milliseconds: 0)
        for failures in 1...4 { #expect(Patience.rest(after: failures, at: at, retryAfter: nil, jitter: 0.5) == nil) }
        let rests = (5...12).map { Patience.rest(after: $0, at: at, retryAfter: nil, jitter: 0.5)?.milliseconds ?? 0 }
        #expect(rests == [30, 60, 120, 240, 480, 900, 900, 900].map { $0 * 1000 })
        #expect(Patience.rest(after: 1, at: at, retryAfter: .seconds(7), jitter: 0) == at + .seconds(7))
        #expect(Patience.rest(after: 1_000_000, at: at, retryAfter: nil, jitter: 0) == at + .seconds(720))
    }
}

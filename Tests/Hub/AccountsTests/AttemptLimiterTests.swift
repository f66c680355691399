import ModuleKit
import Testing

@testable import Accounts

@Suite struct AttemptLimiterTests {
    private let start = Timestamp(year: 2026, month: 11, day: 20)

    @Test func theBucketEmptiesAndRefillsAndTheWaitIsExact() {
        let limiter = AttemptLimiter(burst: 3, interval: .seconds(60))
        for _ in 1...3 { #expect(limiter.attempt("ada", at: start) == nil) }
        #expect(limiter.attempt("ada", at: start) == .seconds(60))
        #expect(limiter.attempt("ada", at: start + .seconds(59)) == .seconds(1))
        #expect(limiter.attempt("ada", at: start + .seconds(60)) == nil)
        #expect(limiter.attempt("ada", at: start + .seconds(60)) == .seconds(60))
        #expect(limiter.attempt("obi", at: start) == nil)
    }

    @Test func aRefusedAttemptCostsNothing() {
        let limiter = AttemptLimiter(burst: 1, interval: .seconds(10))
        #expect(limiter.attempt("ada", at: start) == nil)
        for _ in 1...50 { #expect(limiter.attempt("ada", at: start + .seconds(5)) == .seconds(5)) }
        #expect(limiter.attempt("ada", at: start + .seconds(10)) == nil)
    }

    @Test func whoProvedThemselvesStartsAfresh() {
        let limiter = AttemptLimiter(burst: 1, interval: .seconds(10))
        #expect(limiter.attempt("ada", at: start) == nil)
        limiter.forgive("ada")
        #expect(limiter.attempt("ada", at: start) == nil)
    }

    @Test func manyNamesDoNotGrowItWithoutEnd() {
        let limiter = AttemptLimiter(burst: 1, interval: .seconds(10), bound: 100)
        for number in 0..<1000 { #expect(limiter.attempt("\(number)", at: start + .milliseconds(number)) == nil) }
        #expect(limiter.attempt("999", at: start + .seconds(1)) != nil)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8::1", "2001:db8:0:0"),
        ("::1", "0:0:0:0"), ("fe80::1:2:3:4", "fe80:0:0:0"), ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("2001:db8:1:2::", "2001:db8:1:2"),
    ])
    func anIPv6AddressCountsByItsNetwork(address: String, name: String) {
        #expect(AttemptLimiter.name(ofAddress: address) == name)
    }
}

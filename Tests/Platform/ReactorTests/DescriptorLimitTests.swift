import Glibc
import Reactor
import Testing

@Suite struct DescriptorLimitTests {
    @Test func theLimitIsRaisedToTheMostThatIsAllowed() {
        var limit = rlimit()
        let raised = DescriptorLimit.raise()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #expect(limit.rlim_cur == limit.rlim_max && raised == Int(clamping: limit.rlim_max))
    }
}

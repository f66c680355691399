import JSON
import Testing

@Suite struct PatternTests {
    @Test(
        arguments: [
            ("^abc$", ["abc"], ["", "ab", "abcd", "xabc"]),
            ("b+", ["b", "abbc"], ["", "ac"]),
            ("^(a|bc)*$", ["", "a", "bc", "abca"], ["b", "abcb"]),
            (
                #"^\+[1-9][0-9]{6,14}$"#, ["+2348021234567"],
                ["2348021234567", "+0348021234567", "+123456", "+1234567890123456"]
            ),
            (
                "^con_[0-9a-hjkmnp-tv-z]{1,13}$", ["con_1", "con_zz9"],
                ["con_", "con_u", "CON_1", "con_12345678901234"]
            ),
            ("^[^/]{2}$", ["ab", "😀é"], ["a", "a/", "abc"]),
            (#"^\d{4}-\d\d$"#, ["2026-11"], ["2026-1", "２026-11"]),
            ("^a.c$", ["abc", "a😀c"], ["a\nc", "ac"]),
            ("^[A-Za-z0-9_-]+$", ["a-b_C9"], ["", "a b"]),
            (#"^\w+(\.\w+)?$"#, ["a", "a.b"], ["a.", ".b", "a.b.c"]),
            ("^(?:x{2}|y{2,})$", ["xx", "yy", "yyyy"], ["x", "xxx", "y"]),
            ("^https?://", ["http://a", "https://"], ["ftp://a", "ahttp://"]),
        ] as [(StaticString, [String], [String])])
    func aPatternTakesWhatECMAWouldTake(pattern: StaticString, good: [String], bad: [String]) {
        for text in good { #expect(Pattern(pattern).matches(text), "\(pattern) \(text)") }
        for text in bad { #expect(!Pattern(pattern).matches(text), "\(pattern) \(text)") }
    }

    @Test func aPatternThatBacktracksWildlyStillEnds() {
        #expect(!Pattern("^(a*)*b$").matches(String(repeating: "a", count: 2_000)))
    }
}

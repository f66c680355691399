import ModuleKit
import Testing

@testable import Transcripts

/// What a person types becomes a query that FTS5 reads as words and nothing else.
@Suite struct TranscriptQueryTests {
    @Test(
        arguments: [
            ("van", #""van""#), ("  blue   van ", #""blue" AND "van""#), (#""blue van""#, #""blue van""#),
            (#""blue van"*"#, #""blue van" *"#), ("deliv*", #""deliv" *"#), ("van -lorry", #"("van") NOT ("lorry")"#),
            (#"van -"red lorry" -bus"#, #"("van") NOT ("red lorry" OR "bus")"#), ("o'brien", #""o'brien""#),
            ("van AND NOT lorry", #""van" AND "AND" AND "NOT" AND "lorry""#), ("company:c1", #""company:c1""#),
            ("van ) OR (", #""van" AND "OR""#), ("van & co.", #""van" AND "co.""#), ("NEAR(a,b)", #""NEAR(a,b)""#),
            ("{text}:van^", #""{text}:van^""#), ("van\u{0}lorry", #""van" AND "lorry""#), ("Zoë", #""Zoë""#),
            ("van\"\u{301}blue\"\u{301}", "\"van\" AND \"\u{301}blue\""),
            (#"a"b c"d"#, #""a" AND "b c" AND "d""#), ("+1", #""+1""#),
        ])
    func whatIsTypedIsQuoted(text: String, words: String) throws {
        #expect(try TranscriptQuery(text).match(in: CompanyID(7)) == #"company : "c7" AND text : (\#(words))"#)
    }

    @Test(
        arguments: [
            ("", "no word"), ("  ", "no word"), ("&&&", "no word"), (#""""#, "no word"), (#""blue"#, "without its end"),
            (#"van ""#, "without its end"), ("*", "without the beginning"), ("!*", "without the beginning"),
            ("v*", "one character"), ("blue-v*", "one character"), ("de*iv", "within a word"),
            ("*van", "within a word"),
            ("van**", "within a word"), ("-van", "must not be"), ("- van -lorry bus*s", "within a word"),
            ("a1 b1 c1 d1 e1 f1 g1 h1 i1 j1 k1", "11 things"), (#""…""#, "no word"),
        ])
    func whatMakesNoSenseIsSaid(text: String, reason: String) {
        let problem = #expect(throws: FieldProblem.self) { try TranscriptQuery(text) }
        #expect(problem?.field == "q")
        #expect(problem?.detail.contains(reason) == true, "\(problem?.detail ?? "")")
    }
}

/// Marks are places in plain text, and nothing that was said can look like one.
@Suite struct SnippetTests {
    private let fence = Snippet.Fence()

    private func read(_ text: String) -> Snippet {
        let signs: [Unicode.Scalar: String] = ["<": fence.open, ">": fence.close, "…": fence.cut]
        var fenced = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            fenced.append(contentsOf: (signs[scalar] ?? String(scalar)).unicodeScalars)
        }
        return Snippet(String(fenced), fence)
    }

    @Test func marksAreCountedAsJavaScriptCounts() {
        let snippet = read("…a 🚐 <blue van> and a <bus>…")
        #expect(snippet.text == "a 🚐 blue van and a bus")
        #expect(snippet.marks == [.init(start: 5, length: 8), .init(start: 20, length: 3)])
        #expect(snippet.isCutBefore && snippet.isCutAfter)
    }

    @Test func accentsDoNotJoinTheFence() {
        let snippet = read("…\u{301}a<\u{301}van>\u{301}…")
        #expect(Array(snippet.text.unicodeScalars) == Array("\u{301}a\u{301}van\u{301}".unicodeScalars))
        #expect(snippet.marks == [.init(start: 2, length: 4)])
        #expect(snippet.isCutBefore && snippet.isCutAfter)
    }

    @Test(arguments: ["", "plain", "\u{1}(", "a\u{1}b\u{1}", "<b>&amp;</b>", "\u{1}zz)x"])
    func textThatLooksLikeAFenceStaysText(text: String) {
        let snippet = Snippet(text, fence)
        #expect(snippet.text == text && snippet.marks.isEmpty && !snippet.isCutBefore && !snippet.isCutAfter)
    }
}

/// The same words are found however they are written, and only as whole words.
@Suite struct SpokenTextTests {
    @Test(
        arguments: [
            ("My card is 4111 1111.", "41111111", ["4111 1111"]), ("My card is 41111111.", "4111 1111", ["41111111"]),
            ("Zoë and ZOE", "zoe", ["Zoë", "ZOE"]), ("Ṣọlá", "sola", ["Ṣọlá"]), ("Zoe\u{308}", "zoë", ["Zoe\u{308}"]),
            ("Привет всем", "ПРИВЕТ", ["Привет"]), ("canada", "ada", []), ("Ada, Ada!", "ada", ["Ada", "Ada"]),
            ("a blue van", "Blue  VAN", ["blue van"]), ("van van van", "van van", ["van van"]), ("anything", "…", []),
            ("", "van", []), ("14111", "4111", []),
        ])
    func wordsAreFoundAsTheySound(text: String, words: String, found: [String]) {
        #expect(SpokenText(text).ranges(of: SpokenText(words)).map { String(text[$0]) } == found)
    }
}

import Analysis
import Domain
import Insights
import JSON

/// `analyze`: reads texts, one a line, and writes what each says.
enum AnalyzeCommand {
    static func run(_ words: [String]) throws {
        let arguments = try Arguments(words, valued: ["zone", "at"], flags: ["json", "help"])
        if arguments.has("help") || !arguments.words.isEmpty {
            return Program.say(
                """
                usage: switchboard analyze [--json] [--zone NAME] [--at TIME] < texts

                Reads a text from each line, and writes a line `label<TAB>score<TAB>confidence` for its mood; with --json
                all that is found in it. Promises are dated from --at (RFC 3339; now) on a clock of --zone (such as
                Africa/Lagos; UTC). The built-in lexicon and rules are used.
                """)
        }
        let name = arguments["zone"] ?? "UTC"
        guard let zone = Zones.zone(named: name) else {
            throw Arguments.Mistake(
                description:
                    "--zone is `\(name)`; it must be the IANA name of a zone that this machine knows, such as Africa/Lagos."
            )
        }
        var at = Timestamp.now()
        if let text = arguments["at"] {
            guard let told = TimestampParser.parse(text) else {
                throw Arguments.Mistake(description: "--at is `\(text)`; it must be a time of RFC 3339.")
            }
            at = told
        }
        let analyser = try BuiltIn.analyser()
        let context = TextContext(at: at, zone: zone)
        while let line = readLine() {
            let found = analyser.analyse(line, context)
            if arguments.has("json") {
                var json = JSONWriter()
                found.encode(with: line, to: &json)
                print(String(decoding: json.bytes, as: UTF8.self))
            } else {
                let sentiment = found.sentiment
                print("\(sentiment.label.rawValue)\t\(sentiment.score)\t\(sentiment.confidence)")
            }
        }
    }
}

import Analysis
import Domain
import Foundation
import JSON
import Testing

/// The documents that the program carries, read from where they are kept.
enum Documents {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func read(_ name: String) throws -> JSONValue {
        let file = root.appendingPathComponent("Sources/Hub/Analysis/Data/\(name).json")
        return try JSONParser.parse(Array(try Data(contentsOf: file)))
    }

    private static let compiled = Result {
        try Analyser(lexicon: read("lexicon"), rules: read("rules"), languages: LanguageFinder(read("languages")))
    }

    static func analyser() throws -> Analyser { try compiled.get() }

    /// Saturday, 21 November 2026, 11:00 in Lagos.
    static let saturday = Timestamp(year: 2026, month: 11, day: 21, hour: 10)

    static func analyse(
        _ text: String, speaker: String? = nil, at: Timestamp = saturday, zone: String = "Africa/Lagos"
    ) throws -> TextAnalysis {
        let file = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(zone)"))
        let zone = try #require(WallZone(tzif: Array(file)))
        return try analyser().analyse(text, TextContext(speaker: speaker, at: at, zone: zone))
    }
}

import Analysis
import CAssets
import ModuleKit

/// The documents that the program carries in itself, and the analyser made of them.
package enum BuiltIn {
    /// Compiled at the first use, once for all companies that have nothing of their own.
    private static let compiled = Result { try make() }

    /// The analyser of the built-in documents.
    ///
    /// - Throws: What is wrong with them; a test sees to it that nothing is.
    package static func analyser() throws -> Analyser { try compiled.get() }

    static func languages() throws -> LanguageFinder { LanguageFinder(try document("languages")) }

    /// One of the embedded documents: `lexicon`, `rules`, `languages`.
    static func document(_ name: String) throws -> JSONValue {
        for asset in UnsafeBufferPointer(start: assets, count: assets_count)
        where String(cString: asset.path) == "analysis/\(name).json" {
            return try JSONParser.parse(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
        }
        return .null
    }

    private static func make() throws -> Analyser {
        try Analyser(lexicon: try document("lexicon"), rules: try document("rules"), languages: try languages())
    }
}

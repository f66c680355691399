/// How texts of contacts are compared where an index keeps them in lower case.
package enum ContactSearch {
    /// As SQLite's `lower` folds: ASCII letters only.
    package static func folded(_ text: String) -> String {
        String(decoding: text.utf8.map { (65...90).contains($0) ? $0 | 32 : $0 }, as: UTF8.self)
    }
}

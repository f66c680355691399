/// The `Server-Timing` field: milliseconds with microseconds behind the point.
package enum ServerTiming {
    /// The field's value: `lookup;dur=0.041, commit;dur=1.310`.
    package static func field(_ steps: [(StaticString, nanoseconds: Int64)]) -> String {
        var text = ""
        for (name, nanoseconds) in steps {
            if !text.isEmpty { text += ", " }
            let microseconds = max(0, nanoseconds / 1_000)
            let fraction = String(microseconds % 1_000 + 1_000).dropFirst()
            text += "\(name);dur=\(microseconds / 1_000).\(fraction)"
        }
        return text
    }
}

extension PhoneParser {
    /// Answers one line of the command `phone`, on bytes, for files of millions.
    ///
    /// From `REGION<TAB>number`, or a number alone, to `e164<TAB>type`, or `-<TAB>reason` when it is no number; the
    /// answer is appended without a line feed. The type of a number that is possible but not valid is `unknown`.
    ///
    /// - Parameter line: UTF-8, without its line feed.
    /// - Parameter isFull: After the type come its region, extension, national and international form.
    package func answer(_ line: Span<UInt8>, isFull: Bool = false, into output: inout [UInt8]) {
        let tab = line.first(0x09, in: 0..<line.count)
        let region = line.string(0..<(tab ?? 0))
        let raw = line.string((tab.map { $0 + 1 } ?? 0)..<line.count)
        let parsed = parse(raw, region: region.isEmpty || region == "-" ? nil : region)
        func append(_ field: String) {
            output.append(0x09)
            output.append(contentsOf: field.utf8)
        }
        switch parsed.outcome {
        case .number(let number, let details):
            output.append(contentsOf: number.e164.utf8)
            append(details.type.name)
            guard isFull else { return }
            append(details.region)
            append(details.extension ?? "")
            append(format(number, as: .national))
            append(format(number, as: .international))
        case .notANumber(let reason, _):
            output.append(0x2D)
            append(reason.rawValue)
        }
    }

    /// Answers one line of the command `phone`.
    package func answer(_ line: String, isFull: Bool = false) -> String {
        var output: [UInt8] = []
        answer(line.utf8.span, isFull: isFull, into: &output)
        return String(decoding: output, as: UTF8.self)
    }
}

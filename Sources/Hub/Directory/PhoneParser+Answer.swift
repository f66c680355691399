extension PhoneParser {
    /// Answers one line of the command `phone`.
    ///
    /// From `REGION<TAB>number`, or a number alone, to `e164<TAB>type`, or `-<TAB>reason` when it is no number. The type
    /// of a number that is possible but not valid is `unknown`.
    ///
    /// - Parameter isFull: After the type come its region, extension, national and international form.
    package func answer(_ line: some StringProtocol, isFull: Bool = false) -> String {
        let fields = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        let region = fields.count == 2 ? String(fields[0]) : ""
        let parsed = parse(String(fields.last ?? ""), region: region.isEmpty || region == "-" ? nil : region)
        switch parsed.outcome {
        case .number(let number, let details):
            let answer = "\(number.e164)\t\(details.type.name)"
            guard isFull else { return answer }
            let forms = "\(format(number, as: .national))\t\(format(number, as: .international))"
            return "\(answer)\t\(details.region)\t\(details.extension ?? "")\t\(forms)"
        case .notANumber(let reason, _):
            return "-\t\(reason.rawValue)"
        }
    }
}

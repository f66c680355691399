import Domain

extension PhoneParser {
    /// Who is at the other end, from what a provider wrote; a possible number counts, for a call is never dropped over its caller id.
    package func party(_ raw: String, region: String?) -> Party {
        let parsed = parse(raw, region: region)
        switch parsed.outcome {
        case .number(let number, _): return Party(raw: raw, kind: .number, number: number)
        case .notANumber(let reason, _): return Party(raw: raw, kind: kind(of: reason))
        }
    }

    private func kind(of reason: ParsedNumber.Reason) -> Party.Kind {
        switch reason {
        case .anonymous: .anonymous
        case .sipUser: .sip
        case .client: .client
        case .shortCode: .shortCode
        case .alphanumeric: .alphanumeric
        default: .unknown
        }
    }
}

import Domain

/// How old a signed request may be, where the provider signs the time.
enum SigningTime {
    /// How far the sender's clock may be from ours, and how long a request can be repeated by somebody else.
    static let toleranceSec: Int64 = 300

    /// Unix seconds as they stand in headers: digits only, for a sign or blanks would make two spellings of one time.
    static func seconds(_ text: some StringProtocol) -> Int64? {
        guard (1...11).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    /// Why a request that was signed at `seconds` is not taken now; nil: it is.
    static func refusal(_ seconds: Int64, _ now: Timestamp, tolerance: Int64 = toleranceSec) -> Verdict? {
        let distance = now.milliseconds / 1000 - seconds
        guard abs(distance) > tolerance else { return nil }
        return .refused(
            .stale,
            "It was signed \(abs(distance)) s \(distance > 0 ? "ago" : "in the future"); "
                + "at most \(tolerance) s are allowed: is the sender's clock right?")
    }
}

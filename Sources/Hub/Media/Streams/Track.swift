import Domain

/// One side of a call's sound, as the provider counts: `inbound` is what the caller says.
enum Track: Int, Sendable, CaseIterable {
    case inbound, outbound

    /// Reads a provider's word: `inbound`, `inbound_track`.
    init?(_ word: some StringProtocol) {
        switch word {
        case "inbound", "inbound_track": self = .inbound
        case "outbound", "outbound_track": self = .outbound
        default: return nil
        }
    }

    var name: String { self == .inbound ? "inbound" : "outbound" }

    /// Who is heard on it.
    var speaker: Speaker { self == .inbound ? .caller : .agent }
}

/// ITU-T G.711 µ-law at 8 kHz, the telephone's own: what streams bring.
enum MuLaw {
    /// Samples a millisecond.
    static let samplesPerMs: Int64 = 8
    /// The byte of which silence is made.
    static let silence: UInt8 = 0xFF

    /// How far each byte's sample is from silence, 0…32,124.
    static let magnitudes: [Int32] = (0...255).map { byte in
        let bits = ~UInt8(byte)
        let (exponent, mantissa) = (Int32(bits >> 4 & 7), Int32(bits & 15))
        return ((mantissa << 3 | 0x84) << exponent) - 0x84
    }
}

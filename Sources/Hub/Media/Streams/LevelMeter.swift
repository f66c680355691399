import Domain
import Glibc

/// How loud a track was since it was asked last.
struct LevelMeter: Sendable {
    private var squares: Int64 = 0
    private var peak: Int32 = 0
    private var count: Int64 = 0

    /// The loudest that a byte can say.
    private static let full = 32_124.0

    mutating func take(_ frame: [UInt8]) {
        MuLaw.magnitudes.withUnsafeBufferPointer { magnitudes in
            for byte in frame {
                let magnitude = magnitudes[Int(byte)]
                squares += Int64(magnitude) * Int64(magnitude)
                peak = max(peak, magnitude)
            }
        }
        count += Int64(frame.count)
    }

    /// The level since the last one; nil when nothing came.
    mutating func level(of track: Track) -> MediaLevel.Level? {
        guard count > 0 else { return nil }
        defer { self = LevelMeter() }
        return MediaLevel.Level(
            track: track.name, rmsDb: Self.decibels((Double(squares) / Double(count)).squareRoot()),
            peakDb: Self.decibels(Double(peak)))
    }

    /// To a tenth, -96…0.
    private static func decibels(_ magnitude: Double) -> Double {
        guard magnitude > 0 else { return -96 }
        return min(0, max(-96, (200 * log10(magnitude / full)).rounded() / 10))
    }
}

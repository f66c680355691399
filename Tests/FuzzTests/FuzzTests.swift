import Foundation
import Testing

/// Millions of changed inputs to everything that reads what strangers send; what has to hold of each is tested as well.
///
/// `FUZZ_COUNT` says how many in all, 36,000 unless told, and `FUZZ_SEED` which; `scripts/benchmarks/fuzz` runs 5,000,000.
@Suite struct FuzzTests {
    /// What reads, each with its share of the inputs.
    enum Surface: String, CaseIterable, Sendable {
        case requests, responses, frames, forms, json, phones, payloads, values, files, lists, sound, messages
    }

    private static func variable(_ name: String, _ standard: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
    }

    @Test(arguments: Surface.allCases)
    func noChangedInputDoesHarm(surface: Surface) throws {
        let count = Self.variable("FUZZ_COUNT", 36_000) / Surface.allCases.count
        let seed = UInt64(Self.variable("FUZZ_SEED", 1))
        var reader = try surface.reader()
        var mutator = Mutator(seed: seed, seeds: reader.seeds, spice: reader.spice)
        var (understood, faults) = (0, 0)
        for _ in 0..<count where faults < 5 {
            let bytes = mutator.mutate()
            switch reader.read(bytes, &mutator) {
            case .understood: understood += 1
            case .refused: break
            case .fault(let what):
                faults += 1
                Issue.record("\(surface.rawValue): \(what): \(bytes)")
            }
        }
        // A reader that refuses all of them, or none, would prove little.
        if count > 1_000 { #expect((count / 100..<count).contains(understood), "\(understood) of \(count)") }
    }
}

/// What became of one input.
enum Verdict {
    case understood, refused
    /// Something that has to hold did not.
    case fault(String)
}

/// Reads changed inputs of one kind.
protocol InputReader {
    /// What is changed.
    var seeds: [[UInt8]] { get }
    /// What has a meaning there.
    var spice: [String] { get }
    mutating func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict
}

extension FuzzTests.Surface {
    func reader() throws -> any InputReader {
        switch self {
        case .requests: RequestReader()
        case .responses: ResponseReader()
        case .frames: FrameReader()
        case .forms: FormReader()
        case .json: JSONReader()
        case .phones: PhoneReader()
        case .payloads: try PayloadReader()
        case .values: ValueReader()
        case .files: TableFileReader()
        case .lists: ListReader()
        case .sound: SoundReader()
        case .messages: MessageReader()
        }
    }
}

/// Files of the repository.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(root)/\(path)"), encoding: .utf8)
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
    }

    static func names(in folder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").filter { $0.hasSuffix(ending) }
            .sorted()
    }
}

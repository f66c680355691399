import Foundation
import HTTP
import Support
import Testing
import TestTools

/// fixtures/http/hostile.tsv against the whole program: each request with a good one right behind it.
@Suite(.timeLimit(.minutes(10))) struct HostileRequestTests {
    /// One row: what is sent, and what a server that is strict where smuggling lives says.
    struct Row: Sendable {
        /// The answers in order, each with all statuses that are right.
        let statuses: [Set<Int>]
        let end: Substring
        let name: Substring
        let bytes: [UInt8]

        init?(_ line: Substring) {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count == 4 else { return nil }
            statuses = cells[0].split(separator: " ").map { Set($0.split(separator: "|").compactMap { Int($0) }) }
            (end, name, bytes) = (cells[1], cells[2], Self.unescaped(Array(cells[3].utf8)[...]))
        }

        private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
            var (out, rest) = ([UInt8](), text)
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "\\"):
                    let kind = rest.popFirst()
                    switch kind {
                    case UInt8(ascii: "r"): out.append(13)
                    case UInt8(ascii: "n"): out.append(10)
                    case UInt8(ascii: "t"): out.append(9)
                    case UInt8(ascii: "x"):
                        out.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                        rest = rest.dropFirst(2)
                    default: out.append(kind ?? byte)
                    }
                case UInt8(ascii: "{"):
                    // {text*N}; without a number it is a brace like any other.
                    guard let end = rest.firstIndex(of: UInt8(ascii: "}")),
                        let star = rest[..<end].lastIndex(of: UInt8(ascii: "*")),
                        let count = Int(String(decoding: rest[(star + 1)..<end], as: UTF8.self))
                    else {
                        out.append(byte)
                        continue
                    }
                    let unit = unescaped(rest[..<star])
                    for _ in 0..<count { out += unit }
                    rest = rest[(end + 1)...]
                default: out.append(byte)
                }
            }
            return out
        }

        static let all: [Row] = {
            let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
            // A missing table is no row, and a test counts them.
            let text =
                (try? String(contentsOf: top.appending(path: "fixtures/http/hostile.tsv"), encoding: .utf8)) ?? ""
            return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { Row($0) }
        }()
    }

    private static let probe = "GET /healthz HTTP/1.1\r\nHost: probe.test\r\n\r\n"

    @Test func everyRequestOfTheTableIsAnsweredByTheLetterAndNeverTwice() async throws {
        #expect(Row.all.count > 390)
        var options = TestOptions()
        options.flags = ["--conformance"]
        try await withServer(options) { server in
            let url = server.url
            let faults = try await onThread { try Row.all.compactMap { try Self.fault(of: $0, at: url) } }
            #expect(faults == [])
        }
    }

    /// What a server does wrong about a row, or nil.
    private static func fault(of row: Row, at url: String) throws -> String? {
        let wire = try HostileWire(url)
        wire.send(row.bytes + Array(probe.utf8))
        let first = row.bytes.prefix { $0 != 32 }
        let method: Method = first.elementsEqual("HEAD".utf8) ? .head : .get
        let wanted = row.statuses.count
        let found: [Int]
        do {
            found = try wire.statuses(of: [method] + Array(repeating: .get, count: wanted))
        } catch {
            return "\(row.name): \(error)"
        }
        let isRight = found.count >= wanted && zip(row.statuses, found).allSatisfy { $0.contains($1) }
        guard isRight else { return "\(row.name): \(found)" }
        switch row.end {
        case "open": return found.dropFirst(wanted) == [200] ? nil : "\(row.name): behind it \(found)"
        case "closed": return found.count == wanted && wire.hasEnded ? nil : "\(row.name): not closed, \(found)"
        default: return nil
        }
    }
}

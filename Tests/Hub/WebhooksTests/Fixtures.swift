import Foundation
import HTTP
import JSON
import Testing

/// Files of the repository that tests read.
enum Fixtures {
    /// The folder that holds Package.swift.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    static func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: "\(root)/\(path)")))
    }

    static func json(_ path: String) throws -> JSONValue { try JSONParser.parse(bytes(path)) }

    /// Names of the files in a folder that end so, without the ending.
    static func names(in folder: String, ending: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }

    /// A request as it was received.
    static func request(_ path: String) throws -> (head: RequestHead, body: [UInt8]) {
        var parser = RequestParser()
        try bytes(path).withUnsafeBytes { parser.append($0) }
        var head: RequestHead?
        var body: [UInt8] = []
        while let part = try parser.next() {
            switch part {
            case .head(let received, _): head = received
            case .body(let bytes): body += bytes
            case .end: return (try #require(head), body)
            }
        }
        return (try #require(head, "The file ends within the request: \(path)"), body)
    }
}

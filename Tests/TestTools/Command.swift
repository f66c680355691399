import Foundation

/// A program of the machine's that has run to its end.
package struct Command: Sendable {
    /// What it ended with.
    package let status: Int32
    /// What it wrote to its outputs.
    package let said: String

    /// Blocks until its end, so that what takes long is run by ``onThread(_:)``.
    ///
    /// - Parameters:
    ///   - folder: Where it runs; here when nil.
    ///   - input: What it reads.
    package init(_ path: String, _ arguments: [String], in folder: String? = nil, saying input: String = "") throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let (reading, writing) = (Pipe(), Pipe())
        process.standardInput = reading
        (process.standardOutput, process.standardError) = (writing, writing)
        try process.run()
        reading.fileHandleForWriting.write(Data(input.utf8))
        try reading.fileHandleForWriting.close()
        said = String(decoding: writing.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    /// Where `openssl` is.
    package static let openssl = "/usr/bin/openssl"
}

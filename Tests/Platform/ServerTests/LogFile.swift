import Glibc
import Server

/// A log that a test can read.
final class LogFile: @unchecked Sendable {
    // Safe because `descriptor` never changes, and the system serialises what is done with it.
    private let descriptor: CInt
    let output: LogOutput

    init() {
        var name = Array("/tmp/switchboard-test-XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        unlink(name)
        output = LogOutput(descriptor: descriptor)
    }

    deinit { close(descriptor) }

    func lines() -> [String] {
        output.flush()
        let bytes = [UInt8](unsafeUninitializedCapacity: 1_048_576) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

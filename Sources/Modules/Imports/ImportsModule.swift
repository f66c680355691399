import Directory
import Glibc
import ModuleKit

/// Brings contacts in from files; owns no tables, and publishes ``ContactsImported``.
package struct ImportsModule: Module {
    package static let migrations: [Migration] = []
    package let routes: [Route]
    private let service: ImportService

    /// - Parameter audit: Notes imports over HTTP; nil for none.
    package init(
        _ platform: Platform, parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        audit: AuditWriter? = nil
    ) {
        service = ImportService(database: platform.database, parser: parser, region: region, now: platform.now)
        routes = ImportsRoutes(service: service, audit: audit).table
    }

    /// Brings in the contacts of a CSV file: rows that a contact has already fill what is empty there.
    ///
    /// - Parameters:
    ///   - path: The file; `-` is the standard input.
    ///   - region: How national numbers are read; the company's region when nil.
    ///   - errorLimit: Faults that the result tells; all are counted.
    ///   - isAlone: Nobody else writes now, so that much may be committed at once.
    ///   - progress: Told after each batch that is on disk, with what has come of the file so far.
    /// - Throws: A problem with one sentence: no such file, no column that is known, no CSV.
    package func importContacts(
        file path: String, into company: CompanyID, region: String? = nil, errorLimit: Int = 100, isAlone: Bool = true,
        progress: @escaping @Sendable (ImportCounts) -> Void = { _ in }
    ) async throws -> ImportResult {
        let file = try InputFile(path)
        return try await importContacts(
            into: company, region: region, errorLimit: errorLimit, isAlone: isAlone, progress: progress
        ) { try file.next() }
    }

    /// Brings in the contacts of a CSV text that comes piece by piece; `chunk` gives nil at its end.
    package func importContacts(
        into company: CompanyID, region: String? = nil, errorLimit: Int = 100, isAlone: Bool = false,
        progress: @escaping @Sendable (ImportCounts) -> Void = { _ in }, chunk: () async throws -> [UInt8]?
    ) async throws -> ImportResult {
        var terms = ImportService.Terms(company: company, batchesAhead: isAlone ? 24 : 2)
        terms.region = region
        terms.errorLimit = errorLimit
        return try await service.run(terms, chunk: chunk, progress: progress)
    }
}

/// A file that is read from its beginning to its end, by one task.
private final class InputFile {
    private let descriptor: CInt
    private let path: String

    init(_ path: String) throws {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ImportError.noFile(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

    /// The next bytes; nil at the end.
    func next() throws -> [UInt8]? {
        var result = -1
        let bytes = [UInt8](unsafeUninitializedCapacity: 256 * 1_024) { buffer, count in
            repeat { result = read(descriptor, buffer.baseAddress, buffer.count) } while result == -1 && errno == EINTR
            count = max(0, result)
        }
        guard result >= 0 else { throw ImportError.noFile(path: path, reason: String(cString: strerror(errno))) }
        return result == 0 ? nil : bytes
    }
}

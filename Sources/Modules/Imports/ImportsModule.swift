import Accounts
import Directory
import Glibc
import ModuleKit

/// Brings contacts in from files; owns the tables `imports` and `import_*`, and publishes ``ImportUpdated`` and
/// ``ContactsImported``.
package struct ImportsModule: Module {
    package static let migrations = ImportsSchema.migrations
    package let routes: [Route]
    private let intake: ImportIntake
    private let keeper: ImportKeeper

    /// - Parameters:
    ///   - folder: Where files are kept while an import needs them; made when the first one comes.
    ///   - region: How a company reads national numbers.
    ///   - members: Who can own a contact.
    ///   - rowsPerBatch: Rows in one closure of the writer; the usual ones take some 30 ms of its time.
    package init(
        _ platform: Platform, folder: String, parser: PhoneParser = .shared, rowsPerBatch: Int = 2_000,
        region: @escaping @Sendable (CompanyID) -> String,
        members: @escaping @Sendable (CompanyID) async throws -> [User], audit: @escaping AuditWriter
    ) {
        let context = ImportContext(
            database: platform.database, folder: ImportFolder(path: folder), parser: parser, region: region,
            members: members, now: platform.now, rowsPerBatch: rowsPerBatch)
        let keeper = ImportKeeper(context)
        (intake, self.keeper) = (ImportIntake(context: context), keeper)
        let service = ImportService(context: context, audit: audit, wake: { keeper.wake() })
        routes = ImportsRoutes(service: service, intake: intake).table
    }

    /// What works beside requests: it brings in the files that were started.
    package var background: any Background { keeper }

    /// Takes what a batch committed, on the writer's thread: files that nobody needs go.
    package func committed(_ values: [any Sendable]) {
        for case let files as UnwantedFiles in values { keeper.remove(files) }
    }

    /// Puts in order what a program that ended has left; before anything else is done with imports.
    package func recover() async throws { try await keeper.recover() }

    /// Removes what has been kept long enough, and goes on with what the disk has refused.
    package func keepHouse() async throws { try await keeper.keepHouse() }

    /// Brings in the contacts of a file: rows that a contact has already fill what is empty there.
    ///
    /// - Parameters:
    ///   - path: The file; `-` is the standard input.
    ///   - region: How national numbers are read; the company's region when nil.
    ///   - errorLimit: Faults that the result tells; all are counted.
    ///   - progress: Told after each batch that is on disk, with what has come of the file so far.
    /// - Throws: A problem with one sentence: no such file, no column that is known, no table.
    package func importContacts(
        file path: String, into company: CompanyID, region: String? = nil, errorLimit: Int = 100,
        progress: @escaping @Sendable (ImportCounts) -> Void = { _ in }
    ) async throws -> ImportResult {
        let file = try InputFile(path)
        let name = path.split(separator: "/").last.map { String($0.prefix(200)) } ?? "contacts"
        var order = ImportIntake.Order(company: company, name: name, author: "program")
        (order.region, order.errorLimit, order.progress) = (region, errorLimit, progress)
        return try await intake.bringIn(order) { try file.next() }
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

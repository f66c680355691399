import Glibc
import ModuleKit
import Reactor

extension AudioFolder {
    /// A file as the folder lists it.
    package struct Listed: Sendable, Hashable {
        /// The folder it is in, which is its company.
        package let company: String
        package let name: String
    }

    /// Every file of the folder, drafts left out; on a thread that may wait.
    package func list() -> Set<Listed> {
        var files: Set<Listed> = []
        for company in FolderNames.list(path) where !company.hasPrefix(".") {
            for part in FolderNames.list("\(path)/\(company)") {
                for name in FolderNames.list("\(path)/\(company)/\(part)") {
                    files.insert(Listed(company: company, name: name))
                }
            }
        }
        return files
    }
}

extension RecordingsModule {
    /// What is wrong between the rows and the files of all companies, a line each; reads every file.
    ///
    /// - Parameter listed: The folder's files as they were before `tx` began: what comes later has its row later.
    package static func faults(
        of folder: AudioFolder, listed: Set<AudioFolder.Listed>, in tx: Transaction
    ) throws -> [String] {
        var missing: [String] = []
        var damaged: [String] = []
        var named: Set<AudioFolder.Listed> = []
        try AudioStore.files(in: tx) { company, hash, _ in
            let entry = AudioFolder.Listed(company: company.wire, name: hash)
            guard named.insert(entry).inserted else { return }
            guard let reader = try AudioReader(path: folder.file(hash, of: company)) else {
                // One that was there a moment ago was deleted by somebody who may.
                if !listed.contains(entry) { missing.append("recordings: the file \(hash) of \(company) is missing.") }
                return
            }
            if try reader.digest() != hash {
                damaged.append("recordings: the file \(hash) of \(company) is damaged: it has another SHA-256.")
            }
        }
        for (company, hash) in try AudioStore.trash(limit: 100_000, in: tx) {
            named.insert(AudioFolder.Listed(company: company.wire, name: hash))
        }
        let strangers = listed.subtracting(named).filter { isSettled("\(folder.path)/\($0.company)", $0.name) }
            .map { "recordings: no row names the file \($0.name) of \($0.company)." }.sorted()
        return [missing, damaged, strangers].flatMap { $0.prefix(SelfCheck.limit) }
    }

    /// Whether a file is still there and has been for a minute: a younger one may be about to get its row.
    private static func isSettled(_ company: String, _ name: String) -> Bool {
        var facts = stat()
        guard stat("\(company)/\(name.prefix(2))/\(name)", &facts) == 0 else {
            // Files that do not stand where their name says are nobody's.
            return !(name.count == 64 && name.allSatisfy(\.isHexDigit))
        }
        return time(nil) - facts.st_mtim.tv_sec > 60
    }
}

/// Copies of recordings: into a backup, and back.
package enum RecordingCopy {
    /// Counts of what was copied, and of what could not be.
    package struct Result: Sendable {
        package var copied = 0
        /// Files that rows name and that are not there.
        package var missing = 0
        /// Files that are not what was stored; they are left out.
        package var damaged = 0

        /// Whether there was anything to copy.
        package var isEmpty: Bool { copied + missing + damaged == 0 }

        /// What was left out, as a sentence; nil when nothing was.
        package var faults: String? {
            guard missing + damaged > 0 else { return nil }
            return "\(missing) recordings were missing and \(damaged) damaged; they were left out."
        }
    }

    /// Every file that the rows of a database name, each once.
    package static func files(in tx: Transaction) throws -> [(company: CompanyID, hash: String)] {
        var files: [(company: CompanyID, hash: String)] = []
        try AudioStore.files(in: tx) { company, hash, _ in
            if files.last?.hash != hash || files.last?.company != company { files.append((company, hash)) }
        }
        return files
    }

    /// Copies files from one folder to another, each whole and checked; what is there already stays.
    package static func run(
        _ files: [(company: CompanyID, hash: String)], from source: AudioFolder, to target: AudioFolder
    ) async throws -> Result {
        var result = Result()
        for (company, hash) in files {
            if try await digest(target.file(hash, of: company)) == hash {
                result.copied += 1
                continue
            }
            let path = source.file(hash, of: company)
            guard let reader = try await AudioFolder.offLoop({ try AudioReader(path: path) }) else {
                result.missing += 1
                continue
            }
            var writer = AudioWriter(try await target.incoming(), limit: .max)
            while writer.size < reader.size {
                let offset = writer.size
                let bytes = try await AudioFolder.offLoop { try reader.read(at: offset, 262_144) }
                guard !bytes.isEmpty else { break }
                try await writer.append(bytes)
            }
            guard writer.digest == hash else {
                result.damaged += 1
                continue
            }
            try await target.place(writer.audio, as: hash, of: company)
            result.copied += 1
        }
        return result
    }

    private static func digest(_ path: String) async throws -> String? {
        try await AudioFolder.offLoop { try AudioReader(path: path)?.digest() }
    }
}

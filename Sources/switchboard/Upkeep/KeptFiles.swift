import FoundationEssentials
import Glibc

/// Files that are put in place whole, and files that are moved out of the way.
enum KeptFiles {
    /// Why a file could not be put somewhere; one sentence.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path seen from the root, for a program that runs elsewhere.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// The bytes of a small file.
    static func read(_ path: String) throws(Refusal) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal(description: "The file \(path) cannot be read.")
        }
        return [UInt8](data)
    }

    /// Writes a file that only its owner reads, whole or not at all; one that is there already is never overwritten.
    static func write(_ bytes: [UInt8], to path: String) throws(Refusal) {
        let draft = "\(path).part"
        unlink(draft)
        let raw = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard raw >= 0 else { throw refusal(path) }
        defer {
            close(raw)
            unlink(draft)
        }
        guard Glibc.write(raw, bytes, bytes.count) == bytes.count, fsync(raw) == 0, link(draft, path) == 0 else {
            throw refusal(path)
        }
        syncFolder(of: path)
    }

    /// Gives a finished file its name; one that is there already is never overwritten.
    static func name(_ draft: String, _ path: String) throws(Refusal) {
        guard link(draft, path) == 0 else { throw refusal(path) }
        unlink(draft)
        syncFolder(of: path)
    }

    /// Puts a finished file in the place of another.
    static func replace(_ path: String, with draft: String) throws(Refusal) {
        guard rename(draft, path) == 0 else { throw refusal(path) }
        syncFolder(of: path)
    }

    /// Gives a file another name beside its own, so that it stays whatever becomes of its own.
    ///
    /// - Returns: The other name: the file's with `suffix`, and a number where that is taken.
    static func keep(_ path: String, suffix: String) throws(Refusal) -> String {
        for number in 1...1000 {
            let other = path + suffix + (number == 1 ? "" : "-\(number)")
            if link(path, other) == 0 { return other }
            guard errno == EEXIST else { throw refusal(other) }
        }
        throw Refusal(description: "There are a thousand files \(path)\(suffix) already.")
    }

    private static func syncFolder(of path: String) {
        let slash = path.lastIndex(of: "/")
        let folder = open(slash.map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private static func refusal(_ path: String) -> Refusal {
        Refusal(description: "The file \(path) cannot be written: \(String(cString: strerror(errno))).")
    }
}

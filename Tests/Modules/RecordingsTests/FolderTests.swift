import ModuleKit
import Testing

@testable import Recordings

/// Where sounds lie.
@Suite struct FolderTests {
    private let folder = AudioFolder(path: "/data/recordings")
    private let company = CompanyID(7)

    @Test func aSoundHasItsHashForAName() {
        let hash = String(repeating: "0f", count: 32)
        #expect(folder.file(hash, of: company) == "/data/recordings/\(company.wire)/0f/\(hash)")
    }

    @Test(arguments: [
        "../switchboard.db", ".." + String(repeating: "/", count: 52) + "secret.key", "", "0f/../../../secret.key",
        String(repeating: "0F", count: 32), String(repeating: "0f", count: 33), String(repeating: "é", count: 32),
    ])
    func nothingElseNamesAFileOfTheFolderOrOutside(hash: String) {
        #expect(folder.file(hash, of: company) == "/data/recordings/\(company.wire)/no-hash")
    }
}

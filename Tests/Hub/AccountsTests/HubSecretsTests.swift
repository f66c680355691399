import Glibc
import Testing

@testable import Accounts

@Suite struct HubSecretsTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/secrets-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            unlink("\(folder)/secret.key")
            // Fails, and so tells, when a draft was left behind.
            if rmdir(folder) != 0 { Issue.record("\(folder) is not empty") }
        }
        try body("\(folder)/secret.key")
    }

    @Test func theFirstStartMakesTheFileAndTheNextReadsIt() throws {
        try withFolder { path in
            let made = try HubSecrets(file: path)
            let read = try HubSecrets(file: path)
            #expect(made.signing == read.signing && made.sealing == read.sealing)
            var facts = stat()
            #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        }
    }

    @Test func rotationKeepsTheOldKeyForWhatItSigned() throws {
        try withFolder { path in
            let old = try HubSecrets(file: path)
            try old.rotated().replace(file: path)
            let new = try HubSecrets(file: path)
            #expect(new.retired == [old.signing] && new.signing != old.signing)
            #expect(new.retiredSealing == [old.sealing] && new.sealing != old.sealing)
        }
    }

    @Test func aFileThatEverybodyCanReadIsRefused() throws {
        try withFolder { path in
            _ = try HubSecrets(file: path)
            chmod(path, 0o644)
            #expect(throws: SecretsUnavailable.self) { try HubSecrets(file: path) }
        }
    }

    @Test(arguments: ["", "{}", #"{"signing":[],"sealing":{}}"#, "not JSON"])
    func aFileOfSomethingElseIsRefusedAndLeftAlone(text: String) throws {
        try withFolder { path in
            let file = try #require(fopen(path, "w"))
            fputs(text, file)
            fclose(file)
            chmod(path, 0o600)
            #expect(throws: SecretsUnavailable.self) { try HubSecrets(file: path) }
        }
    }
}

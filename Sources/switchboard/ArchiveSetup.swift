import Domain
import Exports
import Recordings
import Webhooks

extension ArchiveSurroundings {
    /// What archives need of the other modules.
    init(recordings folder: AudioFolder, webhooks: WebhooksModule) {
        self.init(
            tables: ArchiveContents.tables, company: ArchiveContents.company, recordings: ArchiveContents.recordings,
            recordingFile: { folder.file($0, of: $1) },
            keepRecording: { hash, company, pieces in try await folder.adopt(hash, of: company, pieces) },
            member: ArchiveContents.member,
            account: { account, company in try await webhooks.service.like(account, in: company) })
    }
}

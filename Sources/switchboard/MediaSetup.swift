import Accounts
import Broadcast
import Calls
import Lookup
import Media
import ModuleKit
import Reactor
import Recordings
import Server
import Webhooks

/// The parts that the module of streams works with.
struct MediaParts {
    let webhooks: WebhooksModule
    let calls: CallsModule
    let recordings: RecordingsModule
    let lookup: LookupModule
    let hub: Hub
}

extension Services {
    /// The module of streams, recognisers and agents, with what a program before has left taken up.
    static func media(
        _ platform: Platform, _ parts: MediaParts, on loops: [EventLoop], in folder: DataFolder,
        allowing allowed: [AddressRange], _ secrets: HubSecrets, _ metrics: Metrics, audit: @escaping AuditWriter
    ) async throws -> MediaModule {
        let (recordings, lookup) = (parts.recordings, parts.lookup)
        let surroundings = MediaModule.Surroundings(
            folder: KeptFiles.absolute(folder.streams),
            access: ProgramAccess(on: loops, allowing: allowed, outside: { try RecordingsSetup.outside.get() }),
            context: { try await lookup.frame($0, line: $1, in: $2) },
            keep: { track in
                try await recordings.keep(
                    track.path, of: track.call, name: track.name, track: track.track, leg: track.leg, in: track.company)
            })
        let media = MediaModule(
            platform, webhooks: parts.webhooks, calls: parts.calls, hub: parts.hub, loops: loops, secrets: secrets,
            surroundings, audit: audit)
        try await media.recover()
        metrics.gauge("media_streams", "Streams of calls' sound that are not over.") { Double(media.streamCount) }
        return media
    }
}

import Accounts
import Client
import Domain
import Glibc
import ModuleKit
import Providers
import Reactor
import Recordings
import Server
import Transcripts
import Webhooks

/// What the module of recordings is given: the folder, the way to providers, and the keys of links.
struct RecordingsSetup: Sendable {
    let folder: AudioFolder
    private let isOn: Bool
    private let origins: Set<String>
    private let decoder: String?
    /// A PEM file of roots to believe, instead of the system's.
    private let trusted: String?

    /// For hosts that others have named; made when the first one is asked, for reading the system's certificates takes a moment.
    static let outside = Result { try outside(trusting: nil) }

    private static func outside(trusting trusted: String?) throws -> ClientOptions {
        var options = try ClientOptions.outside(trusting: trusted)
        (options.streamPatience, options.idlePatience) = (.seconds(900), .seconds(60))
        // A provider is asked seldom: a connection kept for it would only grow old.
        options.idleConnections = 0
        return options
    }

    /// Reads the settings.
    ///
    /// - Throws: ``Services/Refusal``, one sentence.
    init(_ configuration: Configuration, in folder: DataFolder, trusting trusted: String? = nil) throws {
        self.trusted = trusted
        self.folder = AudioFolder(path: KeptFiles.absolute(folder.recordings))
        isOn = configuration.text("fetch-recordings") == "always"
        decoder = configuration["decoder"]
        origins = try Set(
            (configuration["media-origins"] ?? "").split(separator: ",").map { text in
                guard let origin = MediaAccess.origin(String(text)) else {
                    throw Services.Refusal(
                        description: "`\(text)` in media-origins is no origin such as http://10.0.0.5:8088.")
                }
                return origin
            })
        if let decoder, access(decoder, X_OK) != 0 || !decoder.hasPrefix("/") {
            throw Services.Refusal(description: "`\(decoder)` in decoder is no program; it is a whole path to ffmpeg.")
        }
    }

    func module(
        _ platform: Platform, secrets: HubSecrets, webhooks: WebhooksModule, logins: ProviderLogins, loop: EventLoop,
        address: @escaping @Sendable () -> String, audit: @escaping AuditWriter
    ) -> RecordingsModule {
        let access = MediaAccess(
            isOn: isOn, origins: origins,
            client: { [trusted] origin, isNamed in
                // Not on a loop, for whose other connections that moment is long.
                var options = try await Task.detached {
                    try trusted.map { try Self.outside(trusting: $0) } ?? Self.outside.get()
                }.value
                if isNamed { options.rules = .any }
                return try HTTPClient(origin, on: loop, options: options)
            },
            account: { id, company in
                guard let account = webhooks.account(id, of: company) else { return nil }
                let login = try await platform.database.read(company) { try logins.login(of: id, in: $0) }
                let secret = account.stored.first { $0.name == nil }?.value
                var media = MediaAccount(
                    provider: account.provider, name: login?.user ?? account.providerAccount, secret: secret)
                guard let login, let kind = ProviderKind(rawValue: account.provider) else { return media }
                // A key that cannot be read signs nothing: then the sound is asked for without.
                media.authorization = try? kind.authorization(login, at: platform.now())
                media.origin = login.base.flatMap(MediaAccess.origin(of:))
                return media
            })
        var surroundings = RecordingsModule.Surroundings(
            folder: folder, access: access, decoder: decoder,
            signingKeys: ([secrets.signing] + secrets.retired).map(\.bytes), address: address)
        surroundings.redactText = { call, span, tx in try TranscriptsModule.redact(call, span, in: tx) }
        return RecordingsModule(platform, surroundings, audit: audit)
    }
}

extension Metrics {
    /// Shows what was done about recordings.
    func show(_ figures: RecordingFigures) {
        counter("recordings_fetched_total", "Recordings fetched from providers.") { figures.fetched }
        counter("recordings_fetch_failures_total", "Attempts to fetch a recording that failed.") { figures.failed }
        counter("recordings_damaged_total", "Stored recordings that were missing or damaged when wanted.") {
            figures.damaged
        }
        counter("recordings_stored_bytes_total", "Bytes of recordings that were stored.") { figures.bytes }
    }
}

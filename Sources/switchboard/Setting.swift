/// One setting of `serve` and `demo`: from a flag, else a variable, else a key of the `--config` file, else a default.
struct Setting: Sendable {
    /// What a value must be.
    enum Kind: Sendable {
        case text
        case whole(ClosedRange<Int>)
        case choice([String])
        case flag
    }

    /// As after `--`, and as the key of the file.
    let name: String
    let kind: Kind
    /// What stands when nobody says otherwise; nil for nothing.
    let standard: String?
    let summary: String

    /// Such as `SWITCHBOARD_TLS_CERT`.
    var variable: String {
        "SWITCHBOARD_" + name.uppercased().replacing("-", with: "_")
    }

    /// Checks a value.
    ///
    /// - Returns: What is wrong with it and what would be right; nil when it is right.
    func fault(in value: String) -> String? {
        switch kind {
        case .text: value.isEmpty ? "it is empty" : nil
        case .whole(let range):
            Int(value).map(range.contains) == true
                ? nil : "`\(value)` is not a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let choices):
            choices.contains(value) ? nil : "`\(value)` is none of \(choices.joined(separator: ", "))"
        case .flag: ["true", "false"].contains(value) ? nil : "`\(value)` is neither true nor false"
        }
    }

    /// Every setting, in the order that `--help` and `--print-config` show them.
    static let all: [Setting] = [
        Setting("host", .text, "127.0.0.1", "The address to listen on; loopback unless told."),
        Setting("port", .whole(0...65_535), "8080", "The port to listen on; 0 takes a free one."),
        Setting("data", .text, "./data", "The folder of everything that is kept."),
        Setting("tls-cert", .text, nil, "Certificate chain, a PEM file; with --tls-key."),
        Setting("tls-key", .text, nil, "Private key, a PEM file."),
        Setting(
            "webhooks", .text, nil, "A folder of provider profiles that add to the built-in ones, or replace them."),
        Setting(
            "public-url", .text, nil, "Where providers reach this hub, for accounts without an address of their own."),
        Setting("trusted-proxies", .text, nil, "Addresses, parted by commas, whose X-Forwarded-For and -Proto count."),
        Setting(
            "outbound-allow", .text, nil,
            "Addresses, parted by commas, that are asked though not public: a telephone system's."),
        Setting("secret-file", .text, nil, "The signing and sealing keys; DATA/secret.key unless told."),
        Setting(
            "log-level", .choice(["quiet", "error", "access"]), "error", "What goes to standard error, as JSON lines."),
        Setting("loops", .whole(1...64), nil, "Event loops; one for each core unless told."),
        Setting("readers", .whole(1...64), "2", "Threads that read the database."),
        Setting("retention-days", .whole(1...3650), "30", "How long events can be resumed."),
        Setting(
            "retention-events", .whole(1000...1_000_000_000), "10000000", "How many events of a company can be resumed."
        ),
        Setting(
            "max-body", .whole(1024...1_073_741_824), "67108864", "The largest body that any route takes, in bytes."),
        Setting("max-sockets", .whole(1...1_000_000), "60000", "Connections open at once."),
        Setting(
            "fetch-recordings", .choice(["always", "never"]), "always",
            "Whether recordings are fetched from providers and kept here."),
        Setting(
            "media-origins", .text, nil,
            "Origins, parted by commas, such as http://10.0.0.5:8088, that recordings are fetched from by plain HTTP too."
        ),
        Setting("decoder", .text, nil, "The path of ffmpeg, for waveforms of MP3 and others; the PATH's unless told."),
        Setting("lookup-rate", .whole(0...1_000), "0", "Lookups a second that an API key may make; 0 for no bound."),
        Setting("conformance", .flag, "false", "Offer /ws/echo and POST /conformance/publish, for test suites."),
    ]

    private init(_ name: String, _ kind: Kind, _ standard: String?, _ summary: String) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.summary = summary
    }
}

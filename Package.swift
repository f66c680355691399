// swift-tools-version: 6.2
import PackageDescription

// First, for a manifest runs from top to bottom: what stands below is still empty while the package is made.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .unsafeFlags(["-warnings-as-errors"], .when(configuration: .debug)),
    // Exclusive access is checked while testing; in release the checks cost more than a lock on the hot path.
    .unsafeFlags(["-cross-module-optimization", "-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

// The dependency graph: one line per target, grouped by layer. A target imports only from above itself.

let package = Package(
    name: "switchboard",
    products: [.executable(name: "switchboard", targets: ["switchboard"])],
    targets: [
        // System: C libraries as Swift sees them.
        .systemLibrary(name: "CLinux", path: "Sources/System/CLinux"),
        .systemLibrary(name: "COpenSSL", path: "Sources/System/COpenSSL"),
        .systemLibrary(name: "CSQLite", path: "Sources/System/CSQLite"),
        .target(name: "CAssets", path: "Sources/System/CAssets", cSettings: [.unsafeFlags(["-std=c23"])]),

        // Platform: what any server needs; it has never heard of a call.
        .platform("JSON"),
        .platform("Reactor", ["CLinux"]),
        .platform("OpenSSL", ["COpenSSL"]),
        .platform("SQLite", ["CSQLite", "Reactor"]),
        .platform("HTTP"),
        .platform("WebSocket", ["HTTP", "OpenSSL"]),
        .platform("Web", ["JSON", "HTTP", "WebSocket"]),
        .platform("TLS", ["Reactor", "OpenSSL"]),
        .platform("Server", ["JSON", "Reactor", "OpenSSL", "TLS", "HTTP", "WebSocket", "Web"]),
        .platform("Client", ["Reactor", "OpenSSL", "TLS", "HTTP", "WebSocket"]),

        // Hub: the call hub.
        .hub("Domain", ["JSON", "SQLite", "Web"]),
        .hub("Broadcast", ["JSON", "Reactor", "OpenSSL", "SQLite", "HTTP", "WebSocket", "Web", "Domain"]),
        .hub("ModuleKit", ["JSON", "Reactor", "SQLite", "HTTP", "Web", "Domain", "Broadcast"]),
        .hub("Accounts", ["Reactor", "OpenSSL", "HTTP", "ModuleKit"]),
        .hub("Providers", ["Accounts", "Client", "HTTP", "ModuleKit", "OpenSSL", "Reactor"]),
        .hub("Directory", ["CAssets", "ModuleKit"], data: ["NumberingPlan.plan"]),
        .hub("Analysis", ["JSON", "Domain"], data: ["Data"]),
        .hub("Calls", ["Accounts", "Reactor", "ModuleKit", "Directory"]),
        .hub("Webhooks", ["CAssets", "Reactor", "OpenSSL", "HTTP", "ModuleKit", "Accounts", "Directory", "Calls"]),
        .hub(
            "Media",
            [
                "Reactor", "OpenSSL", "HTTP", "WebSocket", "Client", "ModuleKit", "Accounts", "Directory", "Calls",
                "Webhooks",
            ]),

        // Modules: the CRM; none imports another.
        .module("Contacts", ["Accounts", "Directory"]),
        .module("Duplicates", ["Accounts", "Directory"]),
        .module("Lookup", ["Accounts", "Reactor", "Directory", "Calls"]),
        .module("Deliveries", ["Accounts", "Client", "HTTP", "OpenSSL", "Providers", "Reactor"]),
        .module("Exports", ["Accounts", "Calls", "Directory", "OpenSSL", "Reactor"]),
        .module("Imports", ["Accounts", "Directory", "OpenSSL", "Reactor"]),
        .module("Recordings", ["Reactor", "OpenSSL", "HTTP", "Client", "Accounts", "Calls"]),
        .module("MCP", ["HTTP"]),
        .module("Privacy", ["Accounts", "Calls", "Directory", "HTTP", "OpenSSL"]),
        .module("Tasks", ["Accounts", "Calls", "Directory"]),
        .module("Transcripts", ["Accounts", "Calls", "Reactor"]),
        .module("Reconcile", ["Calls", "Client", "HTTP", "Providers", "Reactor", "WebSocket", "Webhooks"]),
        .module(
            "Insights",
            ["Accounts", "CAssets", "Reactor", "Analysis", "Calls", "Client", "Directory", "HTTP", "OpenSSL"]),
        .module(
            "Outbound",
            ["Accounts", "Calls", "Directory", "HTTP", "OpenSSL", "Providers", "Webhooks"]),
        .module("Obligations", ["Accounts", "Calls", "Directory", "Reactor"]),
        .module("Messaging", ["Accounts", "Calls", "Directory", "HTTP", "OpenSSL", "Providers", "Reactor"]),
        .module("Presence", ["Accounts", "Calls", "Directory", "Reactor"]),
        .module("Figures", ["Accounts", "Calls", "HTTP", "Reactor"]),
        .module("Pipeline", ["Accounts", "Directory"]),
        .module("Dashboard", ["CAssets", "HTTP"], data: ["Assets", "README.md"]),

        .executableTarget(
            name: "switchboard",
            dependencies: [
                "JSON", "Reactor", "OpenSSL", "SQLite", "TLS", "HTTP", "WebSocket", "Web", "Server", "Client", "Domain",
                "Broadcast",
                "ModuleKit", "Accounts", "Providers", "Directory", "Calls", "Webhooks", "Contacts", "Duplicates",
                "Lookup", "Exports",
                "Imports", "Dashboard", "Recordings", "Reconcile", "Transcripts", "Analysis", "Insights", "Outbound",
                "Obligations", "Messaging", "Presence", "Media", "Deliveries", "MCP", "Tasks", "Figures", "Pipeline",
                "Privacy",
            ],
            swiftSettings: settings),

        // Tests mirror Sources.
        .tests("JSONTests", "Platform", ["JSON"]),
        .tests("ReactorTests", "Platform", ["Reactor"]),
        .tests("OpenSSLTests", "Platform", ["OpenSSL"]),
        .tests("SQLiteTests", "Platform", ["SQLite", "Reactor"]),
        .tests("HTTPTests", "Platform", ["HTTP"]),
        .tests("WebSocketTests", "Platform", ["WebSocket", "HTTP"]),
        .tests("WebTests", "Platform", ["Web", "JSON", "HTTP"]),
        .tests("ClientTests", "Platform", ["Client", "HTTP", "WebSocket", "Reactor", "OpenSSL", "TLS"]),
        .tests(
            "ServerTests", "Platform",
            ["Server", "Client", "TLS", "Web", "JSON", "HTTP", "WebSocket", "Reactor", "OpenSSL"]),
        .tests("DomainTests", "Hub", ["Domain", "JSON"]),
        .tests("AccountsTests", "Hub", ["Accounts", "ModuleKit", "HTTP", "OpenSSL", "Reactor"]),
        .tests("BroadcastTests", "Hub", ["Broadcast", "Domain", "JSON", "Reactor", "SQLite", "Web", "WebSocket"]),
        .tests("DirectoryTests", "Hub", ["Directory", "Domain"]),
        .tests("AnalysisTests", "Hub", ["Analysis", "Domain", "JSON"]),
        .tests("CallsTests", "Hub", ["Calls", "Domain", "JSON"]),
        .tests(
            "WebhooksTests", "Hub",
            [
                "Webhooks", "Accounts", "Calls", "Directory", "ModuleKit", "HTTP", "OpenSSL",
            ]),
        .tests(
            "MediaTests", "Hub",
            [
                "Media", "Support", "switchboard", "Calls", "Client", "HTTP", "ModuleKit", "OpenSSL", "Reactor",
                "Server",
                "WebSocket",
            ]),
        .tests("ContactSearchTests", "Modules", ["ModuleKit", "Directory", "HTTP", "Pipeline", "Support"]),
        .tests("ContactsTests", "Modules", ["Directory", "Domain", "HTTP", "JSON", "Support"]),
        .tests("DashboardTests", "Modules", ["Dashboard", "Web", "HTTP"]),
        .tests(
            "DeliveriesTests", "Modules", ["Deliveries", "ModuleKit", "Support", "HTTP", "OpenSSL", "switchboard"]),
        .tests(
            "DuplicatesTests", "Modules",
            ["Client", "Directory", "Figures", "HTTP", "ModuleKit", "Pipeline", "Support"]),
        .tests(
            "ExportsTests", "Modules",
            ["Calls", "Client", "Directory", "Exports", "HTTP", "ModuleKit", "OpenSSL", "Support", "switchboard"]),
        .tests(
            "OutboundTests", "Modules",
            [
                "Outbound", "Providers", "ModuleKit", "Support", "Client", "HTTP", "OpenSSL", "Reactor", "switchboard",
            ]),
        .tests(
            "ObligationsTests", "Modules",
            ["Obligations", "ModuleKit", "Support", "Client", "HTTP", "Reactor", "Server", "switchboard"]),
        .tests(
            "MessagingTests", "Modules", ["Messaging", "ModuleKit", "Support", "HTTP", "Reactor"]),
        .tests(
            "PrivacyTests", "Modules",
            ["Figures", "Privacy", "Support", "Domain", "HTTP", "JSON", "SQLite", "switchboard"]),
        .tests("MCPTests", "Modules", ["Support", "Domain", "HTTP", "JSON"]),
        .tests("InsightsTests", "Modules", ["Insights", "ModuleKit", "Support", "Client", "HTTP"]),
        .tests("FiguresTests", "Modules", ["Calls", "Figures", "HTTP", "ModuleKit", "Support", "switchboard"]),
        .tests("PipelineTests", "Modules", ["HTTP", "ModuleKit", "Pipeline", "Support"]),
        .tests("ImportsTests", "Modules", ["Imports", "ModuleKit", "Support", "Client", "Directory", "HTTP"]),
        .tests("PresenceTests", "Modules", ["Domain", "HTTP", "JSON", "Support"]),
        .tests("RecordingsTests", "Modules", ["Recordings", "ModuleKit", "HTTP"]),
        .tests("TasksTests", "Modules", ["HTTP", "ModuleKit", "Support", "Tasks"]),
        .tests("TranscriptsTests", "Modules", ["Transcripts", "ModuleKit"]),
        .tests(
            "ReconcileTests", "Modules",
            [
                "Reconcile", "Support", "Client", "Domain", "HTTP", "JSON", "OpenSSL", "Providers", "Reactor", "Server",
                "Web",
                "WebSocket",
            ]),
        .tests("SwitchboardTests", "", ["switchboard", "Calls", "JSON", "OpenSSL"]),
        .tests(
            "EndToEndTests", "",
            [
                "Support", "switchboard", "JSON", "Reactor", "OpenSSL", "SQLite", "HTTP", "WebSocket", "Web", "Client",
                "Domain", "Transcripts",
                "Broadcast", "Accounts", "Calls", "Dashboard", "Server",
            ]),
        .tests(
            "FuzzTests", "",
            [
                "JSON", "OpenSSL", "HTTP", "WebSocket", "Web", "Domain", "Directory", "Calls", "Webhooks", "Media",
                "Imports", "Recordings", "MCP",
            ]),
        .target(name: "TestTools", path: "Tests/TestTools", swiftSettings: settings),
        .target(
            name: "Support",
            dependencies: [
                "switchboard", "JSON", "Reactor", "OpenSSL", "HTTP", "WebSocket", "Web", "Client", "Domain", "SQLite",
                "Server",
                "Accounts", "Calls", "Webhooks", "Obligations",
            ],
            path: "Tests/Support", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

extension Target {
    static func platform(_ name: String, _ imports: [Target.Dependency] = []) -> Target {
        .target(name: name, dependencies: imports, path: "Sources/Platform/\(name)", swiftSettings: settings)
    }

    /// `data` are files that CAssets embeds; no resources of the target.
    static func hub(_ name: String, _ imports: [Target.Dependency], data: [String] = []) -> Target {
        .target(
            name: name, dependencies: named(imports), path: "Sources/Hub/\(name)", exclude: data,
            swiftSettings: settings)
    }

    /// What a module may import: ModuleKit, which hands on Domain, Broadcast, SQLite, Web and JSON, and Hub targets.
    static func module(_ name: String, _ imports: [Target.Dependency], data: [String] = []) -> Target {
        .target(
            name: name, dependencies: named(["ModuleKit"] + imports), path: "Sources/Modules/\(name)", exclude: data,
            swiftSettings: settings)
    }

    /// Adds by name what ModuleKit hands on: the build looks at named targets alone when it decides what to compile again,
    /// so that without this a change of Domain would leave its users as they were.
    private static func named(_ imports: [Target.Dependency]) -> [Target.Dependency] {
        let usesModuleKit = imports.contains { if case .byNameItem("ModuleKit", _) = $0 { true } else { false } }
        let handedOn: [Target.Dependency] = ["Domain", "Broadcast", "SQLite", "Web", "JSON"]
        return usesModuleKit ? imports + handedOn : imports
    }

    static func tests(_ name: String, _ layer: String, _ imports: [Target.Dependency]) -> Target {
        .testTarget(
            name: name, dependencies: named(imports + ["TestTools"]),
            path: layer.isEmpty ? "Tests/\(name)" : "Tests/\(layer)/\(name)",
            swiftSettings: settings)
    }
}

import ModuleKit
import Reactor
import Webhooks

/// Where providers bring a call's sound and words: each upgrade is verified before it is one.
struct SocketRoutes: Sendable {
    let webhooks: WebhooksModule
    let streams: MediaStream.Surroundings
    let relays: RelayConversation.Surroundings
    let loops: [EventLoop]
    let tasks: MediaTasks

    /// Longer than any frame that a provider sends.
    private static let mostBytes = 65_536

    // swift-format-ignore
    var table: [Route] {[
        .socket("/media/:provider/:account/stream", .anyone, stream).body(maxBytes: Self.mostBytes)
            .documentedAsMedia("Bring a call's sound, from a provider that signs the upgrade"),
        .socket("/media/:provider/:account/:call/:ticket/stream", .anyone, stream).body(maxBytes: Self.mostBytes)
            .documentedAsMedia("Bring a call's sound, from a provider that signs nothing: by the ticket in its address")
            .withTicket,
        .socket("/media/:provider/:account/relay", .anyone, relay).body(maxBytes: Self.mostBytes)
            .documentedAsMedia("Bring what a caller says, from a provider that signs the upgrade"),
        .socket("/media/:provider/:account/:call/:ticket/relay", .anyone, relay).body(maxBytes: Self.mostBytes)
            .documentedAsMedia("Bring what a caller says, from a provider that signs nothing: by the ticket in its address")
            .withTicket,
    ]}

    @Sendable
    private func stream(_ request: Request) throws -> any SocketHandler {
        MediaStream(try webhooks.opening(request, "stream"), streams)
    }

    @Sendable
    private func relay(_ request: Request) throws -> any SocketHandler {
        RelaySocket(try webhooks.opening(request, "relay"), relays, loops: loops, tasks: tasks)
    }
}

extension Route {
    fileprivate var withTicket: Route {
        path("call", .string(min: 5, max: 18), "The call: cal_….")
            .path("ticket", .string(min: 1, max: 64), "The ticket that our answer document gave for the call.")
    }

    fileprivate func documentedAsMedia(_ summary: String) -> Route {
        self.summary(summary, details: "A WebSocket whose address stands in our own answer document.").tag("media")
            .path("provider", .string(min: 1, max: 40), "The provider's name.")
            .path("account", .string(min: 5, max: 18), "The provider account: acc_….")
            .openQuery.problems(.forbidden, .notFound, .upgradeRequired)
    }
}

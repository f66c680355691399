import Calls
import Directory
import ModuleKit

/// Whether somebody may be written to: looked at when a message is asked for, and again when it leaves.
struct SendingRules: Sendable {
    /// So long after somebody's message a conversation by WhatsApp is open (reference §12.1).
    private static let session = Duration.seconds(86_400)

    /// The company's clock.
    let zone: WallZone

    /// Why the message is not sent at a moment; nil: it may be.
    func refusal(
        of message: Message, on line: Line, approved: Bool, at time: Timestamp, in tx: Transaction
    ) throws -> SendingRefusal? {
        let number = PhoneNumber(e164: message.to)
        let purpose = message.purpose ?? .service
        if try ContactDirectory.match(number, at: time, in: tx)?.contact.status == .blocked { return .blocked }
        let consent = try ConsentBook.state(of: number.e164, message.channel.contactChannel, purpose, in: tx)
        guard consent == .granted || consent == .unknown && purpose == .service else {
            return .noConsent(consent, message.channel, purpose)
        }
        if message.channel == .whatsapp, !approved {
            let since = time - Self.session
            guard try MessageHistory.hasWritten(number, to: line, over: .whatsapp, since: since, in: tx) else {
                return .sessionClosed
            }
        }
        let hours = try QuietHoursStore.hours(in: tx)
        return hours.window(for: purpose, at: time, in: zone).map {
            .quiet(window: $0.name, until: hours.nextAllowed(for: purpose, from: time, in: zone))
        }
    }
}

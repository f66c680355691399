import JSON
import SQLite

/// What the network says of a call or a leg; how it ended is never what it achieved.
package enum CallStatus: String, Sendable, CaseIterable, Hashable {
    case queued, ringing
    case inProgress = "in-progress"
    case completed, busy
    case noAnswer = "no-answer"
    case failed, canceled

    /// 0…3; a rank never goes down (reference §1.2).
    package var rank: Int {
        switch self {
        case .queued: 0
        case .ringing: 1
        case .inProgress: 2
        case .completed, .busy, .noAnswer, .failed, .canceled: 3
        }
    }

    /// Whether nothing can come after it but enrichment.
    package var isFinal: Bool { rank == 3 }
}

/// Which way a call went, as the hub's account sees it.
package enum CallDirection: String, Sendable, CaseIterable, Hashable {
    case inbound, outbound
}

/// Why a call or a leg ended; finer than its status.
package enum EndReason: String, Sendable, CaseIterable, Hashable {
    case normal, busy, declined, timeout
    case callerCancel = "caller-cancel"
    case unallocated, unreachable, blocked
    case providerError = "provider-error"
    case appError = "app-error"
    case limit, unknown
}

/// Who or what took the call.
package enum AnsweredBy: String, Sendable, CaseIterable, Hashable {
    case human, machine, fax, ai, unknown
}

/// Which side of a conversation spoke.
package enum Speaker: String, Sendable, CaseIterable, Hashable {
    case caller, agent, ai, system, unknown
}

extension CallStatus: JSONEncodable, SQLBindable {}
extension CallDirection: JSONEncodable, SQLBindable, Decodable {}
extension EndReason: JSONEncodable, SQLBindable {}
extension AnsweredBy: JSONEncodable, SQLBindable {}
extension Speaker: JSONEncodable, SQLBindable {}

extension JSONEncodable where Self: RawRepresentable, RawValue == String {
    package func encode(to json: inout JSONWriter) { json.value(rawValue) }
}

extension SQLBindable where Self: RawRepresentable, RawValue == String {
    package var sqlValue: SQLValue { .text(rawValue) }
}

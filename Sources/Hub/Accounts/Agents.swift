import ModuleKit

/// Who can take calls for a company: its members who can sign in, and its keys that are not revoked.
package enum Agents {
    /// What the company calls an agent; nil when there is no such agent any more.
    package static func name(of agent: AgentID, in tx: Transaction) throws -> String? {
        switch agent {
        case .user(let id): try UserStore.member(id, in: tx).flatMap { $0.disabled ? nil : $0.name }
        case .key(let id): try KeyStore.find(id, in: tx).flatMap { $0.revokedAt == nil ? $0.name : nil }
        }
    }
}

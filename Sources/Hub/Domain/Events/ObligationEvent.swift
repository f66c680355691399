import JSON

/// Something that the company owes a person came to be, changed, or is settled.
package struct ObligationEvent: Event {
    /// Somebody was missed, or wrote.
    package static let opened = EventType(
        "obligation.opened", "Somebody was missed, or wrote, and waits to be called back or answered.", schema)
    /// Its state, owner, due time or causes changed.
    package static let updated = EventType("obligation.updated", "An obligation changed, or was opened again.", schema)
    /// Nothing is left to do.
    package static let closed = EventType(
        "obligation.closed", "The person was reached, or somebody settled it by hand or dismissed it.", schema)
    /// Told once.
    package static let overdue = EventType(
        "obligation.overdue", "Nobody has settled an obligation in time; it is told once.", schema)
    /// All of them.
    package static let types = [opened, updated, closed, overdue]

    package let type: EventType
    package let obligation: Obligation

    package init(_ type: EventType, _ obligation: Obligation) {
        self.type = type
        self.obligation = obligation
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("obligation", obligation.id)
            obligation.encodeMembers(to: &$0)
        }
    }

    static let schema: Schema = .object(
        [.required("obligation", ObligationID.schema)] + Obligation.properties)
}

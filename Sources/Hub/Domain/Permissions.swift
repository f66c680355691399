import Web

// Permissions that stand in more than one target's route table.

extension Permission {
    /// See calls, lines, transcripts, and who is calling.
    package static let callsRead = Self("calls:read", least: .viewer)
    /// Report on calls, take notes, set dispositions.
    package static let callsWrite = Self("calls:write", least: .agent)
    /// Have calls placed, moved and ended.
    package static let callsPlace = Self("calls:place", least: .agent)
    /// Make and change lines and call plans.
    package static let linesWrite = Self("lines:write", least: .admin)
    /// See contacts and their history.
    package static let contactsRead = Self("contacts:read", least: .viewer)
    /// Make and change contacts, and add to their history.
    package static let contactsWrite = Self("contacts:write", least: .agent)
    /// Remove contacts.
    package static let contactsDelete = Self("contacts:delete", least: .manager)
    /// Take data out of the company.
    package static let exportsRead = Self("exports:read", least: .manager)
    /// Hear what only administrators are told.
    package static let adminRead = Self("admin:read", least: .admin)
    /// Read the event log.
    package static let eventsRead = Self("events:read", least: .viewer)
}

import Domain
import SQLite

/// A person as a company's data knows them, for what has to find every trace of them.
package struct Person: Sendable {
    /// Who it is in the directory; nil where the directory has them no more.
    package var contact: ContactID?
    /// E.164; none that another contact has as well.
    package var numbers: [String]
    /// In lower case; none that another contact has as well.
    package var emails: [String]
    /// Their calls, open or over.
    package var calls: [CallID]
    /// Whether a restore has brought back somebody who was erased: nothing prevents that they go again.
    package var isBack = false

    package init(contact: ContactID?, numbers: [String], emails: [String], calls: [CallID]) {
        (self.contact, self.numbers, self.emails, self.calls) = (contact, numbers, emails, calls)
    }

    /// What messages and consents know them by.
    package var addresses: [String] { numbers + numbers.map { "whatsapp:\($0)" } + emails }
}

/// Makes what one part of the program keeps of a person be gone; all parts do so in one transaction.
package typealias PersonEraser = @Sendable (_ person: Person, _ tx: Transaction) throws -> Void

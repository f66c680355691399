/// The kinds of identifier, and their prefixes on the wire.
package enum Kinds {
    /// A company: whose data it is.
    package enum Company: IdentifierKind { package static let prefix: StaticString = "cmp" }
    /// A person who signs in.
    package enum User: IdentifierKind { package static let prefix: StaticString = "usr" }
    /// An API key of a machine.
    package enum Key: IdentifierKind { package static let prefix: StaticString = "key" }
    /// A company's account at a telephony provider.
    package enum Account: IdentifierKind { package static let prefix: StaticString = "acc" }
    /// A company's phone number at a provider account.
    package enum Line: IdentifierKind { package static let prefix: StaticString = "lin" }
    /// A person we speak with.
    package enum Contact: IdentifierKind { package static let prefix: StaticString = "con" }
    /// The firm a contact works for.
    package enum Business: IdentifierKind { package static let prefix: StaticString = "biz" }
    /// A conversation by phone.
    package enum Call: IdentifierKind { package static let prefix: StaticString = "cal" }
    /// One party's connection to a call.
    package enum Leg: IdentifierKind { package static let prefix: StaticString = "leg" }
    /// One thing that passed between a contact and the company.
    package enum Interaction: IdentifierKind { package static let prefix: StaticString = "int" }
    /// One utterance of a transcript.
    package enum Segment: IdentifierKind { package static let prefix: StaticString = "seg" }
    /// The sound of a call.
    package enum Recording: IdentifierKind { package static let prefix: StaticString = "rec" }
    /// A span of a transcript that was marked to be gone.
    package enum Redaction: IdentifierKind { package static let prefix: StaticString = "red" }

    /// A text message.
    package enum Message: IdentifierKind { package static let prefix: StaticString = "msg" }
    /// Something that the company owes a person.
    package enum Obligation: IdentifierKind { package static let prefix: StaticString = "obl" }
    /// A text that messages are written by.
    package enum MessageTemplate: IdentifierKind { package static let prefix: StaticString = "tpl" }
    /// People and machines who take calls together.
    package enum Team: IdentifierKind { package static let prefix: StaticString = "tem" }
    /// Something that was said in a call would be done.
    package enum Promise: IdentifierKind { package static let prefix: StaticString = "prm" }
    /// Something that somebody of the company is to do.
    package enum Task: IdentifierKind { package static let prefix: StaticString = "tsk" }
    /// That a person was made to be gone.
    package enum Erasure: IdentifierKind { package static let prefix: StaticString = "ers" }
    /// Where a company wants its events posted to.
    package enum WebhookEndpoint: IdentifierKind { package static let prefix: StaticString = "whk" }
    /// One event on its way to one such address.
    package enum WebhookDelivery: IdentifierKind { package static let prefix: StaticString = "dlv" }
    /// A file that is made of a company's data.
    package enum Export: IdentifierKind { package static let prefix: StaticString = "exp" }
    /// A saved list of contacts.
    package enum View: IdentifierKind { package static let prefix: StaticString = "viw" }
    /// Two contacts that may be one person.
    package enum Duplicate: IdentifierKind { package static let prefix: StaticString = "dup" }
    /// A contact that goes on as another.
    package enum Merge: IdentifierKind { package static let prefix: StaticString = "mrg" }
    /// A file of contacts on its way in, and what came of it.
    package enum Import: IdentifierKind { package static let prefix: StaticString = "imp" }
    /// A job that runs in the background.
}

/// A company's identifier.
package typealias CompanyID = ID<Kinds.Company>
/// A person who signs in's identifier.
package typealias UserID = ID<Kinds.User>
/// An API key's identifier.
package typealias KeyID = ID<Kinds.Key>
/// A provider account's identifier.
package typealias AccountID = ID<Kinds.Account>
/// A line's identifier.
package typealias LineID = ID<Kinds.Line>
/// A contact's identifier.
package typealias ContactID = ID<Kinds.Contact>
/// A business's identifier.
package typealias BusinessID = ID<Kinds.Business>
/// A call's identifier.
package typealias CallID = ID<Kinds.Call>
/// A leg's identifier.
package typealias LegID = ID<Kinds.Leg>
/// An interaction's identifier.
package typealias InteractionID = ID<Kinds.Interaction>
/// An utterance's identifier.
package typealias SegmentID = ID<Kinds.Segment>
/// A recording's identifier.
package typealias RecordingID = ID<Kinds.Recording>
/// A redaction's identifier.
package typealias RedactionID = ID<Kinds.Redaction>

/// A message's identifier.
package typealias MessageID = ID<Kinds.Message>
/// An obligation's identifier.
package typealias ObligationID = ID<Kinds.Obligation>
/// A message template's identifier.
package typealias MessageTemplateID = ID<Kinds.MessageTemplate>
/// A team's identifier.
package typealias TeamID = ID<Kinds.Team>
/// A promise's identifier.
package typealias PromiseID = ID<Kinds.Promise>
/// A task's identifier.
package typealias TaskID = ID<Kinds.Task>
/// An erasure's identifier.
package typealias ErasureID = ID<Kinds.Erasure>
/// A webhook endpoint's identifier.
package typealias WebhookEndpointID = ID<Kinds.WebhookEndpoint>
/// A webhook delivery's identifier.
package typealias WebhookDeliveryID = ID<Kinds.WebhookDelivery>
/// An export's identifier.
package typealias ExportID = ID<Kinds.Export>
/// A saved list's identifier.
package typealias ViewID = ID<Kinds.View>
/// The identifier of two contacts that may be one person.
package typealias DuplicateID = ID<Kinds.Duplicate>
/// A merge's identifier.
package typealias MergeID = ID<Kinds.Merge>
/// An import's identifier.
package typealias ImportID = ID<Kinds.Import>

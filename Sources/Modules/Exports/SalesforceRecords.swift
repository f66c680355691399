import Directory
import ModuleKit

/// What the export for Salesforce holds (reference §14.1): records of four objects, each keyed by `Hub_Id__c`.
enum SalesforceRecords {
    /// An object of Salesforce; in the order in which an import needs them.
    enum Object: String, CaseIterable, Sendable {
        case account = "Account"
        case contact = "Contact"
        case lead = "Lead"
        case task = "Task"

        var tables: [any ExportTable] {
            switch self {
            case .account: [AccountRecords(form: .json)]
            case .contact: [PersonRecords(form: .json, object: .contact)]
            case .lead: [PersonRecords(form: .json, object: .lead)]
            case .task: [CallRecords(form: .json), InteractionRecords(form: .json)]
            }
        }

        /// The objects that a list of names asks for, in the order of an import; all where there is no list.
        static func chosen(_ names: String?) throws(Problem) -> [Object] {
            guard let names else { return allCases }
            let wanted = names.split(separator: ",", omittingEmptySubsequences: false)
            if let unknown = wanted.first(where: { Object(rawValue: String($0)) == nil }) {
                throw .invalid(
                    "objects",
                    "`\(unknown.prefix(60))` is no object here; they are `Account`, `Contact`, `Lead` and `Task`.")
            }
            return allCases.filter { wanted.contains(Substring($0.rawValue)) }
        }

        /// What a contact of that status is: who has not bought yet is a lead.
        static func person(_ status: String) -> Object { status == "new" || status == "lead" ? .lead : .contact }
    }

    static let details = """
        One JSON document, streamed: `{"records":[…]}`, accounts before contacts before leads before tasks. Contacts with the \
        status `new` or `lead` are leads, the others contacts; businesses are accounts; calls and all other interactions \
        are tasks. Relations name the other record by its `Hub_Id__c`. Texts are cut to the length of their fields.
        """

    static let schema: Schema = .object([
        .required(
            "records",
            .array(
                of: .object(
                    [
                        .required("attributes", .object([.required("type", .enumeration(Object.self))])),
                        .required("Hub_Id__c", .string),
                    ], unknown: .ignored)))
    ])
}

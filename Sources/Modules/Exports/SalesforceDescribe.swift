import ModuleKit

/// What an org of Salesforce says its objects are: the answer of `…/sobjects/<Object>/describe`, as much as decides about a
/// record.
struct SalesforceDescribe: Sendable {
    struct Field: Sendable {
        let name: String
        /// As Salesforce names it: string, email, picklist, reference, int, double, date, and more.
        let type: String
        /// In characters; 0 where it has no bound.
        let length: Int
        let isRequired: Bool
        let isWritable: Bool
        let isUnique: Bool
        let isExternalID: Bool
        /// What a restricted picklist takes; nil where anything goes.
        let choices: Set<String>?
        let relationship: String?

        init(_ json: JSONValue) {
            name = json["name"].string ?? ""
            type = json["type"].string ?? "string"
            length = json["length"].int ?? 0
            let isCreateable = json["createable"].bool ?? true
            isWritable = isCreateable
            isRequired =
                isCreateable && json["nillable"].bool == false && json["defaultedOnCreate"].bool != true
                && json["type"].string != "boolean"
            isUnique = json["unique"].bool ?? false
            isExternalID = json["externalId"].bool ?? false
            relationship = json["relationshipName"].string
            let values = (json["picklistValues"].array ?? []).filter { $0["active"].bool != false }
            choices = json["restrictedPicklist"].bool == true ? Set(values.compactMap { $0["value"].string }) : nil
        }
    }

    let object: SalesforceRecords.Object
    /// By name.
    let fields: [String: Field]

    /// Reads one description, or several in `objects` or `sobjects`.
    ///
    /// - Throws: 422 naming what is missing.
    static func read(_ json: JSONValue) throws(Problem) -> [SalesforceDescribe] {
        let lists = [json["objects"].array, json["sobjects"].array].compactMap(\.self)
        let descriptions = lists.first ?? [json]
        var read: [SalesforceDescribe] = []
        for description in descriptions {
            // An org has hundreds of objects, and only these four are filled.
            guard let object = description["name"].string.flatMap(SalesforceRecords.Object.init) else { continue }
            guard let fields = description["fields"].array, !fields.isEmpty else {
                throw .invalid(
                    "fields",
                    "`\(object.rawValue)` has no `fields`; send the answer of `sobjects/\(object.rawValue)/describe`.")
            }
            let named = fields.map { Field($0) }.map { ($0.name, $0) }
            read.append(
                SalesforceDescribe(object: object, fields: Dictionary(named, uniquingKeysWith: { first, _ in first })))
        }
        guard !read.isEmpty else {
            throw .invalid(
                "name", "None of `Account`, `Contact`, `Lead` and `Task` is described; each is named by its `name`.")
        }
        return SalesforceRecords.Object.allCases.compactMap { object in read.first { $0.object == object } }
    }
}

/// What a JSON value must look like: the one source for checking it and for `/openapi.json`.
///
/// A subset of JSON Schema 2020-12.
package struct Schema: Sendable {
    var kind: Kind
    var allowsNull = false
    var about: String?
    var sample: JSONValue?
    var standard: JSONValue?
    /// Members of an object of which at least one must be there.
    var alternatives: [String] = []

    init(_ kind: Kind) { self.kind = kind }

    indirect enum Kind: Sendable {
        case any
        case null
        case boolean
        case integer(ClosedRange<Int64>)
        case number(minimum: Double?, maximum: Double?)
        case string(TextRule)
        case enumeration([String])
        case array(Schema, count: ClosedRange<Int>)
        case object([Property], UnknownFields)
        case map(Schema, maximum: Int)
        case reference(String, (@Sendable () -> Schema)?)
        case anyOf([Schema])
    }

    struct TextRule: Sendable {
        var length: ClosedRange<Int>
        var pattern: Pattern?
        var format: TextFormat?
        var saying: String?
    }

    /// One member that an object may or must have.
    package struct Property: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool

        /// A member that must be there.
        package static func required(_ name: String, _ schema: Schema, _ doc: String? = nil) -> Property {
            Property(name: name, schema: doc.map { schema.description($0) } ?? schema, isRequired: true)
        }

        /// A member that may be absent.
        package static func optional(_ name: String, _ schema: Schema, _ doc: String? = nil) -> Property {
            Property(name: name, schema: doc.map { schema.description($0) } ?? schema, isRequired: false)
        }
    }

    /// What becomes of members that an object's schema does not name.
    package enum UnknownFields: Sendable {
        /// They are problems, each by its name.
        case refused
        /// They pass unseen.
        case ignored
    }
}

extension Schema {
    /// Any value at all.
    package static var any: Schema { Schema(.any) }

    /// Only `null`.
    package static var null: Schema { Schema(.null) }

    /// `true` or `false`.
    package static var boolean: Schema { Schema(.boolean) }

    /// Any text.
    package static var string: Schema { .string() }

    /// Text.
    ///
    /// - Parameters:
    ///   - min: The fewest characters (Unicode scalars).
    ///   - max: The most characters (Unicode scalars).
    ///   - pattern: A regular expression within the subset of ``Pattern``.
    ///   - format: A well-known form.
    ///   - saying: How a person would say what is right, after "it must be"; needed to explain a pattern well.
    package static func string(
        min: Int = 0, max: Int? = nil, pattern: StaticString? = nil, format: TextFormat? = nil, saying: String? = nil
    ) -> Schema {
        let length = min...Swift.max(min, max ?? Int.max)
        return Schema(
            .string(TextRule(length: length, pattern: pattern.map { Pattern($0) }, format: format, saying: saying)))
    }

    /// A whole number of 64 bits.
    package static var integer: Schema { .integer() }

    /// A whole number.
    package static func integer(min: Int64 = .min, max: Int64 = .max) -> Schema {
        Schema(.integer(min...Swift.max(min, max)))
    }

    /// Any number.
    package static var number: Schema { .number() }

    /// A number.
    package static func number(min: Double? = nil, max: Double? = nil) -> Schema {
        Schema(.number(minimum: min, maximum: max))
    }

    /// One of these texts.
    package static func enumeration(_ values: [String]) -> Schema { Schema(.enumeration(values)) }

    /// The raw values of a text enumeration.
    package static func enumeration<Value: CaseIterable & RawRepresentable>(_ type: Value.Type) -> Schema
    where Value.RawValue == String {
        .enumeration(type.allCases.map(\.rawValue))
    }

    /// A list of like elements.
    package static func array(of element: Schema, min: Int = 0, max: Int? = nil) -> Schema {
        Schema(.array(element, count: min...Swift.max(min, max ?? Int.max)))
    }

    /// Named members.
    package static func object(_ properties: [Property], unknown: UnknownFields = .refused) -> Schema {
        Schema(.object(properties, unknown))
    }

    /// Members of any name and like values.
    package static func map(of value: Schema, max: Int? = nil) -> Schema {
        Schema(.map(value, maximum: max ?? Int.max))
    }

    /// A schema that stands once under `components/schemas`; without its target nothing is checked.
    package static func reference(_ name: String) -> Schema { Schema(.reference(name, nil)) }

    /// A schema that stands once under `components/schemas`, where it is put by itself.
    ///
    /// - Parameter target: Found when it is needed, so that a schema can contain itself.
    package static func reference(
        _ name: String, to target: @autoclosure @escaping @Sendable () -> Schema
    ) -> Schema {
        Schema(.reference(name, target))
    }

    /// What fits at least one of these.
    package static func anyOf(_ choices: [Schema]) -> Schema { Schema(.anyOf(choices)) }
}

extension Schema {
    /// The same, or `null`.
    package var nullable: Schema { with { $0.allowsNull = true } }

    /// The same with words for the reader of the API.
    package func description(_ text: String) -> Schema { with { $0.about = text } }

    /// The same, an object that must have at least one of these members.
    package func needing(oneOf names: String...) -> Schema { with { $0.alternatives = names } }

    /// The same text, which must match as well.
    ///
    /// - Parameter saying: How a person would say what is right, after "it must be".
    package func matching(_ pattern: Pattern, saying: String) -> Schema {
        guard case .string(var rule) = kind else { return self }
        (rule.pattern, rule.saying) = (pattern, saying)
        return with { $0.kind = .string(rule) }
    }

    /// The same with an example.
    package func example(_ value: JSONValue) -> Schema { with { $0.sample = value } }

    /// The same with what counts when it is absent; it only documents.
    package func standard(_ value: JSONValue) -> Schema { with { $0.standard = value } }

    private func with(_ change: (inout Schema) -> Void) -> Schema {
        var copy = self
        change(&copy)
        return copy
    }
}

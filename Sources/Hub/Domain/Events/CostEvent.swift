import JSON

/// What a part of a call cost became known, or another price took its place.
package struct CallCosted: Event {
    package static let type = EventType(
        "call.costed", "What a part of a call cost became known.",
        .object([
            .required("call", CallID.schema), .optional("line", LineID.schema),
            .required("kind", .enumeration(CostKind.self)), .required("reference", .string()),
            .required("amountMillionths", .integer()), .required("currency", .string()),
        ]))

    package var type: EventType { Self.type }
    package let call: CallID
    package let line: LineID?
    package let kind: CostKind
    /// What was charged, such as the leg's id at its provider.
    package let reference: String
    /// Millionths of the currency's unit.
    package let amountMillionths: Int64
    /// ISO 4217.
    package let currency: String

    package init(
        call: CallID, line: LineID?, kind: CostKind, reference: String, amountMillionths: Int64, currency: String
    ) {
        (self.call, self.line, self.kind) = (call, line, kind)
        (self.reference, self.amountMillionths, self.currency) = (reference, amountMillionths, currency)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("line", line)
            $0.member("kind", kind.rawValue)
            $0.member("reference", reference)
            $0.member("amountMillionths", amountMillionths)
            $0.member("currency", currency)
        }
    }
}

/// What a call costs money for.
package enum CostKind: String, Sendable, CaseIterable {
    case telephony, recording
    case languageModel = "language-model"
}

import Domain

/// What a caller id, or a number that somebody typed, turned out to be.
package struct ParsedNumber: Hashable, Sendable {
    /// As it was received.
    package let raw: String
    /// What it is.
    package let outcome: Outcome
    /// The channel that stood before it: `whatsapp:+1…`.
    package let channel: Channel?

    /// A number, with what its plan says of it, or something else, with the reason.
    package enum Outcome: Hashable, Sendable {
        case number(PhoneNumber, NumberDetails)
        /// `identity` is what remains to tell parties apart: a SIP address, a client's name, a short code, a sender's name.
        case notANumber(Reason, identity: String?)
    }

    /// Where a message's address came from, when it says so.
    package enum Channel: String, Hashable, Sendable, CaseIterable {
        case whatsapp, messenger, rcs, sms, mms
    }

    /// Why something is no number that a contact could have.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case tooShort = "too-short"
        case tooLong = "too-long"
        /// Between the shortest and the longest of its plan, and of neither's nor any other's length.
        case invalidLength = "invalid-length"
        /// Can be dialled from nearby only: the area code is missing.
        case localOnly = "local-only"
        case invalidCountryCode = "invalid-country-code"
        /// 3 to 6 digits: a short code or an emergency number.
        case shortCode = "short-code"
        /// The caller hid the number, or the network did not know it.
        case anonymous
        case sipUser = "sip-user"
        case client
        /// A sender's name in letters; cannot be answered.
        case alphanumeric
        /// An id of a messaging service, which is no telephone number.
        case channelUser = "channel-user"
        case notANumber = "not-a-number"
    }

    /// The number, valid or merely possible; nil when it is none.
    package var number: PhoneNumber? {
        guard case .number(let number, _) = outcome else { return nil }
        return number
    }

    /// The number, when it may be dialled: nil also when it is possible but not valid.
    package var validNumber: PhoneNumber? {
        guard case .number(let number, let details) = outcome, details.valid else { return nil }
        return number
    }

    /// Who it is to the call hub: only a number can become a contact.
    package var party: Party {
        switch outcome {
        case .number(let number, _): Party(raw: raw, kind: .number, number: number)
        case .notANumber(let reason, _): Party(raw: raw, kind: reason.partyKind)
        }
    }

    /// Why it is no number; nil when it is one.
    package var reason: Reason? {
        guard case .notANumber(let reason, _) = outcome else { return nil }
        return reason
    }
}

extension ParsedNumber.Reason {
    fileprivate var partyKind: Party.Kind {
        switch self {
        case .shortCode: .shortCode
        case .anonymous: .anonymous
        case .sipUser: .sip
        case .client: .client
        case .alphanumeric: .alphanumeric
        case .tooShort, .tooLong, .invalidLength, .localOnly, .invalidCountryCode, .channelUser, .notANumber: .unknown
        }
    }
}

/// What the numbering plan says of a number.
package struct NumberDetails: Hashable, Sendable {
    /// ISO 3166 letters, "001" for a calling code of no country; the calling code's main region when no region owns the number.
    package let region: String
    /// `unknown` exactly when the number is not valid.
    package let type: NumberType
    /// The digits match an allocated range; otherwise only their count is right.
    package let valid: Bool
    /// What to dial after the answer, digits.
    package let `extension`: String?
}

/// What a number is for, as its plan says.
package enum NumberType: UInt8, Hashable, Sendable, CaseIterable {
    // In the order of TYPES in scripts/numbering-plan.
    case unknown, fixedLine, mobile, fixedLineOrMobile, tollFree, premiumRate, sharedCost, voip, personalNumber, pager,
        uan, voicemail

    /// As it is written on the wire: "fixed_line_or_mobile".
    package var name: String {
        switch self {
        case .unknown: "unknown"
        case .fixedLine: "fixed_line"
        case .mobile: "mobile"
        case .fixedLineOrMobile: "fixed_line_or_mobile"
        case .tollFree: "toll_free"
        case .premiumRate: "premium_rate"
        case .sharedCost: "shared_cost"
        case .voip: "voip"
        case .personalNumber: "personal_number"
        case .pager: "pager"
        case .uan: "uan"
        case .voicemail: "voicemail"
        }
    }
}

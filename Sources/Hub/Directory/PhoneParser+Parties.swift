/// Telling apart what is no number: hidden callers, SIP users, softphones, senders' names; and what wraps a number.
extension PhoneParser {
    /// Reads a text that has more in it than digits and punctuation.
    func parseMarked(_ raw: String, _ text: Span<UInt8>, _ whole: Range<Int>, _ region: String?) -> ParsedNumber {
        var part = text.addressInBrackets(whole)
        var channel: ParsedNumber.Channel?
        func refused(_ reason: ParsedNumber.Reason, identity: String? = nil) -> ParsedNumber {
            ParsedNumber(raw: raw, outcome: .notANumber(reason, identity: identity), channel: channel)
        }
        while let (scheme, rest) = text.scheme(part) {
            switch scheme {
            case "tel", "callto", "phone":
                part = rest
            case "client":
                let name = text.string(text.addressWithoutParameters(rest)).removingPercentEscapes
                return isAnonymous(name) ? refused(.anonymous) : refused(.client, identity: name)
            case "sip", "sips":
                return parseSIP(raw, text, rest, region, channel)
            default:
                guard let known = ParsedNumber.Channel(rawValue: scheme) else {
                    return readWords(raw, text, part, region, channel)
                }
                channel = known
                part = rest
            }
        }
        // A Messenger id is a run of digits too, and no telephone number.
        if channel == .messenger, text.first(part) != 0x2B, !isAnonymous(text.string(part)) {
            return refused(.channelUser, identity: text.string(part))
        }
        return readWords(raw, text, part, region, channel)
    }

    /// Reads a text that may be words: a hidden caller's, a sender's name, or a vanity number.
    private func readWords(
        _ raw: String, _ text: Span<UInt8>, _ part: Range<Int>, _ region: String?, _ channel: ParsedNumber.Channel?
    ) -> ParsedNumber {
        let isName = text.isSenderName(part)
        if isName || text.hasLetterFirst(part), isAnonymous(text.string(part)) {
            return ParsedNumber(raw: raw, outcome: .notANumber(.anonymous, identity: nil), channel: channel)
        }
        let name = ParsedNumber(
            raw: raw, outcome: .notANumber(.alphanumeric, identity: text.string(part)), channel: channel)
        if isName, text.hasLetterFirst(part), text.digitCount(part) < 7 { return name }
        let read = read(raw, text, part, region, channel: channel)
        return isName && read.reason == .notANumber ? name : read
    }

    /// RFC 3261 §19.1.1: the user part, when it is a number of any kind, else the address as identity.
    private func parseSIP(
        _ raw: String, _ text: Span<UInt8>, _ address: Range<Int>, _ region: String?, _ channel: ParsedNumber.Channel?
    ) -> ParsedNumber {
        let at = text.first(0x40, in: address)
        let bare = text.addressWithoutParameters(at.map { $0 + 1..<address.upperBound } ?? address)
        let identity = text.string(at.map { address.lowerBound..<max($0, bare.upperBound) } ?? bare)
        let userEnd = at.map { at in
            text.first(0x3B, in: address.lowerBound..<at) ?? text.first(0x3A, in: address.lowerBound..<at) ?? at
        }
        let userPart = userEnd.map { address.lowerBound..<$0 } ?? bare
        let user = text.string(userPart.lowerBound..<(text.first(0x3A, in: userPart) ?? userPart.upperBound))
            .removingPercentEscapes
        if isAnonymous(user) || text.string(bare).lowercased().hasPrefix("anonymous.invalid") {
            return ParsedNumber(raw: raw, outcome: .notANumber(.anonymous, identity: nil), channel: channel)
        }
        let digits = user.utf8.first == 0x2B ? user.utf8.dropFirst() : user.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x2E }),
            digits.contains(where: { $0 &- 0x30 < 10 }), at != nil || !user.utf8.contains(0x2E)
        else {
            return ParsedNumber(raw: raw, outcome: .notANumber(.sipUser, identity: identity), channel: channel)
        }
        let span = user.utf8.span
        return read(raw, span, 0..<span.count, region, channel: channel)
    }

    /// What networks and switches say of a caller who hides, or whom they do not know.
    private func isAnonymous(_ text: String) -> Bool {
        switch text.lowercased() {
        case "", "anonymous", "restricted", "private", "unavailable", "unknown", "withheld", "blocked": true
        case "anonymous caller", "private number", "private caller", "unknown number", "unknown caller": true
        case "number withheld", "number unavailable", "caller id blocked", "no caller id", "not available": true
        case "out of area", "id unavailable", "hidden", "hidden number", "undisclosed": true
        default: false
        }
    }
}

extension String {
    /// With `%2B` and its like as the characters they stand for; as it is when that is no UTF-8.
    fileprivate var removingPercentEscapes: String {
        guard utf8.contains(0x25) else { return self }
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16), rest.count >= 2 {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? self
    }
}

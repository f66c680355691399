import Domain

/// Tells what a caller id or a typed number is: E.164 for every country, by libphonenumber's rules and data.
///
/// It keeps no state and may be used from any thread; ``shared`` reads the embedded plan in place.
package struct PhoneParser: Sendable {
    let plan: NumberingPlan

    /// The one parser; nil only in a program that was built without the plan, which a test refuses.
    private static let embedded = NumberingPlan().map(PhoneParser.init(plan:))

    /// The one parser, made when it is first used.
    package static var shared: PhoneParser {
        guard let embedded else { preconditionFailure("NumberingPlan.plan is not embedded: run scripts/assets") }
        return embedded
    }

    /// Version of the metadata the plan was derived from: "9.0.43".
    package var planVersion: String { plan.version }

    /// What a caller id or a typed number is.
    ///
    /// - Parameter region: ISO 3166 letters of the line or tenant, of which a number without a country is; nil when
    ///   there is none, and then only numbers that name their country are numbers.
    package func parse(_ raw: String, region: String?) -> ParsedNumber {
        let text = raw.utf8.span
        let part = text.trimmed(0..<text.count)
        if text.isPlain(part) { return read(raw, text, part, region, channel: nil) }
        return parseMarked(raw, text, part, region)
    }

    /// Reads a text without schemes and names in it.
    func read(
        _ raw: String, _ text: Span<UInt8>, _ part: Range<Int>, _ region: String?, channel: ParsedNumber.Channel?
    ) -> ParsedNumber {
        func refused(_ reason: ParsedNumber.Reason, identity: String? = nil) -> ParsedNumber {
            ParsedNumber(raw: raw, outcome: .notANumber(reason, identity: identity), channel: channel)
        }
        if part.isEmpty || text.isKeypadWord(part) { return refused(.anonymous) }
        if text.isShortCode(part) { return refused(.shortCode, identity: text.string(part)) }
        var symbols = PhoneSymbols()
        guard symbols.read(text, part) else { return refused(.tooLong) }
        if symbols.hasMarks { symbols.readPausesAsCommas() }
        do throws(PhoneRefusal) {
            let reading = try plan.read(&symbols, home: region.flatMap(plan.region(named:)))
            let outcome = try judge(reading)
            // *67 and #31# dial a service; what follows is not who is calling.
            if let first = text.first(part), first == 0x2A || first == 0x23 { return refused(.notANumber) }
            return ParsedNumber(raw: raw, outcome: outcome, channel: channel)
        } catch {
            return refused(error.reason)
        }
    }

    /// Decides what a reading is worth: valid by its ranges, possible by its length, or neither.
    private func judge(_ reading: PhoneReading) throws(PhoneRefusal) -> ParsedNumber.Outcome {
        let label = plan.label(of: reading.digits, from: reading.callingCode.classifier)
        let type = NumberType(rawValue: UInt8(label & 0xF)) ?? .unknown
        if type == .unknown {
            switch plan.region(reading.callingCode.mainRegion).length(reading.digits.count) {
            case .possible: break
            case .localOnly: throw PhoneRefusal(.localOnly)
            case .tooShort: throw PhoneRefusal(.tooShort)
            case .tooLong: throw PhoneRefusal(.tooLong)
            case .invalid: throw PhoneRefusal(.invalidLength)
            }
        }
        let region = label == 0 ? reading.callingCode.mainRegion : label >> 4 - 1
        let details = NumberDetails(
            region: plan.regionNames[region], type: type, valid: type != .unknown, extension: reading.extension)
        return .number(PhoneNumber(e164: e164(reading)), details)
    }

    private func e164(_ reading: PhoneReading) -> String {
        String(unsafeUninitializedCapacity: 24) { bytes in
            bytes[0] = 0x2B
            var count = 1
            let code = reading.callingCode.value
            for power in [100, 10, 1] where code >= power {
                bytes[count] = 0x30 + UInt8(code / power % 10)
                count += 1
            }
            for index in reading.digits.start..<reading.digits.end {
                bytes[count] = 0x30 + reading.digits.bytes[index]
                count += 1
            }
            return count
        }
    }
}

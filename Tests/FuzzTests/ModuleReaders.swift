import Directory
import JSON
import Web

@testable import Imports
@testable import MCP
@testable import Media
@testable import Recordings

/// Files of contacts, tables and cards in any encoding: however the bytes come, the rows are the same.
struct TableFileReader: InputReader {
    let seeds =
        [
            "name;phone\r\n\"Obi; Ada\";0802 123 4567\r\n\"a \"\"b\"\"\nc\";\r\n",
            "name,email\nAda,ada@example.com\n,,\n",
            "name\tphone\n\"open\t1\nBode\t2\n", "\u{feff}a|b\n1|2\n",
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\n Obi\r\nTEL;TYPE=cell:+2348021234567\r\nEND:VCARD\r\n",
            "BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=96bi;A=\nda\nTEL;HOME:1\nEND:VCARD\n",
            "BEGIN:VCARD\nVERSION:4.0\nFN:x\nitem1.EMAIL;PREF=1:a@b.example\nADR:;;1\\, Way;Lagos;;;NG\nORG:Acme\\;Co\nEND:VCARD",
        ].map { Array($0.utf8) } + [
            [0xFF, 0xFE] + "a,b\n1,2\n".utf8.flatMap { [$0, 0] }, [0x6E, 0x0A, 0xE9, 0x80, 0x0A],
        ]
    let spice = [
        "\"", "\"\"", ",", ";", "\t", "\r", "\n", "\r\n ", "=", "=\n", "=C3", "\\n", "\\,", ":", "BEGIN:VCARD\n",
        "END:VCARD\n", "\u{0}", "\u{feff}", "é", "ENCODING=b:", "TEL", "N:", "FN;CHARSET=latin1:",
    ]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        let whole = rows([bytes])
        let first = random.below(bytes.count + 1)
        let second = first + random.below(bytes.count - first + 1)
        let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map { Array($0) }
        guard rows(pieces) == whole else { return .fault("other rows when it is cut at \(first) and \(second)") }
        return whole.contains { $0.contains { !$0.isEmpty } } ? .understood : .refused
    }

    private func rows(_ pieces: [[UInt8]]) -> [[String]] {
        var (table, rows) = (TableReader(), [[String]]())
        do {
            for piece in pieces { table.append(piece) }
            table.finish()
            while try table.next() {
                rows.append((0..<table.count).map { FieldText.read(table.field($0)) ?? "" } + [table.flaw ?? ""])
            }
        } catch {
            rows.append([error.detail])
        }
        return [table.columns ?? []] + rows
    }
}

/// What narrows a list, is typed to search it, and says where its next page begins.
struct ListReader: InputReader {
    let seeds = [
        #"{"and":[{"field":"tag","is":"vip"},{"not":{"field":"status","in":["former","blocked"]}}]}"#,
        #"{"or":[{"field":"lastContactAt","below":"2026-08-01"},{"field":"fields.size","from":2,"to":9}]}"#,
        #"{"field":"estimatedValue","above":100,"empty":false}"#, "o'neill müller-ß", "+234 (802) 0143", "a@b.exam",
        KeysetToken(sort: "name", keys: [.string("Ada"), .integer(7)]).text, KeysetToken(keys: [.integer(.max)]).text,
    ].map { Array($0.utf8) }
    let spice = [
        "{", "}", "[", "]", "\"", ":", ",", "not", "and", "field", "fields.", "is", "in", "null", "2026-02-30",
        "9e99", "%", "_", "*", "\"\"", "NEAR", "\u{0301}", "٣", "+", "@", "AAAA", "-",
    ]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        let text = String(decoding: bytes, as: UTF8.self)
        var understood = false
        if let json = try? JSONParser.parse(bytes), (try? ContactFilter(json)) != nil { understood = true }
        if let token = try? KeysetToken(after: text, sort: "name") {
            understood = true
            guard token.text == text else { return .fault("the token became \(token.text)") }
        }
        switch ContactQuery(text, region: "NG", parser: .shared) {
        case .words(let words):
            guard words.allSatisfy({ !$0.isEmpty && !$0.contains("\"") }) else { return .fault("\(words)") }
        case .ending(let digits), .beginning(let digits):
            guard digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 43 }) else { return .fault(digits) }
            understood = true
        case .number, .email: understood = true
        }
        return understood ? .understood : .refused
    }
}

/// Sound: files that are kept, frames of streams, and what recognisers, relays and agents say.
struct SoundReader: InputReader {
    let seeds =
        [
            Self.wave(16), Self.wave(18), Array("RIFF".utf8) + [255, 255, 255, 255] + Array("WAVEdata".utf8),
            Array("ID3\u{4}".utf8), Array("#!AMR\n".utf8),
        ]
        + [
            #"{"event":"media","media":{"track":"outbound","chunk":"7","timestamp":"125","payload":"/w=="}}"#,
            #"{"event":"start","streamSid":"MZ1","start":{"callSid":"CA1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw"}}}"#,
            #"{"track":"inbound","sequence":1,"final":true,"text":"hello","startMs":0,"endMs":900,"confidence":0.5}"#,
            #"{"type":"prompt","voicePrompt":"hello","lang":"en-US","last":true}"#,
            #"{"say":"Hello","language":{"speech":"es-ES"},"end":true,"data":{"k":5}}"#,
        ].map { Array($0.utf8) }
    let spice = [
        "data", "fmt ", "LIST", "RIFF", "\u{0}\u{0}\u{0}\u{0}", "{", "}", "\"", ":", "media", "=", "/w==", "null",
    ]

    private static func wave(_ length: UInt8) -> [UInt8] {
        Array("RIFF".utf8) + [60, 0, 0, 0] + Array("WAVEfmt ".utf8) + [length, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0]
            + [128, 62, 0, 0, 2, 0, 16, 0] + [UInt8](repeating: 0, count: Int(length) - 16) + Array("data".utf8)
            + [4, 0, 0, 0, 1, 2, 3, 4]
    }

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        var understood = AudioType(bytes) != nil
        if let wave = try? WaveFile(head: bytes, size: Int64(bytes.count)) {
            understood = true
            guard wave.samples.lowerBound >= 0, wave.samples.upperBound <= Int64(bytes.count), wave.durationMs >= 0
            else { return .fault("samples at \(wave.samples) of \(bytes.count) bytes") }
        }
        if let chunk = MediaChunk(bytes) {
            understood = true
            var samples: [UInt8] = []
            _ = Base64Payload.append(bytes[chunk.payload], to: &samples)
        }
        if (try? StreamFrame(bytes)) != nil || (try? RelayFrame(bytes)) != nil { understood = true }
        if RecognisedWords(bytes) != nil { understood = true }
        if let json = try? JSONParser.parse(bytes), (try? AgentReply(json)) != nil { understood = true }
        return understood ? .understood : .refused
    }
}

/// Messages of JSON-RPC: what is refused says why, and names of resources are read as they are written.
struct MessageReader: InputReader {
    let seeds = [
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"lookup_number","arguments":{"phoneNumber":"+1"}}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, #"{"jsonrpc":"2.0","id":"a","result":{}}"#,
        #"{"jsonrpc":"2.0","id":"b","method":"resources/read","params":{"uri":"switchboard://contacts/con_1"}}"#,
        #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, "switchboard://calls/cal_1s4v0k2m3n0000",
    ].map { Array($0.utf8) }
    let spice = [
        "{", "}", "[", "]", "\"", ",", ":", "id", "method", "params", "null", "1.5", "2.0", "switchboard://", "/",
        "%2f",
    ]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        let text = String(decoding: bytes, as: UTF8.self)
        if let kind = ResourceKind.all.first(where: { $0.id(in: text) != nil }) {
            guard let id = kind.id(in: text), !id.isEmpty else { return .fault("a resource without an id") }
            return .understood
        }
        guard let json = try? JSONParser.parse(bytes) else { return .refused }
        do throws(RPCError) {
            if case .request(_, let method, _) = try RPCMessage(json) { _ = method }
            return .understood
        } catch {
            return error.message.isEmpty ? .fault("refused without a word") : .refused
        }
    }
}

import HTTP

/// Reads `multipart/form-data` (RFC 7578) as if it were a usual form; files in it are passed over.
enum MultipartForm {
    /// nil: it has no boundary, or is no such form.
    static func read(_ body: [UInt8], contentType: String) -> FormBody? {
        guard let boundary = boundary(contentType) else { return nil }
        let delimiter = Array("--\(boundary)".utf8)
        let lineEnd = Array("\r\n".utf8)
        guard body.starts(with: delimiter) else { return nil }
        var pairs: [String] = []
        var rest = body[...].dropFirst(delimiter.count)
        while rest.starts(with: lineEnd), pairs.count < 1_000 {
            rest = rest.dropFirst(2)
            guard let end = rest.position(of: lineEnd + delimiter) else { return nil }
            if let pair = pair(rest[..<end]) { pairs.append(pair) }
            rest = rest[(end + 2 + delimiter.count)...]
        }
        guard rest.starts(with: Array("--".utf8)) else { return nil }
        return try? FormBody(pairs.joined(separator: "&").utf8)
    }

    private static func boundary(_ contentType: String) -> String? {
        for part in contentType.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmed.lowercased() == "boundary" else { continue }
            let text = pair[1].trimmed
            let value =
                text.hasPrefix("\"") && text.hasSuffix("\"") && text.count >= 2 ? text.dropFirst().dropLast() : text
            return (1...70).contains(value.utf8.count) ? String(value) : nil
        }
        return nil
    }

    /// `name=value` as a usual form writes it; nil for a file, or where there is no name.
    private static func pair(_ part: ArraySlice<UInt8>) -> String? {
        let blank = Array("\r\n\r\n".utf8)
        guard let end = part.position(of: blank) else { return nil }
        let value = part[(end + blank.count)...]
        for line in String(decoding: part[..<end], as: UTF8.self).split(separator: "\r\n") {
            let lower = line.lowercased()
            guard lower.hasPrefix("content-disposition:"), !lower.contains("filename=") else { continue }
            guard let mark = line.firstRange(of: "name=\""), let close = line[mark.upperBound...].firstIndex(of: "\"")
            else {
                return nil
            }
            let name = line[mark.upperBound..<close]
            return PercentCoding.encode(String(name), .form) + "="
                + PercentCoding.encode(String(decoding: value, as: UTF8.self), .form)
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? ""
    }
}

extension ArraySlice<UInt8> {
    /// Where those bytes begin first.
    fileprivate func position(of wanted: [UInt8]) -> Index? {
        guard let first = wanted.first, count >= wanted.count else { return nil }
        var place = startIndex
        while let found = self[place...].firstIndex(of: first) {
            if self[found...].starts(with: wanted) { return found }
            place = found + 1
        }
        return nil
    }
}

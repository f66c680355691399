/// Finds a field's name among those a profile knows, by its bytes: one look for each pair of a form.
struct NameTable: Sendable {
    /// The names in the order of their slots.
    let names: [String]
    private let bytes: [[UInt8]]
    // Slot + 1 at the place of the name's hash or behind it; 0: free. Three times as many places as names, or more.
    private let places: [Int16]
    private let mask: Int

    init(_ names: [String]) {
        self.names = names
        bytes = names.map { Array($0.utf8) }
        var size = 8
        while size < names.count * 3 { size *= 2 }
        mask = size - 1
        var places = [Int16](repeating: 0, count: size)
        for (slot, name) in bytes.enumerated() {
            var place = name.withUnsafeBufferPointer { Self.hash($0) } & mask
            while places[place] != 0 { place = (place + 1) & mask }
            places[place] = Int16(slot + 1)
        }
        self.places = places
    }

    /// The slot of a name, or nil when no profile asks for it.
    func slot(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = Self.hash(name) & mask
        while places[place] != 0 {
            let slot = Int(places[place]) - 1
            if bytes[slot].elementsEqual(name) { return slot }
            place = (place + 1) & mask
        }
        return nil
    }

    /// FNV-1a; a name of the body can be chosen by a stranger, but the table holds only the profile's.
    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash)
    }
}

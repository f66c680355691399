/// Makes the ids of one database: 42 bits of milliseconds since 1970 and 21 of counter; the writer thread owns it.
///
/// An id is above every one made before, also after a restart and when the clock goes back: the file holds a reservation
/// written ahead, inside a transaction that uses it, and a new start goes on above that.
struct IDSource {
    /// How far ahead is reserved when the clock leads, in milliseconds: one row is written for so long.
    private static let aheadMilliseconds: Int64 = 4_000
    /// How many ids are reserved at once while the clock is behind: so few that starting often does not run ahead.
    private static let aheadIDs: Int64 = 65_536

    let clock: @Sendable () -> Int64
    private var last: Int64
    /// The highest id that the file allows once the open transaction commits; restored when that is rolled back.
    private(set) var reserved: Int64

    /// Goes on above what the file has reserved.
    init(above reserved: Int64, clock: @escaping @Sendable () -> Int64) {
        self.clock = clock
        last = reserved
        self.reserved = reserved
    }

    /// The next id; `reserve` writes a new reservation into the open transaction when one is needed.
    mutating func next(reserve: (Int64) throws -> Void) throws -> Int64 {
        let now = clock()
        let id = max(last + 1, now << 21)
        if id > reserved {
            let ahead = max((now + Self.aheadMilliseconds) << 21, id + Self.aheadIDs)
            try reserve(ahead)
            reserved = ahead
        }
        last = id
        return id
    }

    /// Takes back a reservation whose row was rolled back; ids already made are not made again.
    mutating func restore(_ reserved: Int64) { self.reserved = reserved }
}

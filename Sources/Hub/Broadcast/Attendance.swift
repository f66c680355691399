import Web

/// The sockets of one loop: how many there are, and how many of them each caller has.
struct Attendance {
    private(set) var sockets = 0
    private var callers: [Attendee: Int] = [:]

    /// Who listens; a person or a machine in one company.
    struct Attendee: Hashable {
        let tenant: Int64
        let subject: Caller.Subject
    }

    func has(_ attendee: Attendee) -> Bool { callers[attendee] != nil }

    mutating func enter(_ attendee: Attendee) {
        sockets += 1
        callers[attendee, default: 0] += 1
    }

    mutating func leave(_ attendee: Attendee) {
        sockets -= 1
        guard let count = callers[attendee] else { return }
        callers[attendee] = count > 1 ? count - 1 : nil
    }
}

extension Caller {
    var attendee: Attendance.Attendee { Attendance.Attendee(tenant: tenant, subject: subject) }
}

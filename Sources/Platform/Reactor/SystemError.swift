import Glibc

/// A system call that failed: which one, and with which `errno`.
package struct SystemError: Error, Hashable, CustomStringConvertible {
    /// Name of the call as its manual page has it, such as `accept4`.
    package let call: String
    /// The value of `errno`.
    package let code: CInt

    /// Names a failed call.
    package init(call: StaticString, code: CInt) {
        self.call = "\(call)"
        self.code = code
    }

    /// The call and the system's own words for the error.
    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}

/// Runs a system call, again when a signal interrupts it, and turns -1 into the error it stands for.
@discardableResult
package func system(_ name: StaticString, _ call: () -> CInt) throws(SystemError) -> CInt {
    var result = call()
    while result == -1 && errno == EINTR { result = call() }
    guard result != -1 else { throw SystemError(call: name, code: errno) }
    return result
}

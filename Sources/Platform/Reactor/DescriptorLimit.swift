import Glibc

/// How many descriptors the process may have open.
package enum DescriptorLimit {
    /// Raises the limit as far as it may be raised without asking anybody: the usual 1,024 are gone with 1,024 clients.
    ///
    /// - Returns: The limit from now on.
    @discardableResult
    package static func raise() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return 1_024 }
        var raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
        if limit.rlim_cur < limit.rlim_max, setrlimit(resource, &raised) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }
}

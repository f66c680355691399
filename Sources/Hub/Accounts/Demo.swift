import ModuleKit
import OpenSSL

/// What somebody needs who looks at the program for the first time.
package struct DemoAccess: Sendable {
    /// The company of the demo.
    package let company: Company
    /// Its owner.
    package let owner: User
    /// Nil when the owner was there already, and has a password that nobody can read.
    package let password: String?
    /// An API key of the owner's role, good for ten years.
    package let key: CreatedKey
}

extension AccountsModule {
    /// Makes a company, its owner and an API key; run again, it keeps company and owner, and makes a new key for the old.
    ///
    /// - Parameter password: The owner's; a random one when nil.
    package func setUpDemo(
        company new: NewCompany = NewCompany(name: "Demo Company", slug: "demo"), email: String = "owner@demo.example",
        password: String? = nil
    ) async throws -> DemoAccess {
        let found = if let slug = new.slug { try await companies.find(slug: slug) } else { Company?.none }
        let company = if let found { found } else { try await companies.create(new) }
        let owner: User
        var chosen: String?
        if let known = try await users.find(email: email, in: company.id) {
            owner = known
        } else {
            let secret = password ?? Random.token(byteCount: 12)
            chosen = secret
            let user = NewUser(email: email, name: "Demo Owner", role: .owner, password: secret)
            owner = try await users.create(user, hubOwner: true, in: company.id).user
        }
        let name = "Demo"
        for key in try await keys.list(in: company.id) where key.name == name && key.revokedAt == nil {
            try await keys.revoke(key.id, in: company.id, by: .commandLine)
        }
        let key = NewKey(name: name, role: .owner, expiresAt: context.now() + .seconds(3650 * 86_400))
        return DemoAccess(
            company: company, owner: owner, password: chosen,
            key: try await keys.create(key, in: company.id, by: .commandLine))
    }
}

import ArgumentParser
import Directory
import Wire

/// The settings of an integration that both `create` and `update` take; absent ones are left as they are.
struct IntegrationSettings: ParsableArguments {
    @Option(help: "The name that is shown beside the status of its groups.")
    var name: String?

    @Option(help: .init("The client id of the app registration.", valueName: "id"))
    var applicationID: String?

    @Option(help: "Microsoft's cloud: global, us-government-l4, us-government-l5 or china.")
    var cloud: CloudArgument?

    @Flag(inversion: .prefixedNo, help: "The setting Sync Entra ID Security Groups.")
    var syncSecurity: Bool?

    @Flag(inversion: .prefixedNo, help: "Count mail-enabled security groups as security groups.")
    var syncMailEnabled: Bool?

    @Flag(inversion: .prefixedNo, help: "The setting Sync Microsoft 365 Groups.")
    var syncMicrosoft365: Bool?

    @Flag(inversion: .prefixedNo, help: "Match users to contacts.")
    var syncUsers: Bool?

    @Flag(inversion: .prefixedNo, help: "Make a contact for each user that has none.")
    var createMissingContacts: Bool?

    @Flag(inversion: .prefixedNo, help: "Sync on schedule.")
    var schedule: Bool?

    @Option(help: .init("Seconds between two syncs, 60 to 86400.", valueName: "seconds"))
    var interval: UInt32?

    @Option(
        help: .init(
            "How long a complete sync waits before it is visible: seconds, at most 900, or server.",
            discussion: "With server it is as long as the server is set to.",
            valueName: "seconds"
        ),
        transform: VisibilityDelay.init
    )
    var visibilityDelay: VisibilityDelay?

    func validate() throws {
        if let interval, !(60...86400).contains(interval) {
            throw ValidationError("--interval must be 60 to 86400.")
        }
    }

    /// Takes the settings that were given over to `integration`.
    ///
    /// - Parameter integration: What to change.
    /// - Returns: The names of the fields that were given.
    func apply(to integration: inout V1.Integration) -> [String] {
        var names: [String] = []
        func set<Value>(_ value: Value?, _ name: String, _ assign: (Value) -> Void) {
            guard let value else { return }
            assign(value)
            names.append(name)
        }
        set(name, "name") { integration.name = $0 }
        set(applicationID, "application_id") { integration.applicationID = $0 }
        set(cloud, "cloud") { integration.cloud = $0.wire }
        set(syncSecurity, "sync_security_groups") { integration.syncSecurityGroups = $0 }
        set(syncMailEnabled, "sync_mail_enabled_security_groups") {
            integration.syncMailEnabledSecurityGroups = $0
        }
        set(syncMicrosoft365, "sync_microsoft_365_groups") {
            integration.syncMicrosoft365Groups = $0
        }
        set(syncUsers, "sync_users") { integration.syncUsers = $0 }
        set(createMissingContacts, "create_missing_contacts") {
            integration.createMissingContacts = $0
        }
        set(schedule, "enabled") { integration.enabled = $0 }
        set(interval, "interval_seconds") { integration.intervalSeconds = $0 }
        set(visibilityDelay, "visibility_delay_seconds") {
            integration.visibilityDelaySeconds = $0.seconds
        }
        return names
    }
}

/// How long a complete sync waits: so many seconds, or as long as the server is set to.
struct VisibilityDelay: Equatable {
    /// `nil`: as the server is set.
    let seconds: UInt32?

    init(_ text: String) throws {
        let longest = Integration.visibilityDelaySecondsMax
        seconds = text == "server" ? nil : UInt32(text)
        guard text == "server" || seconds.map({ $0 <= longest }) ?? false else {
            throw ValidationError("--visibility-delay must be 0 to \(longest), or server.")
        }
    }
}

/// What proves the app registration; secrets come from files or the environment, never from an argument.
struct CredentialOptions: ParsableArguments {
    @Option(
        help: .init(
            "A file with the client secret, or - for the standard input.",
            discussion: "Or set MUSTER_CLIENT_SECRET.",
            valueName: "file"
        ),
        completion: .file()
    )
    var secretFile: String?

    @Option(
        help: .init("A PEM file with the client certificate.", valueName: "file"),
        completion: .file()
    )
    var certificateFile: String?

    @Option(
        help: .init("A PEM file with its private key, not encrypted.", valueName: "file"),
        completion: .file()
    )
    var privateKeyFile: String?

    func validate() throws {
        if (certificateFile == nil) != (privateKeyFile == nil) {
            throw ValidationError("--certificate-file and --private-key-file belong together.")
        }
        if secretFile != nil, certificateFile != nil {
            throw ValidationError("--secret-file and --certificate-file exclude each other.")
        }
    }

    /// The credential that was given, if any.
    func credential() throws(CommandError) -> V1.Credential? {
        var credential = V1.Credential()
        if let certificateFile, let privateKeyFile {
            var certificate = V1.ClientCertificate()
            certificate.certificatePEM = try Self.text(certificateFile)
            certificate.privateKeyPEM = try Self.text(privateKeyFile)
            credential.proof = .certificate(certificate)
        } else if let secretFile {
            credential.proof = .clientSecret(try InputFile.secret(from: secretFile))
        } else if let secret = Environment["MUSTER_CLIENT_SECRET"] {
            credential.proof = .clientSecret(secret)
        } else {
            return nil
        }
        return credential
    }

    private static func text(_ path: String) throws(CommandError) -> String {
        String(decoding: try InputFile.contents(of: path), as: UTF8.self)
    }
}

extension V1 {
    /// One Microsoft app registration that manages tenants.
    public struct Integration: Message {
        public static let protoName = "muster.v1.Integration"
        public static let meaning = "One Microsoft app registration and the tenants it manages."

        public var id = ""
        public var name = ""
        public var cloud = Cloud.unspecified
        public var applicationID = ""
        public var syncMicrosoft365Groups = false
        public var syncSecurityGroups = false
        public var syncMailEnabledSecurityGroups: Bool?
        public var syncUsers: Bool?
        public var enabled: Bool?
        public var intervalSeconds: UInt32 = 0
        public var credential: CredentialSummary?
        public var tenants: [Tenant] = []
        public var createdAt: Google.Timestamp?
        public var createMissingContacts = false
        public var visibilityDelaySeconds: UInt32?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Chosen by the caller; empty in Create: the server chooses.")
            try f.field(2, "name", &name, "Shown beside the status of its groups.")
            try f.field(3, "cloud", &cloud, "Unspecified: the global cloud.")
            try f.field(4, "application_id", &applicationID, "The app registration's client id.")
            try f.field(
                5,
                "sync_microsoft_365_groups",
                &syncMicrosoft365Groups,
                "The setting Sync Microsoft 365 Groups; off by default."
            )
            try f.field(
                6,
                "sync_security_groups",
                &syncSecurityGroups,
                "The setting Sync Entra ID Security Groups; off by default."
            )
            try f.field(
                7,
                "sync_mail_enabled_security_groups",
                &syncMailEnabledSecurityGroups,
                "Whether mail-enabled security groups count as security groups; on by default."
            )
            try f.field(
                8,
                "sync_users",
                &syncUsers,
                "Match users to contacts; on by default. Off: every user is unmatched."
            )
            try f.field(9, "enabled", &enabled, "Sync on schedule; on by default.")
            try f.field(10, "interval_seconds", &intervalSeconds, "60 to 86,400; 0: 3,600.")
            try f.field(11, "credential", &credential, "In replies only; the secret never is.")
            try f.field(12, "tenants", &tenants, "In replies only; PutTenant adds them.")
            try f.field(13, "created_at", &createdAt, "In replies only.")
            try f.field(
                16,
                "create_missing_contacts",
                &createMissingContacts,
                """
                Make a contact `entra:OBJECT-ID` for each user that the rules find none for; off by default.
                """
            )
            try f.field(
                17,
                "visibility_delay_seconds",
                &visibilityDelaySeconds,
                "How long a complete sync waits before it is visible, 0 to 900; absent: as the server is set."
            )
        }
    }

    /// A secret or a certificate that proves the app registration.
    public struct Credential: Message {
        public static let protoName = "muster.v1.Credential"
        public static let meaning =
            "What proves the app registration to Microsoft. Never in a reply."

        public var proof: Proof?

        public init() {}

        /// One of the two proofs that Microsoft takes.
        public enum Proof: Equatable, Sendable {
            case clientSecret(String)
            case certificate(ClientCertificate)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "client_secret", &clientSecret, oneof: "proof")
            try f.field(2, "certificate", &certificate, oneof: "proof")
        }

        private var clientSecret: String? {
            get { if case .clientSecret(let secret) = proof { secret } else { nil } }
            set { if let newValue { proof = .clientSecret(newValue) } }
        }

        private var certificate: ClientCertificate? {
            get { if case .certificate(let certificate) = proof { certificate } else { nil } }
            set { if let newValue { proof = .certificate(newValue) } }
        }
    }

    /// A certificate with its private key.
    public struct ClientCertificate: Message {
        public static let protoName = "muster.v1.ClientCertificate"
        public static let meaning = "A certificate with its private key."

        public var certificatePEM = ""
        public var privateKeyPEM = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "certificate_pem", &certificatePEM)
            try f.field(2, "private_key_pem", &privateKeyPEM, "Not encrypted; kept sealed.")
        }
    }

    /// What may be shown of a credential.
    public struct CredentialSummary: Message {
        public static let protoName = "muster.v1.CredentialSummary"
        public static let meaning = "What may be shown of a credential."

        public var kind = CredentialKind.unspecified
        public var setAt: Google.Timestamp?
        public var expiresAt: Google.Timestamp?
        public var thumbprint = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "kind", &kind)
            try f.field(2, "set_at", &setAt)
            try f.field(3, "expires_at", &expiresAt, "A certificate's end; absent for a secret.")
            try f.field(4, "thumbprint", &thumbprint, "A certificate's SHA-256, hexadecimal.")
        }
    }

    /// A tenant that an integration manages.
    public struct Tenant: Message {
        public static let protoName = "muster.v1.Tenant"
        public static let meaning = "A tenant, and the organization that it documents."

        public var tenantID = ""
        public var organizationID = ""
        public var name = ""
        public var defaultDomain = ""
        public var freshness: TenantFreshness?
        public var lastError = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "tenant_id", &tenantID, "The tenant's id in Entra.")
            try f.field(
                2,
                "organization_id",
                &organizationID,
                "Required in PutTenant: the organization that the tenant documents."
            )
            try f.field(3, "name", &name, "In replies only; empty before the first contact.")
            try f.field(4, "default_domain", &defaultDomain, "In replies only.")
            try f.field(5, "freshness", &freshness, "In replies only.")
            try f.field(6, "last_error", &lastError, "In replies only: why the last run failed.")
        }
    }

    /// Makes an integration.
    public struct CreateIntegrationRequest: Message {
        public static let protoName = "muster.v1.CreateIntegrationRequest"
        public static let meaning = "Makes an integration. An id in use: ALREADY_EXISTS."

        public var integration: Integration?
        public var credential: Credential?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration", &integration, "Required, with name and application_id.")
            try f.field(2, "credential", &credential, "May also follow in Update.")
        }
    }

    /// An integration as it is now.
    public struct IntegrationResponse: Message {
        public static let protoName = "muster.v1.IntegrationResponse"
        public static let meaning = "An integration as it is at a revision."

        public var integration: Integration?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration", &integration)
            try f.field(2, "revision", &revision)
        }
    }

    /// Asks for every integration.
    public struct ListIntegrationsRequest: Message {
        public static let protoName = "muster.v1.ListIntegrationsRequest"
        public static let meaning = "Every integration, by id."

        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// Every integration.
    public struct ListIntegrationsResponse: Message {
        public static let protoName = "muster.v1.ListIntegrationsResponse"
        public static let meaning = "Every integration."

        public var integrations: [Integration] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integrations", &integrations)
            try f.field(2, "revision", &revision)
        }
    }

    /// Asks for one integration.
    public struct GetIntegrationRequest: Message {
        public static let protoName = "muster.v1.GetIntegrationRequest"
        public static let meaning = "One integration."

        public var id = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required.")
            try f.field(
                2,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// Changes an integration.
    public struct UpdateIntegrationRequest: Message {
        public static let protoName = "muster.v1.UpdateIntegrationRequest"
        public static let meaning = "Changes the named fields of an integration, and no others."

        public var integration: Integration?
        public var updateFields: [String] = []
        public var credential: Credential?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration", &integration, "Required, with `id`.")
            try f.field(
                2,
                "update_fields",
                &updateFields,
                "Names of Integration fields to take over, for instance `sync_security_groups`."
            )
            try f.field(3, "credential", &credential, "Replaces the present one when set.")
        }
    }

    /// Gives a tenant to an integration.
    public struct PutTenantRequest: Message {
        public static let protoName = "muster.v1.PutTenantRequest"
        public static let meaning = """
            Lets an integration manage a tenant, or changes the organization that it documents. A
            tenant of another integration: FAILED_PRECONDITION.
            """

        public var integrationID = ""
        public var tenant: Tenant?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration_id", &integrationID, "Required.")
            try f.field(2, "tenant", &tenant, "Required, with `tenant_id`.")
        }
    }

    /// Microsoft's clouds.
    public enum Cloud: Int32, WireEnum {
        case unspecified = 0
        case global = 1
        case usGovernmentL4 = 2
        case usGovernmentL5 = 3
        case china = 4
        case unrecognized = -1

        public static let protoName = "muster.v1.Cloud"
        public static let meaning = "Microsoft's clouds; each has hosts of its own."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "CLOUD_UNSPECIFIED"),
            .init(.global, "CLOUD_GLOBAL"),
            .init(.usGovernmentL4, "CLOUD_US_GOVERNMENT_L4", "GCC High."),
            .init(.usGovernmentL5, "CLOUD_US_GOVERNMENT_L5", "DoD."),
            .init(.china, "CLOUD_CHINA", "Operated by 21Vianet."),
        ]
    }

    /// What kind of proof an integration has.
    public enum CredentialKind: Int32, WireEnum {
        case unspecified = 0
        case clientSecret = 1
        case certificate = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.CredentialKind"
        public static let meaning = "What kind of proof an integration has."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "CREDENTIAL_KIND_UNSPECIFIED", "None yet."),
            .init(.clientSecret, "CREDENTIAL_KIND_CLIENT_SECRET"),
            .init(.certificate, "CREDENTIAL_KIND_CERTIFICATE"),
        ]
    }
}

import Directory

/// Who an object is, apart from what Entra says of it.
struct Who: Hashable, Sendable {
    var tenant: TenantID
    var entraID: GUID
    var type: ObjectType
}

/// Everything that this program speaks: the files of `muster.v1` and those of gRPC's own services.
public enum Contract {
    /// The published files, as in `proto-spec/`, each behind those that it imports.
    public static let files: [ProtoFile] = [
        common, groups, changes, organizations, relatedItems, contacts, configurations,
        integrations, principals, account, activity, assetTypes, exports, matching,
    ]

    /// Files that others publish: gRPC's services and the well-known types that ours import.
    public static let foreignFiles: [ProtoFile] = [
        timestamp, health, reflectionV1, reflectionV1Alpha,
    ]

    /// Files of the messages that travel in `grpc-status-details-bin`, as far as they are used.
    ///
    /// Reflection does not answer them: their publishers declare more than these tables do.
    public static let statusFiles: [ProtoFile] = [anyMessage, duration, status, errorDetails]

    /// Every service by its full name, sorted: what reflection and health list.
    public static let serviceNames: [String] = (files + foreignFiles)
        .flatMap { $0.services.map(\.name) }.sorted()

    /// The path of the file that declares each message and enum.
    static let owners: [String: String] = {
        var owners: [String: String] = [:]
        for file in files + foreignFiles + statusFiles {
            for message in file.messages { owners[message.protoName] = file.path }
            for type in file.enums { owners[type.protoName] = file.path }
        }
        return owners
    }()

    private static let common = ProtoFile(
        "muster/v1/common.proto",
        package: "muster.v1",
        meaning: "What replies of several services have in common.",
        messages: [
            V1.Freshness.self, V1.TenantFreshness.self, V1.StreamFreshness.self,
            V1.ReadPoint.self, V1.ImportRejection.self,
        ],
        enums: [V1.SyncStream.self, V1.OnExpired.self, V1.Role.self]
    )

    private static let groups = ProtoFile(
        "muster/v1/groups.proto",
        package: "muster.v1",
        meaning: "The documented groups: lists, one group, its members, search.",
        services: [V1.GroupsService.description],
        messages: [
            V1.ListGroupsRequest.self, V1.GroupFilter.self, V1.GroupSort.self,
            V1.ListGroupsResponse.self, V1.GroupRow.self, V1.MatchedMembersCell.self,
            V1.NamesCell.self, V1.NamedRef.self, V1.ContactRef.self, V1.ConfigurationRef.self,
            V1.IntegrationRef.self, V1.CallerView.self, V1.RefusedAction.self,
            V1.GetGroupRequest.self, V1.GetGroupResponse.self, V1.GroupDetail.self,
            V1.ListMembersRequest.self, V1.ListMembersResponse.self, V1.MemberRow.self,
            V1.ListDevicesRequest.self, V1.ListDevicesResponse.self, V1.DeviceRow.self,
            V1.ListNestedGroupsRequest.self, V1.ListNestedGroupsResponse.self,
            V1.NestedGroupRow.self, V1.SearchGroupsRequest.self, V1.SearchGroupsResponse.self,
            V1.GroupsOfPrincipalRequest.self, V1.GroupsOfPrincipalResponse.self,
            V1.GroupAccess.self, V1.GetAccessRequest.self, V1.GetAccessResponse.self,
            V1.GroupViewer.self, V1.AccessGrant.self, V1.SetAccessRequest.self,
            V1.SetAccessResponse.self, V1.AccessResult.self,
            V1.ArchiveGroupsRequest.self, V1.UnarchiveGroupsRequest.self,
            V1.DeleteGroupsRequest.self, V1.SetSyncRequest.self, V1.GroupCommandResponse.self,
            V1.GroupCommandResult.self, V1.CreateGroupRequest.self, V1.GroupInput.self,
            V1.UpdateGroupRequest.self, V1.GroupResponse.self, V1.CustomFieldValue.self,
            V1.GroupCustomField.self, V1.CustomField.self,
        ],
        enums: [
            V1.GroupKind.self, V1.GroupSubtype.self, V1.DomainSource.self, V1.MembershipType.self,
            V1.SyncStatus.self, V1.SyncStatusReason.self, V1.IconColour.self,
            V1.UpdatedSource.self, V1.GroupAction.self, V1.RefusalReason.self,
            V1.GroupSortColumn.self, V1.MemberSection.self, V1.MemberType.self,
            V1.MatchState.self, V1.MatchStage.self, V1.AccessThrough.self,
            V1.GroupCommandOutcome.self, V1.CustomFieldType.self,
        ]
    )

    private static let changes = ProtoFile(
        "muster/v1/changes.proto",
        package: "muster.v1",
        meaning: "Subscriptions to what changes.",
        services: [V1.ChangesService.description],
        messages: [
            V1.SubscribeRequest.self, V1.StartWithSnapshot.self, V1.StartAtTail.self,
            V1.ResumePoint.self, V1.ChangeFilter.self, V1.SubscribeResponse.self, V1.Opened.self,
            V1.SnapshotChunk.self, V1.OrganizationRows.self, V1.SnapshotEnd.self,
            V1.ChangeBatch.self, V1.RevisionInfo.self, V1.RowChange.self, V1.MemberChange.self,
            V1.MemberMatch.self, V1.Bookmark.self, V1.Reset.self, V1.Closing.self,
        ],
        enums: [
            V1.Delivery.self, V1.OnCompacted.self, V1.RowChangeKind.self, V1.LeaveReason.self,
            V1.ChangedPart.self, V1.MemberChangeKind.self, V1.MemberObjectType.self,
            V1.ChangeCause.self, V1.ResetReason.self, V1.ClosingReason.self,
        ]
    )

    private static let organizations = ProtoFile(
        "muster/v1/organizations.proto",
        package: "muster.v1",
        meaning: "The clients whose directories are documented.",
        services: [V1.OrganizationsService.description],
        messages: [
            V1.Organization.self, V1.OrganizationTenant.self, V1.ListOrganizationsRequest.self,
            V1.ListOrganizationsResponse.self, V1.GetOrganizationRequest.self,
            V1.GetOrganizationResponse.self, V1.PutOrganizationRequest.self,
            V1.PutOrganizationResponse.self, V1.DeleteOrganizationRequest.self,
            V1.DeleteOrganizationResponse.self,
        ],
        enums: [V1.ClientVisibility.self]
    )

    private static let contacts = ProtoFile(
        "muster/v1/contacts.proto",
        package: "muster.v1",
        meaning: "The platform's own records of people.",
        services: [V1.ContactsService.description],
        messages: V1.Contact.messages
    )

    private static let configurations = ProtoFile(
        "muster/v1/configurations.proto",
        package: "muster.v1",
        meaning: "The platform's own records of machines.",
        services: [V1.ConfigurationsService.description],
        messages: V1.Configuration.messages
    )

    private static let integrations = ProtoFile(
        "muster/v1/integrations.proto",
        package: "muster.v1",
        meaning: "The connections to Microsoft, their tenants and their runs.",
        services: [V1.IntegrationsService.description],
        messages: [
            V1.Integration.self, V1.Credential.self, V1.ClientCertificate.self,
            V1.CredentialSummary.self, V1.Tenant.self, V1.CreateIntegrationRequest.self,
            V1.IntegrationResponse.self, V1.ListIntegrationsRequest.self,
            V1.ListIntegrationsResponse.self, V1.GetIntegrationRequest.self,
            V1.UpdateIntegrationRequest.self, V1.PutTenantRequest.self, V1.SyncNowRequest.self,
            V1.SyncProgress.self, V1.ListRunsRequest.self, V1.ListRunsResponse.self, V1.Run.self,
            V1.RunFailure.self, V1.RunItem.self, V1.ListHoldsRequest.self,
            V1.ListHoldsResponse.self, V1.Hold.self, V1.HoldSample.self,
            V1.ReleaseHoldRequest.self, V1.DiscardHoldRequest.self, V1.HoldResponse.self,
            V1.RemoveIntegrationRequest.self, V1.RemoveTenantRequest.self,
            V1.ConsentLinksRequest.self, V1.ConsentLinksResponse.self, V1.ConsentLink.self,
        ],
        enums: [
            V1.Cloud.self, V1.CredentialKind.self, V1.SyncPhase.self, V1.RunTrigger.self,
            V1.RunOutcome.self, V1.RunErrorClass.self,
        ]
    )

    private static let principals = ProtoFile(
        "muster/v1/principals.proto",
        package: "muster.v1",
        meaning: "Who may call, and the tokens they call with.",
        services: [V1.PrincipalsService.description],
        messages: [
            V1.CreateTokenRequest.self, V1.CreateTokenResponse.self, V1.Token.self,
            V1.ListTokensRequest.self, V1.ListTokensResponse.self, V1.RevokeTokenRequest.self,
            V1.RevokeTokenResponse.self, V1.WhoAmIRequest.self, V1.WhoAmIResponse.self,
            V1.User.self, V1.PutUserRequest.self, V1.PutUserResponse.self,
            V1.ListUsersRequest.self, V1.ListUsersResponse.self, V1.DeleteUserRequest.self,
            V1.DeleteUserResponse.self, V1.UserGroup.self, V1.PutUserGroupRequest.self,
            V1.PutUserGroupResponse.self, V1.ListUserGroupsRequest.self,
            V1.ListUserGroupsResponse.self, V1.DeleteUserGroupRequest.self,
            V1.DeleteUserGroupResponse.self,
        ]
    )

    private static let account = ProtoFile(
        "muster/v1/account.proto",
        package: "muster.v1",
        meaning: "The feature switch, and how callers have their lists arranged.",
        services: [V1.AccountService.description, V1.ViewsService.description],
        messages: [
            V1.AccountSettings.self, V1.GetAccountRequest.self, V1.UpdateAccountRequest.self,
            V1.AccountResponse.self, V1.ListView.self, V1.ViewColumn.self, V1.GetViewRequest.self,
            V1.SetViewRequest.self, V1.RestoreDefaultsRequest.self, V1.ViewResponse.self,
        ]
    )

    private static let activity = ProtoFile(
        "muster/v1/activity.proto",
        package: "muster.v1",
        meaning: "What people did.",
        services: [V1.ActivityService.description],
        messages: [
            V1.ListActivityRequest.self, V1.ListActivityResponse.self, V1.ActivityEntry.self,
            V1.ActivityChange.self, V1.RestoreGroupRequest.self, V1.RestoreGroupResponse.self,
        ]
    )

    private static let assetTypes = ProtoFile(
        "muster/v1/asset_types.proto",
        package: "muster.v1",
        meaning: "The custom fields of the two kinds of groups.",
        services: [V1.AssetTypesService.description],
        messages: [
            V1.AssetType.self, V1.GetAssetTypeRequest.self, V1.UpdateAssetTypeRequest.self,
            V1.AssetTypeResponse.self,
        ]
    )

    private static let exports = ProtoFile(
        "muster/v1/exports.proto",
        package: "muster.v1",
        meaning: "Groups as documents and as files.",
        services: [V1.ExportsService.description],
        messages: [
            V1.GroupPdfRequest.self, V1.RunbookRequest.self, V1.ExportGroupRequest.self,
            V1.ExportListRequest.self, V1.ExportResponse.self,
        ],
        enums: [V1.PaperSize.self, V1.ExportFormat.self]
    )

    private static let matching = ProtoFile(
        "muster/v1/matching.proto",
        package: "muster.v1",
        meaning: "Which contact each user is, and which configuration each device.",
        services: [V1.MatchingService.description],
        messages: [
            V1.ListMatchesRequest.self, V1.ListMatchesResponse.self, V1.MatchRow.self,
            V1.RecordRef.self, V1.MatchRequest.self, V1.UnmatchRequest.self,
            V1.IgnoreMatchRequest.self, V1.MatchResponse.self, V1.ExplainMatchRequest.self,
            V1.ExplainMatchResponse.self, V1.MatchStageResult.self,
        ],
        enums: [V1.MatchedType.self]
    )

    private static let relatedItems = ProtoFile(
        "muster/v1/related_items.proto",
        package: "muster.v1",
        meaning: "What belongs together.",
        services: [V1.RelatedItemsService.description],
        messages: [
            V1.ListRelatedItemsRequest.self, V1.RelatedKey.self, V1.ListRelatedItemsResponse.self,
            V1.RelatedItem.self, V1.RelatedGroup.self, V1.AddRelatedItemRequest.self,
            V1.UpdateRelatedItemRequest.self, V1.RemoveRelatedItemRequest.self,
            V1.RelatedItemResponse.self,
        ],
        enums: [V1.RelatedKind.self]
    )

    private static let health = ProtoFile(
        "grpc/health/v1/health.proto",
        package: "grpc.health.v1",
        meaning: "gRPC's health checking.",
        services: [GRPC.HealthService.description],
        messages: [
            GRPC.HealthCheckRequest.self, GRPC.HealthCheckResponse.self,
            GRPC.HealthListRequest.self, GRPC.HealthListResponse.self,
        ],
        enums: [GRPC.HealthCheckResponse.ServingStatus.self]
    )

    private static let reflectionV1 = ProtoFile(
        "grpc/reflection/v1/reflection.proto",
        package: GRPC.ReflectionVersion1.package,
        meaning: "gRPC's server reflection.",
        services: [GRPC.ReflectionV1.Service.description],
        messages: GRPC.ReflectionV1.messages
    )

    private static let reflectionV1Alpha = ProtoFile(
        "grpc/reflection/v1alpha/reflection.proto",
        package: GRPC.ReflectionVersion1Alpha.package,
        meaning: "gRPC's server reflection, under its earlier name.",
        services: [GRPC.ReflectionV1Alpha.Service.description],
        messages: GRPC.ReflectionV1Alpha.messages
    )

    private static let timestamp = ProtoFile(
        "google/protobuf/timestamp.proto",
        package: "google.protobuf",
        meaning: "The well-known moment in time.",
        messages: [Google.Timestamp.self]
    )

    private static let anyMessage = ProtoFile(
        "google/protobuf/any.proto",
        package: "google.protobuf",
        meaning: "The well-known message of any type.",
        messages: [Google.AnyMessage.self]
    )

    private static let duration = ProtoFile(
        "google/protobuf/duration.proto",
        package: "google.protobuf",
        meaning: "The well-known span of time.",
        messages: [Google.Duration.self]
    )

    private static let status = ProtoFile(
        "google/rpc/status.proto",
        package: "google.rpc",
        meaning: "Errors with details.",
        messages: [Google.Status.self]
    )

    private static let errorDetails = ProtoFile(
        "google/rpc/error_details.proto",
        package: "google.rpc",
        meaning: "The details that are used.",
        messages: [
            Google.ErrorInfo.self, Google.BadRequest.self, Google.BadRequest.FieldViolation.self,
            Google.RetryInfo.self,
        ]
    )
}

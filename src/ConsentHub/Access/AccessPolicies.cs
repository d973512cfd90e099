using ConsentHub.ApiKeys;
using ConsentHub.Audit;

namespace ConsentHub.Access;

/// <summary>Maps each audited action to the role that it needs (<see cref="RoleRules.Includes"/>). Each action has an authorization policy of the same name.</summary>
internal static class AccessPolicies
{
    public static readonly IReadOnlyDictionary<string, Role> LeastRoles = new Dictionary<string, Role>(StringComparer.Ordinal)
    {
        [AuditActions.RecordsRead] = Role.Analyst,
        [AuditActions.RecordsExport] = Role.Analyst,
        [AuditActions.RecordsManifest] = Role.Analyst,
        [AuditActions.StatsRead] = Role.Analyst,
        [AuditActions.ConsentRecord] = Role.Editor,
        [AuditActions.SiteRead] = Role.Editor,
        [AuditActions.SiteDraft] = Role.Editor,
        [AuditActions.SitePublish] = Role.Editor,
        [AuditActions.EventsAdd] = Role.Connector,
        [AuditActions.DecisionRead] = Role.Connector,
        [AuditActions.DutyList] = Role.Connector,
        [AuditActions.DutyStatement] = Role.Connector,
        [AuditActions.DutyAcknowledge] = Role.Connector,
        [AuditActions.VisitorErase] = Role.Admin,
        [AuditActions.HoldList] = Role.Admin,
        [AuditActions.HoldPut] = Role.Admin,
        [AuditActions.HoldLift] = Role.Admin,
        [AuditActions.RequestRead] = Role.Admin,
        [AuditActions.RequestClose] = Role.Admin,
        [AuditActions.RestrictionLift] = Role.Admin,
        [AuditActions.WebhookList] = Role.Admin,
        [AuditActions.WebhookPut] = Role.Admin,
        [AuditActions.WebhookDelete] = Role.Admin,
        [AuditActions.KeyList] = Role.Admin,
        [AuditActions.KeyCreate] = Role.Admin,
        [AuditActions.KeyRevoke] = Role.Admin,
        [AuditActions.AuditRead] = Role.Admin,
        [AuditActions.AuditExport] = Role.Admin,
    };
}

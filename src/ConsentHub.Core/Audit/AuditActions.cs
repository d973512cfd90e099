namespace ConsentHub.Audit;

/// <summary>Every value that the <c>action</c> of an audit entry can have. docs/operating.md lists them.</summary>
internal static class AuditActions
{
    public const string AccessRefused = "access.refused", AuditExport = "audit.export", AuditRead = "audit.read", Backup = "backup";
    public const string ConsentRecord = "consent.record", DecisionRead = "decision.read", DutyAcknowledge = "duty.acknowledge", DutyList = "duty.list", DutyStatement = "duty.statement", ErasureSeal = "erasure.seal", EventsAdd = "events.add";
    public const string HoldLift = "hold.lift", HoldList = "hold.list", HoldPut = "hold.put", JournalRebuild = "journal.rebuild";
    public const string KeyConfigure = "key.configure", KeyCreate = "key.create", KeyFirst = "key.first", KeyList = "key.list", KeyRevoke = "key.revoke";
    public const string LedgerRotate = "ledger.rotate", Migrate = "migrate";
    public const string PromisesResume = "promises.resume";
    public const string RecordsExport = "records.export", RecordsManifest = "records.manifest", RecordsRead = "records.read", RecordsRetention = "records.retention", Restore = "restore";
    public const string RequestClose = "request.answer", RequestRead = "request.read", RestrictionLift = "restriction.lift";
    public const string SiteDraft = "site.draft", SitePublish = "site.publish", SiteRead = "site.read", StatsRead = "stats.read", StatsRebuild = "stats.rebuild";
    public const string VisitorErase = "visitor.erase";
    public const string WebhookDelete = "webhook.delete", WebhookList = "webhook.list", WebhookPut = "webhook.put";

    public static readonly IReadOnlyList<string> All =
    [
        AccessRefused, AuditExport, AuditRead, Backup, ConsentRecord, DecisionRead, DutyAcknowledge, DutyList, DutyStatement, ErasureSeal, EventsAdd, HoldLift, HoldList, HoldPut, JournalRebuild,
        KeyConfigure, KeyCreate, KeyFirst, KeyList, KeyRevoke, LedgerRotate, Migrate, PromisesResume, RecordsExport, RecordsManifest, RecordsRead, RecordsRetention, RequestClose, RequestRead, Restore, RestrictionLift, SiteDraft, SitePublish, SiteRead, StatsRead, StatsRebuild, VisitorErase,
        WebhookDelete, WebhookList, WebhookPut,
    ];
}

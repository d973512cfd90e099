using static ConsentHub.Tests.Verification.Tampering.TamperRule;

namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>One rule for each table of both stores, which names every column. A table or column without a rule fails the tests.</summary>
internal static class TamperRules
{
    private const string Shop = "site = (SELECT number FROM site WHERE key = 'shop')";
    private const string NoRecord = "of shop holds no record and no removal names it", Sealed = "was changed after it was sealed", Length = "whose log has 26";
    private const string Settings = "the settings of shop, or the numbers of its categories and services, differ from their entry in the audit trail";
    private const string Notice = "version 1 of the notice of shop differs from its entry in the audit trail", NoticeGone = "version 1 of the notice of shop is missing";
    private const string CheckpointEnd = "the signed end of the checkpoints of shop", AuditEnd = "the signed end of the audit trail was changed";
    private const string Erasure = "differs from its entry in the audit trail", ErasedIds = "of shop, or their date, differ from their entry in the audit trail";
    private const string Hours = "the index of hours of shop is wrong";
    private const string AuditEntry = "was changed after it was sealed, or was not made by this hub", Key = "differs from its entry in the audit trail";

    public static readonly IReadOnlyList<TamperRule> All =
    [
        Noticed(
            "site", "key = 'shop'", "number key", deleted: "the site shop is missing", added: "the settings of shopx",
            ("number", "which does not exist"), ("key", "the site shop is missing"), ("managed_by origins changed", Settings), ("next_leaf", "shop says that its log has")),
        Noticed("item_number", Shop, "id number", deleted: Settings, added: Settings, ("site kind id number", Settings)),
        Noticed(
            "notice", Shop, "version", deleted: NoticeGone, added: "version 100001 of the notice of shop differs from its entry in the audit trail",
            ("site version", NoticeGone), ("published_at valid_since digest asked required content changes", Notice)),
        Noticed("notice_text", Shop, "lang", deleted: Notice, added: Notice, ("site version lang rule body", Notice)),
        Noticed(
            "consent", Shop, "leaf id", deleted: NoRecord, added: Length,
            ("site", "table consent has rows of site number"), ("leaf", NoRecord),
            ("id visitor recorded_at decided_at notice granted services salt lang region_shown region_seen model banner action source gpc previous page api_key", Sealed),
            ("day_count", Unnoticed)),
        Noticed(
            "consent_id", Shop, "id", deleted: "is not in consent_id, so a retry would store it again", added: "is in consent_id and nowhere else",
            ("id site", "is not in consent_id"), ("recorded_at leaf", "is not where consent_id says")),
        Noticed(
            "removal", Shop, "leaf", deleted: NoRecord, added: Length,
            ("site", "table removal has rows of site number"), ("leaf", NoRecord), ("salt at reason leaves", Sealed)),
        Noticed(
            "ledger_tile", Shop + " AND level = 0", "number", deleted: "tile 0/000 of shop is missing", added: "tile 0/001 to tile",
            ("site level", "tile 0/000 of shop is missing"), ("number", "of shop are missing"), ("hashes", "tile 0/000 of shop")),
        Noticed(
            "ledger_tail", Shop + " AND level = 0", "first", deleted: "shop says that its log has", added: "the next hash is due at",
            ("site level", "shop says that its log has"), ("first", "the next hash is due at"), ("hashes", "in the tail of shop was changed")),
        Noticed(
            "ledger_origin", Shop, "generation origin", deleted: "the log of shop has no name", added: "is not one that the hub gave it",
            ("site", "table ledger_origin has rows of site number"), ("generation", "is not one that the hub gave it"), ("origin", "belongs to a log that is not this site's")),
        Noticed(
            "checkpoint", Shop, "size number", deleted: "checkpoint number 1 of shop is missing", added: "contains the checkpoint of size",
            ("origin", "belongs to a log that is not this site's"), ("size", "contains the checkpoint of size"), ("site", "table checkpoint has rows of site number"),
            ("number", "checkpoint number"), ("signed_at", "the checkpoints of shop do not lead to their signed end"), ("note", "is not a signed checkpoint")),
        Noticed(
            "checkpoint_head", Shop, "site", deleted: CheckpointEnd + " is missing", added: "table checkpoint_head has rows of site number",
            ("site", "table checkpoint_head has rows of site number"), ("number hash signature", CheckpointEnd + " was changed")),
        Noticed(
            "hub_key", "number = 1", "number", deleted: "key 1 of the hub is missing", added: "of the hub",
            ("number", "key 1 of the hub is missing"), ("purpose public created_at previous signature wrapped", "key 1 of the hub")),
        Noticed(
            "api_key", "id = 1", "id hash", deleted: "API key 1 is missing", added: Key,
            ("id", "API key 1 is missing"), ("hash name role sites system configured created_at expires_at", Key), ("revoked_at", "API key 1 is revoked and the audit trail says otherwise")),
        Noticed(
            "audit", "id = 2", "id", deleted: "audit entry 2 is missing", added: "after its signed end",
            ("id", "audit entry 2 is missing"), ("at actor key action site detail hash signature", AuditEntry)),
        Noticed("audit_head", null, "one", deleted: "the signed end of the audit trail is missing", added: Impossible, ("one", Impossible), ("id hash signature", AuditEnd)),
        Noticed(
            "schema_migration", null, "number", deleted: "was written by an older ConsentHub", added: "was written by a newer ConsentHub",
            ("number", "was written by a newer ConsentHub"), ("checksum", "differs from this program's"), ("name applied_at", Unnoticed)),
        Noticed("erasure", null, "number", deleted: "erasure 1 is missing", added: Erasure, ("number", "erasure 1 is missing"), ("site at leaf visitor", "erasure 1 differs from its entry in the audit trail")),
        Open("erasing", "site visitor below reason at", "visitor"),
        Noticed("erased_id", Shop, "id", deleted: ErasedIds, added: ErasedIds, ("site id until leaf", ErasedIds)),
        Open("retention_mark", "site leaf version", "site"),
        Open("retention_due", "site leaf due replaced_at proof", "leaf"),
        Noticed("engine_clock", null, "one", deleted: Unnoticed, added: Impossible, ("one", Impossible), ("at", Unnoticed)),
        Noticed(
            "hold", null, "id", deleted: "the hold court of shop is missing", added: "differs from its entry in the audit trail",
            ("site id", "the hold court of shop is missing"), ("class reason basis until at", "the hold court of shop differs from its entry in the audit trail")),
        Noticed(
            "duty", null, "id occasion", deleted: Unnoticed, added: Unnoticed,
            ("site", "table duty has rows of site number"), ("id class held_by kind subject occasion begins due notice sent attempts next_at", Unnoticed)),
        Noticed(
            "duty_recurring", null, "class", deleted: Unnoticed, added: Unnoticed,
            ("site", "table duty_recurring has rows of site number"), ("class due", Unnoticed)),
        Noticed(
            "duty_statement", Shop, "leaf duty", deleted: NoRecord, added: Length,
            ("site", "table duty_statement has rows of site number"), ("leaf", NoRecord), ("salt held_by body", Sealed), ("duty", Unnoticed)),
        Noticed(
            "subject_event", null, "id", deleted: Unnoticed, added: Unnoticed,
            ("site", "table subject_event has rows of site number"), ("id hash received_at", Unnoticed)),
        Noticed(
            "webhook", null, "system", deleted: Unnoticed, added: Unnoticed,
            ("site", "table webhook has rows of site number"),
            ("system url salt previous_salt previous_until lease_until next_at failures delivered_at failed_at failure disabled_at reason changed_at", Unnoticed)),
        Noticed(
            "request", null, "id", deleted: Unnoticed, added: Unnoticed,
            ("site", "table request has rows of site number"),
            ("id type state lang region email subject visitor message received_at verified_at due closed_at answer notice secret code codes code_until wrong", Unnoticed)),
        Open("request_mail", "request kind attempts next_at", "request kind"),
        Noticed(
            "restriction", null, "request", deleted: Unnoticed, added: Unnoticed,
            ("site", "table restriction has rows of site number"), ("subject request at", Unnoticed)),
        Open("draft", "site_key body saved_at", "site_key"),
        Noticed(
            "log_hour", Shop, "hour", deleted: Hours, added: Hours,
            ("site", "table log_hour has rows of site number"), ("hour first last", Hours)),
        Noticed(
            "rollup_mark", Shop, "site", deleted: Hours, added: "table rollup_mark has rows of site number",
            ("site", "table rollup_mark has rows of site number"), ("counted", "positions of shop are counted")),
        Open("rollup", "site dimension quarter value impressions dismissed gpc decided granted denied withdrawn removed_decided removed_granted removed_denied removed_withdrawn", "quarter"),
        Noticed("health", null, "one", deleted: Unnoticed, added: Impossible, ("one", Impossible), ("at", Unnoticed)),
    ];
}

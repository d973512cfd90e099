namespace ConsentHub.Deliveries;

/// <summary>The details of the audit entries of a webhook. They leave out the path of the address, which may be a secret.</summary>
internal static class WebhookAuditText
{
    /// <summary>"crm at crm.example, new secret".</summary>
    public static string Put(WebhookDraft draft, bool isNew) => $"{draft.System} at {draft.Url.Host}{(isNew || draft.Rotate ? ", new secret" : "")}";

    public static string Delete(string system) => system;
}

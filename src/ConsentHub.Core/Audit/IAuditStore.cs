namespace ConsentHub.Audit;

/// <summary>The audit trail: one chain for the whole store, written by every process on it.</summary>
internal interface IAuditStore
{
    /// <summary>Seals and appends one entry; durable when it returns.</summary>
    Task<AuditEntry> AppendAsync(AuditDraft draft, AuditSealer sealer);

    /// <summary>The entries that a query selects, newest first unless the query says otherwise.</summary>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken ct);

    /// <summary>The signed end of the trail; null before the first entry.</summary>
    Task<AuditHead?> HeadAsync(CancellationToken ct);
}

using ConsentHub.Audit;

namespace ConsentHub.Promises;

/// <summary>An administrator's order to keep data although its promised period is over, for example for a court case.</summary>
/// <param name="Id">Chosen by the caller, unique within the site.</param>
/// <param name="Class">The retention class that is kept.</param>
/// <param name="Basis">The law that requires or allows it, in the caller's words; null if not given.</param>
/// <param name="Until">When the hold ends; null until somebody lifts it.</param>
/// <param name="At">When it was placed or last changed.</param>
internal sealed record Hold(string Id, string Class, string Reason, string? Basis, DateTimeOffset? Until, DateTimeOffset At)
{
    public bool IsInForce(DateTimeOffset now) => Until is null || Until > now;
}

/// <summary>Stores the holds of each site.</summary>
internal interface IHoldStore
{
    /// <summary>Places a hold, or replaces the one with its id, and writes the audit entry in the same transaction. Once it returns, no transaction removes what is held.</summary>
    Task PutAsync(int site, string key, Hold hold, Actor by, AuditSealer sealer);

    /// <summary>Lifts a hold, and writes the audit entry in the same transaction.</summary>
    /// <returns>False if there is no such hold.</returns>
    Task<bool> LiftAsync(int site, string key, string id, Actor by, AuditSealer sealer, DateTimeOffset now);

    /// <summary>Every hold of a site, by id; those whose end has passed too.</summary>
    Task<IReadOnlyList<Hold>> ListAsync(int site, CancellationToken ct);
}

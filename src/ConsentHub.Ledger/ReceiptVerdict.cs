namespace ConsentHub.Ledger;

/// <summary>One thing that was checked.</summary>
/// <param name="Name">Stable: one of the names in <see cref="ReceiptVerifier"/>.</param>
/// <param name="Failure">Null where it holds, else a sentence that says what does not, for a person to read.</param>
public sealed record ReceiptCheck(string Name, string? Failure)
{
    public bool Holds => Failure is null;
}

/// <summary>What was found out about a receipt, check by check.</summary>
public sealed record ReceiptVerdict(IReadOnlyList<ReceiptCheck> Checks)
{
    /// <summary>Everything holds: the record is in the log as it stands there, and the operator signed for it.</summary>
    public bool Holds => Checks.All(c => c.Holds);
}

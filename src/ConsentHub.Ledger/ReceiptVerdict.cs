namespace ConsentHub.Ledger;

/// <summary>One thing that was checked.</summary>
/// <param name="Name">Stable: one of the names in <see cref="ReceiptVerifier"/>.</param>
/// <param name="Failure">Null if the check passed; otherwise a sentence that tells a human reader what is wrong.</param>
public sealed record ReceiptCheck(string Name, string? Failure)
{
    public bool Holds => Failure is null;
}

/// <summary>The result of verifying a receipt, check by check.</summary>
public sealed record ReceiptVerdict(IReadOnlyList<ReceiptCheck> Checks)
{
    /// <summary>True if every check passed: the log holds this record unchanged, and the operator signed the log's checkpoint.</summary>
    public bool Holds => Checks.All(c => c.Holds);
}

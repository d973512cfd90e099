namespace ConsentHub.Jurisdictions;

/// <summary>A row that applies from one day to another, both included.</summary>
internal interface IDatedRow
{
    DateOnly From { get; }

    /// <summary>Null if no end is known. A newer row of the same region replaces the row even then.</summary>
    DateOnly? To { get; }
}

namespace ConsentHub.Jurisdictions;

/// <summary>The duty to take a browser's universal opt-out signal, such as Global Privacy Control, as an opt-out of sale and targeted advertising.</summary>
/// <param name="In">Countries, parts of countries, or groups such as <c>EU</c>.</param>
/// <param name="Source">The law that has the duty.</param>
/// <param name="From">The day from which the duty counts. This may be later than the law's own first day.</param>
/// <param name="To">The last day; absent if none is known.</param>
internal sealed record SignalDuty(IReadOnlyList<string> In, string Source, DateOnly From, DateOnly? To = null) : IDatedRow;

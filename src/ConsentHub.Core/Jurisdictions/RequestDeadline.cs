namespace ConsentHub.Jurisdictions;

/// <summary>By when the law of some regions wants a privacy request answered. Extensions, of which the requester has to be informed, do not count.</summary>
/// <param name="In">Countries, parts of countries, or groups such as <c>EU</c>.</param>
/// <param name="Law">Its name as people there know it.</param>
/// <param name="Source">Where the law has this period.</param>
/// <param name="From">The day from which the row applies.</param>
/// <param name="To">The last day on which it applies; absent while it is in force.</param>
/// <param name="Months">Calendar months: a period that begins on 31 January ends on the last day of February. A row has either this or <paramref name="Days"/>.</param>
internal sealed record RequestDeadline(IReadOnlyList<string> In, string Law, string Source, DateOnly From, int Months = 0, int Days = 0, DateOnly? To = null) : IDatedRow
{
    public DateTimeOffset After(DateTimeOffset received) => received.AddMonths(Months).AddDays(Days);
}

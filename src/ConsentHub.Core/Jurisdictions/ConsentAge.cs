namespace ConsentHub.Jurisdictions;

/// <summary>The age from which people consent for themselves online. Below it, a parent or guardian has to.</summary>
/// <param name="In">Countries, parts of countries, or groups such as <c>EU</c>.</param>
/// <param name="Source">The law that sets the age.</param>
/// <param name="From">The day from which the row applies.</param>
/// <param name="To">The last day; absent if none is known.</param>
internal sealed record ConsentAge(IReadOnlyList<string> In, int Age, string Source, DateOnly From, DateOnly? To = null) : IDatedRow;

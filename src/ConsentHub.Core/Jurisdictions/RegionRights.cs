using System.Text.Json.Serialization;

namespace ConsentHub.Jurisdictions;

/// <summary>The rights that one law gives the people of some regions.</summary>
/// <param name="In">Countries, parts of countries, or groups such as <c>EU</c>.</param>
/// <param name="Law">Its name as people there know it.</param>
/// <param name="Source">Where the law has these rights.</param>
/// <param name="From">The day from which the row applies.</param>
/// <param name="To">The last day; absent if none is known.</param>
internal sealed record RegionRights(IReadOnlyList<string> In, string Law, string Source, DateOnly From, IReadOnlyList<PrivacyRight> Rights, DateOnly? To = null) : IDatedRow;

/// <summary>A right over one's own data. The page's texts have a sentence for each: <c>right_</c> and the name on the wire.</summary>
[JsonConverter(typeof(WireEnum<PrivacyRight>))]
internal enum PrivacyRight
{
    Know,
    Access,
    Correct,
    Delete,
    Restrict,
    Portability,
    Object,
    Withdraw,

    /// <summary>A person reviews decisions that were made by automated means alone.</summary>
    Automated,

    /// <summary>Opt out of the sale of data.</summary>
    Sale,

    /// <summary>Opt out of sale and sharing, as in California.</summary>
    Sharing,

    /// <summary>Opt out of targeted advertising.</summary>
    Ads,

    /// <summary>Opt out of profiling for decisions with significant effects.</summary>
    Profiling,

    /// <summary>Limit the use of sensitive data.</summary>
    Limit,

    /// <summary>No worse treatment for the use of a right.</summary>
    Equal,

    /// <summary>Appeal to the company against a refusal.</summary>
    Appeal,
    Complain,
}

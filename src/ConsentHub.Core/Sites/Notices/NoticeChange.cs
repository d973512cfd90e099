using System.Text.Json.Serialization;

namespace ConsentHub.Sites.Notices;

/// <summary>One difference between two notice versions, as visitors and privacy officers see it.</summary>
/// <param name="Kind">The kind of change, which alone decides whether visitors are asked again (<see cref="Weight"/>).</param>
/// <param name="Id">The category, service or retention class concerned; absent if the change concerns the whole site.</param>
/// <param name="Name">
/// Display name of the changed item, in the default language of the newer version. For a cookie, this is the cookie's name; for a consent model or a lifetime, the regions.
/// </param>
/// <param name="Category">If the change concerns a service: the category of the service.</param>
/// <param name="From">The earlier value, if it is a word, a name or a period; a category is given by its name.</param>
/// <param name="To">The newer value; if several were added, all of them, separated by commas.</param>
internal sealed record NoticeChange(
    ChangeKind Kind, string? Id = null, string? Name = null, string? Category = null, string? From = null, string? To = null)
{
    [JsonIgnore]
    public ChangeWeight Weight => ChangeWeights.Of(Kind);
}

/// <summary>The kinds of change that a version lists. Visitors are asked again or informed about each; all other changes are not listed.</summary>
[JsonConverter(typeof(WireEnum<ChangeKind>))]
internal enum ChangeKind
{
    CategoryAdded,
    CategoryRemoved,
    CategoryRequired,
    CategoryOptional,
    ServiceAdded,
    ServiceRemoved,
    ServiceMoved,
    PurposeAdded,
    ProviderChanged,
    BasisChanged,
    CookieAdded,
    CookieLonger,
    SafeguardChanged,
    SafeguardWeaker,
    TransferAdded,
    ControllerChanged,
    ContactChanged,
    DefaultOn,
    GpcIgnored,
    LifetimeLonger,
    ModelStricter,
    ModelLaxer,
    AgeRaised,
    PageRecorded,
    DevicesJoined,
    ResidencyChanged,
    RetentionAdded,
    RetentionDropped,
    RetentionLonger,
    SaleWidened,
}

/// <summary>What a change means to a visitor who has already chosen.</summary>
internal enum ChangeWeight
{
    /// <summary>Listed with the version and in the preference centre; nobody is asked again.</summary>
    Tell,

    /// <summary>Material: the earlier choice is no longer valid.</summary>
    Ask,
}

using System.Text.Json.Serialization;

namespace ConsentHub.Sites.Model;

/// <summary>The third-party tools to which the banner sends a choice. The banner signals only the tools that the site switches on.</summary>
internal sealed record SiteSignals
{
    /// <summary>Google Consent Mode v2; absent: no signal to Google.</summary>
    public GoogleSignals? Google { get; init; }

    /// <summary>Microsoft Advertising, Universal Event Tracking.</summary>
    public bool Uet { get; init; }

    /// <summary>Microsoft Clarity.</summary>
    public bool Clarity { get; init; }

    /// <summary>Whether each choice is pushed to the data layer as an event, so that a tag manager can use it as a trigger.</summary>
    public bool DataLayer { get; init; }

    /// <summary>Name of the data layer on <c>window</c>, for Google too; a site may have renamed it.</summary>
    public string DataLayerName { get; set; } = "dataLayer";
}

internal sealed record GoogleSignals
{
    public SignalMode Mode { get; set; } = SignalMode.Basic;

    /// <summary>How long Google's tags wait for the choice, in milliseconds.</summary>
    public int WaitForUpdate { get; set; } = 500;

    /// <summary>Redact advertising ids while <c>ad_storage</c> is denied.</summary>
    public bool AdsDataRedaction { get; set; } = true;

    /// <summary>Carry advertising and session ids in addresses while storage is denied.</summary>
    public bool UrlPassthrough { get; init; }
}

[JsonConverter(typeof(WireEnum<SignalMode>))]
internal enum SignalMode
{
    /// <summary>Google's tags are held until their category is granted.</summary>
    Basic,

    /// <summary>Google's tags run at once, and send without cookies while storage is denied.</summary>
    Advanced,
}

/// <summary>The consent types of a category, if the defaults for its id do not fit.</summary>
internal sealed record CategorySignals
{
    public IReadOnlyList<string>? Google { get; init; }
    public IReadOnlyList<string>? Uet { get; init; }
    public IReadOnlyList<string>? Clarity { get; init; }
}

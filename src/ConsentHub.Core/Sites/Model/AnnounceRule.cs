namespace ConsentHub.Sites.Model;

/// <summary>How a site tells its users of a new version of its notice, beside what its pages show.</summary>
internal sealed record AnnounceRule
{
    /// <summary>Name of the site's system that tells them. The hub gives it a duty.</summary>
    public required string HeldBy { get; init; }

    /// <summary>How long before the version takes effect they are told, as an ISO 8601 period; absent: any time before.</summary>
    public string? Notice { get; init; }
}

using ConsentHub.Sites.Model;

namespace ConsentHub.Jurisdictions;

/// <summary>The authority to which the people of a region may complain about the use of their data.</summary>
/// <param name="Region">A country (ISO 3166-1) or a part of one (ISO 3166-2).</param>
/// <param name="Name">In its own language. For Germany, whose authorities are many, their list.</param>
/// <param name="Source">The law that makes it the authority.</param>
/// <param name="From">The day from which the row applies.</param>
/// <param name="To">The last day; absent if none is known.</param>
internal sealed record ComplaintAuthority(string Region, string Name, string Url, string Source, DateOnly From, DateOnly? To = null) : IDatedRow
{
    public string Country => Region[..2];

    /// <summary>Whether a site names the same authority: by the host of its address, or without an address by its name.</summary>
    public bool IsSameAs(SupervisoryAuthority? named) =>
        named is not null && (HostOf(named.Url) is { } host ? host == HostOf(Url) : string.Equals(named.Name, Name, StringComparison.OrdinalIgnoreCase));

    private static string? HostOf(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return null;

        return uri.Host.StartsWith("www.", StringComparison.Ordinal) ? uri.Host[4..] : uri.Host;
    }
}

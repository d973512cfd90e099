using System.Text;

namespace ConsentHub.Sites.Validation;

/// <summary>Domains under which anybody can register a name, such as <c>co.uk</c> and <c>github.io</c>, by the list of publicsuffix.org.</summary>
/// <remarks>Browsers refuse a cookie for such a domain (RFC 6265 section 5.3). The list is rarely needed, so it is read for each call.</remarks>
internal static class PublicSuffix
{
    public const string Rule = "must not be a public suffix such as co.uk or github.io: websites of other people share it, and browsers refuse cookies for it";

    /// <param name="domain">A host name in lower case and ASCII, with at least one dot.</param>
    public static bool Is(string domain)
    {
        using var resource = typeof(PublicSuffix).Assembly.GetManifestResourceStream("ConsentHub.Sites.Validation.public-suffixes.txt")!;
        var list = new byte[resource.Length];
        resource.ReadExactly(list);

        var parent = domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return Lists(list, domain) || (Lists(list, $"*.{parent}") && !Lists(list, $"!{domain}"));
    }

    private static bool Lists(ReadOnlySpan<byte> list, string rule) => list.IndexOf(Encoding.ASCII.GetBytes($"\n{rule}\n")) >= 0;
}

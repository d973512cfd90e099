using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites.Model;

namespace ConsentHub.Visitors.Notices;

/// <summary>The member <c>local</c> that follows a notice in the response: what holds where the caller is, and what this hub offers beside choices.</summary>
/// <remarks>It is no part of the notice: no version has it, no <c>noticeHash</c> and no receipt covers it.</remarks>
/// <param name="Authority">Null if the site itself names this authority, or none is known for the region.</param>
/// <param name="Rights">Null if the region is unknown.</param>
/// <param name="Requests">The text of the link to the page for privacy requests; null if the site takes none.</param>
internal sealed record LocalFacts(string? Region, LocalAuthority? Authority, LocalRights? Rights, string? Requests)
{
    /// <param name="jurisdiction">Null if the region is unknown.</param>
    /// <returns>Null if there is nothing to say.</returns>
    public static LocalFacts? Of(Jurisdiction? jurisdiction, SiteFile site, string lang)
    {
        var words = UiTexts.For(lang);
        var requests = site.Requests is null ? null : words.Own("requests");
        if (jurisdiction is null)
            return requests is null ? null : new(Region: null, Authority: null, Rights: null, requests);

        return new(
            jurisdiction.Region,
            jurisdiction.Authority is { } own && !own.IsSameAs(site.SupervisoryAuthority) ? new(own.Country, own.Name, own.Url) : null,
            jurisdiction.Rights is { } rights ? new(words.RightsUnder(rights), words.List(rights)) : new(words.NoRightsListed(site.PrivacyContact), []),
            requests);
    }
}

/// <param name="Text">The sentence before the list, or who answers if there is no list.</param>
internal sealed record LocalRights(string Text, IReadOnlyList<string> List);

internal sealed record LocalAuthority(string Country, string Name, string Url);

using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites.Model;

namespace ConsentHub.Visitors.Notices;

/// <summary>The member <c>local</c> that follows a notice in the response: what holds where the caller is.</summary>
/// <remarks>It is no part of the notice: no version has it, no <c>noticeHash</c> and no receipt covers it.</remarks>
/// <param name="Authority">Null if the site itself names this authority, or none is known for the region.</param>
internal sealed record LocalFacts(string Region, LocalAuthority? Authority, LocalRights Rights)
{
    public static LocalFacts Of(Jurisdiction jurisdiction, SiteFile site, string lang)
    {
        var words = UiTexts.For(lang);
        return new(
            jurisdiction.Region,
            jurisdiction.Authority is { } own && !own.IsSameAs(site.SupervisoryAuthority) ? new(own.Country, own.Name, own.Url) : null,
            jurisdiction.Rights is { } rights ? new(words.RightsUnder(rights), words.List(rights)) : new(words.NoRightsListed(site.PrivacyContact), []));
    }

}

/// <param name="Text">The sentence before the list, or who answers if there is no list.</param>
internal sealed record LocalRights(string Text, IReadOnlyList<string> List);

internal sealed record LocalAuthority(string Country, string Name, string Url);

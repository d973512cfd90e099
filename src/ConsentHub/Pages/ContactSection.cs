using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Pages;

/// <summary>The site's controller, how to reach it, and links to the site's privacy policy, imprint and terms.</summary>
internal static class ContactSection
{
    private static readonly string[] Links = ["privacy", "imprint", "terms", NoticeFacts.Support];

    public static Html Write(Site site, NoticeView notice, UiTexts words) =>
        $"""
        <footer>
        <h2>{words.Text("responsible")}</h2>
        <address>{Html.Link(notice.Controller.Website, notice.Controller.Name)}{Html.Each(LinesOf(notice.Controller, words), line => $"<br>{line}")}</address>
        <p>{Html.Fill(words.Text("contact"), ("name", Html.Of($"{notice.PrivacyContact.Name ?? notice.Controller.Name}")), ("contact", Reach(notice.PrivacyContact)))}</p>
        <ul>
        {Html.Each(Links, link => Address(site, notice, link) is { } address ? $"<li>{Html.Link(address, words.Text($"{link}Link"))}</li>" : Html.Empty)}
        </ul>
        </footer>
        """;

    /// <summary>The controller's contact details from the site file, one line each.</summary>
    private static IEnumerable<Html> LinesOf(Controller controller, UiTexts words)
    {
        string[] place = [.. new[] { controller.Address, controller.Country is { } country ? words.Country(country) : null }.OfType<string>()];
        if (place.Length > 0)
            yield return $"{string.Join(", ", place)}";
        if (controller.Email is { } email)
            yield return Html.MailTo(email);
        if (controller.Phone is { } phone)
            yield return $"{phone}";
    }

    /// <summary>Resolves a link that is a path of the site against the site's first web origin with a fixed port; null if the site has no such origin.</summary>
    private static string? Address(Site site, NoticeView notice, string link)
    {
        var address = link == NoticeFacts.Support ? notice.Support : notice.Links.GetValueOrDefault(link);
        if (address?.StartsWith('/') != true)
            return address;

        return site.Origins.FirstOrDefault(o => OriginRule.IsWeb(o) && !o.EndsWith(":*", StringComparison.Ordinal)) is { } origin ? origin + address : null;
    }

    /// <summary>Every way to reach the privacy contact.</summary>
    public static Html Reach(PrivacyContact contact)
    {
        var ways = new List<Html>();
        if (contact.Email is { } email)
            ways.Add(Html.MailTo(email));
        if (contact.Url is { } url)
            ways.Add(Html.Link(url, url));
        if (contact.Address is { } address)
            ways.Add($"{address}");

        return Html.Each(ways.Index(), way => $"{(way.Index > 0 ? ", " : "")}{way.Item}");
    }
}

using System.Globalization;
using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Pages;

/// <summary>The information that GDPR Art. 13 requires for the whole site, in a collapsible section: retention, countries, rights, supervisory authority, notice version.</summary>
internal static class FactsSection
{
    /// <param name="root">The relative path from the page to the hub's root.</param>
    /// <param name="jurisdiction">What holds where the visitor is; null on a page that repeats what was shown once.</param>
    public static Html Write(Site site, NoticeView notice, UiTexts words, string root, Jurisdiction? jurisdiction = null) =>
        $"""
        <details class="card facts-fold">
        <summary><h2>{words.Text("facts")}</h2></summary>
        <dl class="facts">
        {(notice.Retention is { } retention ? Fact(words.Text("retention"), List(retention.Select(data => $"{data.Name}: {words.Kept(data)}"))) : Html.Empty)}
        {(notice.Sale is { } sale ? Fact(words.Text("sale"), Html.Of($"{words.Sale(sale)}")) : Html.Empty)}
        {(notice.Residency is { } places ? Fact(words.Text("residency"), Html.Of($"{string.Join(", ", places.Select(words.Country))}")) : Html.Empty)}
        {Fact(words.Text("rights"), $"{words.Text("rightsText")}{(HasSafeguards(notice) ? $" {words.Text("safeguardCopy")}" : "")}{RightsByLaw(notice, words, jurisdiction)}")}
        {Authorities(words, notice.SupervisoryAuthority, jurisdiction?.Authority)}
        {Fact(words.Text("thisNotice"), $"{Version(notice, words)}{(notice.Version > 1 ? Earlier(site, words, root) : Html.Empty)}")}
        </dl>
        </details>
        """;

    private static Html RightsByLaw(NoticeView notice, UiTexts words, Jurisdiction? jurisdiction) => jurisdiction switch
    {
        null => Html.Empty,
        { Rights: { } rights } => $"<p>{words.RightsUnder(rights)}</p>{List(words.List(rights))}",
        _ => $"<p>{Html.Fill(words.Own("rightsElsewhere"), ("contact", ContactSection.Reach(notice.PrivacyContact)))}</p>",
    };

    /// <summary>The authority that the site names, and the visitor's own if that is another one (GDPR Art. 77).</summary>
    private static Html Authorities(UiTexts words, SupervisoryAuthority? named, ComplaintAuthority? own)
    {
        List<Html> links = [];
        if (named is not null)
            links.Add(Html.Link(named.Url, named.Name));
        if (own?.IsSameAs(named) == false)
            links.Add($"{Html.Link(own.Url, own.Name)} ({words.Country(own.Country)})");

        return links.Count == 0 ? Html.Empty : Fact(words.Text("authority"), Html.Each(links.Index(), link => $"{(link.Index > 0 ? Html.Of($"<br>") : Html.Empty)}{link.Item}"));
    }

    private static Html Earlier(Site site, UiTexts words, string root) =>
        $"""<br><a href="{root}preferences/{site.Key}/notices?lang={words.Lang}">{words.Text("earlierVersions")}</a>""";

    /// <summary>"Version 3, 2 March 2026".</summary>
    private static string Version(NoticeView notice, UiTexts words) => notice.PublishedAt is { } published
        ? words.Text("noticeVersion", ("version", notice.Version.ToString(CultureInfo.InvariantCulture)), ("date", words.Date(published)))
        : notice.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>True if a transfer relies on contractual clauses or binding rules, the only safeguards that are available as a copy (GDPR Art. 13(1)(f)).</summary>
    private static bool HasSafeguards(NoticeView notice) =>
        notice.Categories.SelectMany(c => c.Services).SelectMany(s => s.Transfers ?? []).Any(t => t.Safeguard is Safeguard.Scc or Safeguard.Bcr);

    private static Html List(IEnumerable<string> items) => $"<ul>{Html.Each(items, item => $"<li>{item}</li>")}</ul>";

    private static Html Fact(string name, Html value) => $"<div><dt>{name}</dt><dd>{value}</dd></div>\n";
}

using System.Globalization;
using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;

namespace ConsentHub.Preferences;

/// <summary>Read-only pages: the list of a notice's versions, and each version as published.</summary>
internal static class VersionPages
{
    public static Html List(Site site, NoticeView notice, UiTexts words, IReadOnlyList<NoticeDates> versions) => Layout.Write(
        site.Latest.Content.Name, notice.Dir, words, words.Own("versions"),
        $"""
        {AnnouncedSection.Write(site, notice, words)}{Html.Each(versions, version => $"""
            <section class="card state">
            <h2><a href="notices/{version.Version}?lang={words.Lang}">{Title(words, version)}</a></h2>
            <p class="small">{Force(words, version)}</p>
            {Changes(words, notice, version)}
            </section>

            """)}
        {Back(site, words, "../")}
        """,
        notice.Languages, "../../");

    public static Html One(Site site, NoticeView notice, UiTexts words, NoticeDates dates) => Layout.Write(
        site.Latest.Content.Name, notice.Dir, words, Title(words, dates),
        $"""
        <p class="asks">{words.Text("introController", ("controller", notice.Controller.Name))}</p>
        <section class="card state">
        <p class="lead">{Force(words, dates)}</p>
        {Changes(words, notice, dates)}
        </section>
        {Html.Each(notice.Categories, category => Category(notice, words, category))}
        {FactsSection.Write(site, notice, words, "../../../")}
        {ContactSection.Write(site, notice, words)}
        {Back(site, words, "../../")}
        """,
        notice.Languages, "../../../");

    private static Html Category(NoticeView notice, UiTexts words, CategoryView category) =>
        $"""
        <section class="card category">
        <div class="row"><h2>{category.Name}</h2>{(category.Required ? $"""<span class="always">{words.Text("alwaysOn")}</span>""" : Html.Empty)}</div>
        <p>{category.Description}</p>
        {BasisLine.Write(notice, words, category)}
        {ServiceList.Write(words, category, _ => Html.Empty)}
        </section>
        """;

    private static string Title(UiTexts words, NoticeDates version) =>
        words.Text("noticeVersion", ("version", version.Version.ToString(CultureInfo.InvariantCulture)), ("date", words.Date(version.From)));

    private static Html Force(UiTexts words, NoticeDates version) => version.Until is { } until
        ? Html.Fill(words.Own("versionEarlier"), ("from", Time(words, version.From)), ("to", Time(words, until)))
        : Html.Fill(words.Own("versionCurrent"), ("from", Time(words, version.From)));

    private static Html Time(UiTexts words, DateTimeOffset time) => $"""<time datetime="{Rfc3339.Of(time)}">{words.Date(time)}</time>""";

    private static Html Changes(UiTexts words, NoticeView notice, NoticeDates version) => version.Changes.Count == 0 ? Html.Empty :
        $"""
        <h3>{words.Own("versionChanged")}</h3>
        <ul class="changes">{Html.Each(words.Sentences(notice, version.Changes), sentence => $"<li>{sentence}</li>")}</ul>
        """;

    private static Html Back(Site site, UiTexts words, string way) =>
        $"""<p class="actions"><a class="button" href="{way}{site.Key}?lang={words.Lang}">{words.Own("openPage")}</a></p>""";
}

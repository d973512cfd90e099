using ConsentHub.Consents;
using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Sections;

/// <summary>The visitor's present state: the choice with its dates, why the choice is no longer valid, and what the browser's signal changes.</summary>
internal static class StateSection
{
    public static Html Write(PageView page) =>
        $"""
        <section class="card state{(page.Choice is null ? "" : page.Effective.IsValid ? " good" : " warn")}" aria-labelledby="state">
        <h2 id="state">{page.Texts.Own("yourChoice")}</h2>
        <p class="lead">{Sentence(page)}</p>
        {Choices(page)}
        {Changes(page)}
        {Gpc(page)}
        {(page.SharesCookies || page.Event == PageEvent.FromSite ? Html.Empty : $"""<p class="small">{page.Texts.Text("nojsSeparate")}</p>""")}
        {Withdraw(page)}
        </section>
        """;

    private static Html Sentence(PageView page)
    {
        if (page.Choice is not { } choice)
            return $"{page.Texts.Text("nojsNoChoice")}";

        var key = page.Effective.IsValid ? "nojsCurrent" : choice.Status == ConsentStatus.Expired ? "nojsExpired" : "nojsOutdated";
        return Html.Fill(page.Texts.Text(key), ("date", Time(page.Texts, choice.DecidedAt)), ("until", Time(page.Texts, choice.ExpiresAt)));
    }

    private static Html Time(UiTexts words, DateTimeOffset time) => $"""<time datetime="{Rfc3339.Of(time)}">{words.Date(time)}</time>""";

    /// <summary>Lists what the choice granted and denied, while the choice is valid. The switches below then show the same.</summary>
    private static Html Choices(PageView page) => page.Choice is null || !page.Effective.IsValid ? Html.Empty :
        $"""
        <ul class="states">
        {Html.Each(page.Notice.Categories.Where(c => !c.Required), category => State(page, category.Name, page.Effective.Categories[category.Id]))}
        {Html.Each(page.Effective.Services, service => State(page, NameOf(page.Notice, service.Key), service.Value))}
        </ul>
        """;

    private static Html State(PageView page, string name, bool granted) =>
        $"""<li class="{(granted ? "yes" : "no")}"><span>{name}</span> <strong>{page.Texts.Text(granted ? "granted" : "denied")}</strong></li>""";

    private static string NameOf(NoticeView notice, string service) =>
        notice.Categories.SelectMany(c => c.Services).FirstOrDefault(s => s.Id == service)?.Name ?? service;

    private static Html Changes(PageView page)
    {
        var sentences = page.Texts.Sentences(page.Notice, page.Choice?.Changes ?? []);
        if (page.TooLax)
            sentences = [.. sentences.Append(page.Texts.Text("changeModelStricter")).Distinct(StringComparer.Ordinal)];

        return sentences.Count == 0 ? Html.Empty :
            $"""
            <h3>{page.Texts.Text("changedTitle")}</h3>
            <ul class="changes">{Html.Each(sentences, sentence => $"<li>{sentence}</li>")}</ul>
            """;
    }

    private static Html Gpc(PageView page) => page.Effective.HeldByGpc.Count == 0 ? Html.Empty :
        $"""<p class="note">{page.Texts.Text("gpcHonoured", ("categories", string.Join(", ", page.Effective.HeldByGpc)))}</p>""";

    /// <summary>A separate form, so that Enter in the form below can't press this button.</summary>
    private static Html Withdraw(PageView page) =>
        page.Choice is null || page.Event == PageEvent.FromUnnamed || !IsAnythingOn(page) ? Html.Empty :
        $"""
        <form method="post" action="{page.Site.Key}">
        {ChoicePage.Hidden(page.Stamp)}
        <button name="action" value="withdraw">{page.Texts.Text("withdrawAll")}</button>
        </form>
        """;

    private static bool IsAnythingOn(PageView page) =>
        page.Notice.Categories.Any(c => !c.Required && page.Effective.Categories[c.Id]) || page.Effective.Services.Values.Contains(true);
}

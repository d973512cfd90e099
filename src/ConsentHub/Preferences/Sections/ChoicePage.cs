using System.Globalization;
using ConsentHub.Pages;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Sections;

/// <summary>The preference centre: present state, choice, history, the visitor's rights, and the controller.</summary>
internal static class ChoicePage
{
    public static Html Write(PageView page)
    {
        var changeable = page.Event != PageEvent.FromUnnamed;
        return Layout.Write(
            page.Site.Latest.Content.Name, page.Notice.Dir, page.Texts, page.Texts.Text("preferencesTitle"),
            $"""
            <p class="asks">{page.Texts.Text("introController", ("controller", page.Notice.Controller.Name))}</p>
            {StatusMessage(page)}{(page.IsLocked && page.Event != PageEvent.TooYoung ? TooYoung(page) : Html.Empty)}
            {AnnouncedSection.Write(page.Site, page.Notice, page.Texts)}{StateSection.Write(page)}
            {(changeable ? ChoiceForm(page) : OpenPage(page))}
            {HistorySection.Write(page)}
            {(changeable && page.Choice is not null ? RightsSection.Write(page) : Html.Empty)}
            {RequestsSection.Write(page)}
            {FactsSection.Write(page.Site, page.Notice, page.Texts, "../", page.Jurisdiction)}
            {ContactSection.Write(page.Site, page.Notice, page.Texts)}
            """,
            page.Notice.Languages);
    }

    /// <summary>The hidden fields of a form.</summary>
    public static Html Hidden(FormStamp stamp) =>
        $"""
        <input type="hidden" name="id" value="{stamp.Id}">
        <input type="hidden" name="notice" value="{stamp.Notice}">
        <input type="hidden" name="lang" value="{stamp.Lang}">
        <input type="hidden" name="region" value="{stamp.Region}">
        <input type="hidden" name="banner" value="{stamp.Banner}">
        {Hidden("previous", stamp.Previous)}{Hidden("seed", stamp.Seed)}
        """;

    private static Html Hidden(string name, string? value) => value is null ? Html.Empty : $"""<input type="hidden" name="{name}" value="{value}">""";

    private static Html StatusMessage(PageView page) => page.Event switch
    {
        PageEvent.Saved => $"""<p class="told good" role="status">{page.Texts.Text("saved")}</p>""",
        PageEvent.FromSite => $"""<p class="told" role="status">{page.Texts.Text("nojsFromSite")}</p>""",
        PageEvent.FromUnnamed => $"""<p class="told" role="status">{page.Texts.Own("onlyShown")}</p>""",
        PageEvent.TooYoung => TooYoung(page),
        PageEvent.NoticeChanged => $"""<p class="told warn" role="alert">{page.Texts.Own("noticeChanged")}</p>""",
        _ => Html.Empty,
    };

    private static Html TooYoung(PageView page) =>
        $"""<p class="told warn" role="alert">{page.Texts.Text("ageBelow", ("age", (page.Site.Latest.Content.Age?.Threshold ?? 0).ToString(CultureInfo.InvariantCulture)))}</p>""";

    /// <remarks>Save comes first, because the Enter key presses the first button. Reject and accept look the same.</remarks>
    private static Html ChoiceForm(PageView page) =>
        $"""
        <form method="post" action="{page.Site.Key}" class="choice">
        {Hidden(page.Stamp)}
        <fieldset>
        <legend>{page.Texts.Text("preferencesIntro")}</legend>
        {Html.Each(page.Notice.Categories, category => CategoryCard.Write(page, category))}
        </fieldset>
        <div class="actions">
        <button name="action" value="save" class="primary">{page.Texts.Text("save")}</button>
        <button name="action" value="reject_all">{page.Texts.Text("rejectAll")}</button>
        {(page.IsLocked ? Html.Empty : $"""<button name="action" value="accept_all">{page.Texts.Text("acceptAll")}</button>""")}
        </div>
        </form>
        """;

    private static Html OpenPage(PageView page) =>
        $"""<p class="actions"><a class="button" href="{page.Site.Key}?lang={page.Texts.Lang}">{page.Texts.Own("openPage")}</a></p>""";
}

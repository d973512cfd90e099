using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Preferences.Sections;

/// <summary>The confirmation of an erasure, and its result: what was removed, and what remains.</summary>
internal static class ErasePages
{
    private static readonly string[] Kept = ["keptCounts", "keptPositions", "keptIds"];

    public static Html Confirm(Site site, NoticeView notice, UiTexts words) => Layout.Write(
        site.Latest.Content.Name, notice.Dir, words, words.Text("eraseData"),
        $"""
        <section class="card warn state">
        <p class="lead">{words.Text("eraseExplain")}</p>
        {Form(site, words, words.Text("eraseConfirm"), words.Text("back"))}
        </section>
        """);

    /// <summary>The page for an erasure that is still running and certain to finish. Sending its form shows the result, with the statement.</summary>
    public static Html UnderWay(Site site, NoticeView notice, UiTexts words) => Layout.Write(
        site.Latest.Content.Name, notice.Dir, words, words.Text("eraseData"),
        $"""
        <section class="card state">
        <p class="lead" role="status">{words.Text("erasing")}</p>
        {Form(site, words, words.Text("receiptDownload"), words.Own("openPage"))}
        </section>
        """);

    public static Html Done(Site site, NoticeView notice, UiTexts words, ErasureResponse erasure)
    {
        var records = words.Count("records", erasure.Records);
        Html what = erasure.Records == 0
            ? Html.Of($"{words.Own("erasedNothing")}")
            : Html.Fill(
                words.Own("erased"), ("records", Html.Of($"{records}")), ("time", Html.Of($"""<time datetime="{Rfc3339.Of(erasure.ErasedAt)}">{words.DateAndTime(erasure.ErasedAt)}</time>""")));
        return Layout.Write(
            site.Latest.Content.Name, notice.Dir, words, words.Text("eraseData"),
            $"""
            <section class="card good state">
            <p class="lead" role="status">{words.Text("erased")}</p>
            <p>{what}</p>
            <h2>{words.Own("keptTitle")}</h2>
            <ul class="changes">{Html.Each(Kept, kept => $"<li>{words.Own(kept)}</li>")}</ul>
            <p class="actions"><a class="button" href="{site.Key}?lang={words.Lang}">{words.Own("openPage")}</a></p>
            </section>
            {(erasure.Statement is { } statement ? StatementSection.Write(site, words, "erasure-statement", statement) : Html.Empty)}
            """);
    }

    private static Html Form(Site site, UiTexts words, string erase, string leave) =>
        $"""
        <form method="post" action="{site.Key}" class="actions">
        <input type="hidden" name="lang" value="{words.Lang}">
        <input type="hidden" name="confirm" value="yes">
        <button name="action" value="erase">{erase}</button>
        <a class="button" href="{site.Key}?lang={words.Lang}">{leave}</a>
        </form>
        """;
}

using ConsentHub.Consents;
using ConsentHub.Pages;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Sections;

/// <summary>The visitor's choices, newest first. Each choice has its receipt, unless an unknown sender passed the visitor's id.</summary>
internal static class HistorySection
{
    public static Html Write(PageView page) => page.History.Count == 0 ? Html.Empty :
        $"""
        <section class="card" aria-labelledby="history">
        <h2 id="history">{page.Texts.Text("history")}</h2>
        <table>
        <thead><tr><th scope="col">{page.Texts.Own("historyDate")}</th><th scope="col">{page.Texts.Own("historyAction")}</th><th scope="col">{page.Texts.Text("granted")}</th>{(IsKnown(page) ? $"<th scope=\"col\">{page.Texts.Own("receiptProof")}</th>" : Html.Empty)}</tr></thead>
        <tbody>
        {Html.Each(page.History, choice => Row(page, choice))}
        </tbody>
        </table>
        {More(page)}
        </section>
        """;

    /// <summary>The link to earlier choices. If an unknown sender passed the visitor's id, the page can't be reloaded with that id, so it shows an ellipsis instead.</summary>
    private static Html More(PageView page) => page.Earlier is not { } cursor ? Html.Empty : IsKnown(page)
        ? (Html)$"""<p><a href="?lang={page.Texts.Lang}&amp;cursor={cursor}#history" rel="next">{page.Texts.Text("history")}</a></p>"""
        : $"""<p>…</p>""";

    private static Html Row(PageView page, PastChoice choice) =>
        $"""
        <tr><td data-label="{page.Texts.Own("historyDate")}" id="at-{choice.Id}"><time datetime="{Rfc3339.Of(choice.DecidedAt)}">{page.Texts.DateAndTime(choice.DecidedAt)}</time></td><td data-label="{page.Texts.Own("historyAction")}">{page.Texts.Own(WireNames<ConsentAction>.Of(choice.Action))}</td><td data-label="{page.Texts.Text("granted")}">{Allowed(page, choice)}</td>{(IsKnown(page) ? Receipt(page, choice) : Html.Empty)}</tr>

        """;

    private static Html Allowed(PageView page, PastChoice choice) =>
        $"""
        <span>{(choice.Granted.Count == 0 ? page.Texts.Own("nothingOptional") : string.Join(", ", choice.Granted))}{(choice.Except.Count == 0 ? "" : $". {page.Texts.Text("denied")}: {string.Join(", ", choice.Except)}")}</span>
        """;

    private static Html Receipt(PageView page, PastChoice choice) =>
        $"""
        <td data-label="{page.Texts.Own("receiptProof")}"><form method="post" action="{page.Site.Key}"><input type="hidden" name="lang" value="{page.Texts.Lang}"><input type="hidden" name="record" value="{choice.Id}"><button name="action" value="receipt" aria-describedby="at-{choice.Id}">{page.Texts.Own("receipt")}</button></form></td>
        """;

    private static bool IsKnown(PageView page) => page.Event != PageEvent.FromUnnamed;
}

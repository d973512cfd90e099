using ConsentHub.Consents;

namespace ConsentHub.Preferences.Pages;

/// <summary>The visitor's choices, newest first.</summary>
internal static class HistorySection
{
    public static Html Write(PageView page) => page.History.Count == 0 ? Html.Empty :
        $"""
        <section class="card" aria-labelledby="history">
        <h2 id="history">{page.Words.Text("history")}</h2>
        <table>
        <thead><tr><th scope="col">{page.Words.Own("historyDate")}</th><th scope="col">{page.Words.Own("historyAction")}</th><th scope="col">{page.Words.Text("granted")}</th></tr></thead>
        <tbody>
        {Html.Each(page.History, choice => Row(page, choice))}
        </tbody>
        </table>
        </section>
        """;

    private static Html Row(PageView page, PastChoice choice) =>
        $"""
        <tr><td data-label="{page.Words.Own("historyDate")}"><time datetime="{Rfc3339.Of(choice.DecidedAt)}">{page.Words.DateAndTime(choice.DecidedAt)}</time></td><td data-label="{page.Words.Own("historyAction")}">{page.Words.Own(WireWords<ConsentAction>.Of(choice.Action))}</td><td data-label="{page.Words.Text("granted")}">{Allowed(page, choice)}</td></tr>

        """;

    private static Html Allowed(PageView page, PastChoice choice) =>
        $"""
        <span>{(choice.Granted.Count == 0 ? page.Words.Own("nothingOptional") : string.Join(", ", choice.Granted))}{(choice.Except.Count == 0 ? "" : $". {page.Words.Text("denied")}: {string.Join(", ", choice.Except)}")}</span>
        """;
}

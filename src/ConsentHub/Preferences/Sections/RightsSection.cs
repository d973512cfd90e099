using ConsentHub.Pages;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Sections;

/// <summary>The visitor's data rights: export and erasure.</summary>
internal static class RightsSection
{
    public static Html Write(PageView page) =>
        $"""
        <section class="card rights" aria-labelledby="data">
        <h2 id="data">{page.Words.Text("yourData")}</h2>
        <form method="post" action="{page.Site.Key}">
        <p id="export">{page.Words.Own("exportExplain")}</p>
        <input type="hidden" name="lang" value="{page.Words.Lang}">
        <button name="action" value="export" aria-describedby="export">{page.Words.Text("exportData")}</button>
        </form>
        <form method="post" action="{page.Site.Key}">
        <p id="erase">{page.Words.Text("eraseExplain")}</p>
        <input type="hidden" name="lang" value="{page.Words.Lang}">
        <button name="action" value="erase" aria-describedby="erase">{page.Words.Text("eraseData")}</button>
        </form>
        </section>
        """;
}
